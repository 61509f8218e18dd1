using System.Diagnostics.Metrics;

namespace Cache.Telemetry;

/// <summary>The loads of one cache that have ended: how many have brought a value and how long they took, and how many have failed.</summary>
/// <param name="duration">Records each of them, where somebody listens.</param>
/// <param name="cache">The cache's name.</param>
internal sealed class LoadTimes(Histogram<double> duration, string cache)
{
    private readonly KeyValuePair<string, object?> _cache = new("cache.name", cache);
    private long _count;
    private long _ticks;
    private long _longest;
    private long _failures;

    /// <summary>How many have brought a value.</summary>
    public long Count => Volatile.Read(ref _count);

    /// <summary>How long those took together.</summary>
    public TimeSpan Total => TimeSpan.FromTicks(Volatile.Read(ref _ticks));

    /// <summary>How long the slowest of those took.</summary>
    public TimeSpan Longest => TimeSpan.FromTicks(Volatile.Read(ref _longest));

    /// <summary>How many have failed, or were given up. One that was cancelled because its callers had left is none of them.</summary>
    public long Failures => Volatile.Read(ref _failures);

    public void Succeeded(TimeSpan time)
    {
        Interlocked.Increment(ref _count);
        Interlocked.Add(ref _ticks, time.Ticks);
        var longest = Volatile.Read(ref _longest);
        while (time.Ticks > longest && Interlocked.CompareExchange(ref _longest, time.Ticks, longest) is var seen && seen != longest)
            longest = seen;
        if (duration.Enabled)
            duration.Record(time.TotalSeconds, _cache);
    }

    /// <param name="time">How long it ran.</param>
    /// <param name="failure">What it has failed with.</param>
    /// <param name="isWanted">Whether a caller has waited for it.</param>
    public void Failed(TimeSpan time, Exception failure, bool isWanted)
    {
        if (isWanted || failure is not OperationCanceledException)
            Interlocked.Increment(ref _failures);
        if (duration.Enabled)
            duration.Record(time.TotalSeconds, _cache, new("error.type", CacheTraces.ErrorType(failure)));
    }
}
