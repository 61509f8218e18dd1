namespace Cache.Tests.Memory.Traces;

/// <summary>Sequences of requested keys, the same on every machine: hit ratios of different policies are measured on them.</summary>
internal static class Trace
{
    /// <summary>The number of keys that zipf draws from. A scan runs over as many more.</summary>
    public const int Keys = 1_000_000;

    private const int Scanned = 50_000;
    private const int BetweenScans = 100_000;
    private const int Shifts = 10;

    /// <summary>Keys drawn with a probability that falls with their rank to the power given; ranks are spread over the keys at random.</summary>
    public static int[] Zipf(double exponent, int requests, int seed = 1)
    {
        var ranks = new ZipfRanks(exponent, Keys);
        var random = new Random(seed);
        var keyOfRank = Shuffled(random);
        var trace = new int[requests];
        foreach (ref var key in trace.AsSpan())
            key = keyOfRank[ranks.Next(random)];
        return trace;
    }

    /// <summary>Zipf 1.0, and after every 100,000 requests a scan of 50,000 keys that come but once in the length of the trace.</summary>
    public static int[] ZipfWithScans(int requests, int seed = 2)
    {
        var trace = Zipf(1.0, requests, seed);
        var scanned = 0;
        for (var i = 0; i < requests; i++)
        {
            if (i % (BetweenScans + Scanned) >= BetweenScans)
                trace[i] = Keys + scanned++ % Keys;
        }
        return trace;
    }

    /// <summary>Zipf 1.0 whose popularity moves to other keys altogether, ten times in the length of the trace.</summary>
    public static int[] ShiftingZipf(int requests, int seed = 3)
    {
        var trace = Zipf(1.0, requests, seed);
        for (var i = 0; i < requests; i++)
            trace[i] = (trace[i] + (int)((long)i * Shifts / requests) * 137_771) % Keys;
        return trace;
    }

    private static int[] Shuffled(Random random)
    {
        var keys = new int[Keys];
        for (var i = 0; i < Keys; i++)
            keys[i] = i;
        random.Shuffle(keys);
        return keys;
    }
}
