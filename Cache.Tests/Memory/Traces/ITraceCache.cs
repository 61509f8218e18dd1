namespace Cache.Tests.Memory.Traces;

/// <summary>A cache that is asked for the keys of a trace, and loads what it does not have.</summary>
internal interface ITraceCache
{
    /// <summary>Asks for a key.</summary>
    /// <returns>Whether it was a hit.</returns>
    bool Request(int key);
}

internal static class TraceCacheExtensions
{
    /// <summary>Runs a trace; the first fifth warms the cache and does not count.</summary>
    /// <returns>Hits by requests.</returns>
    public static double HitRatio(this ITraceCache cache, int[] trace)
    {
        var hits = 0;
        var first = trace.Length / 5;
        for (var i = 0; i < trace.Length; i++)
        {
            if (cache.Request(trace[i]) && i >= first)
                hits++;
        }
        return (double)hits / (trace.Length - first);
    }
}
