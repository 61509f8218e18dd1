namespace Cache;

/// <summary>What one cache has done so far on this node, and holds now. A snapshot: it does not change.</summary>
public sealed record CacheStatistics
{
    /// <summary>The cache's name.</summary>
    public required string Name { get; init; }

    /// <summary>The method or property that declares it, as in <c>Shop.OrderService.GetOrdersAsync</c>.</summary>
    public required string Declaration { get; init; }

    /// <summary>The type arguments of a generic declaration, as its keys have them; else empty.</summary>
    public string TypeArguments { get; init; } = "";

    /// <summary>Calls that memory has answered or not; <see langword="null"/> where the node has no memory tier.</summary>
    public CacheTierStatistics? Memory { get; init; }

    /// <summary>
    /// What the shared tier was asked, and whether it had a value; <see langword="null"/> where the node has none. Calls that miss together ask once, for all of them.
    /// </summary>
    public CacheTierStatistics? Shared { get; init; }

    /// <summary>Calls and loads that went on without the shared tier, because it failed.</summary>
    public long SharedFailures { get; init; }

    /// <summary>Runs of the Core method, those under way included.</summary>
    public long Loads { get; init; }

    /// <summary>Runs that have failed, or were given up by <c>HardTimeout</c>. One that was cancelled because its callers had left is none of them.</summary>
    public long LoadFailures { get; init; }

    /// <summary>How long a run of the Core method takes that brings a value, on average; <see langword="null"/> before the first.</summary>
    public TimeSpan? AverageLoadTime { get; init; }

    /// <summary>How long the slowest of those took; <see langword="null"/> before the first.</summary>
    public TimeSpan? LongestLoadTime { get; init; }

    /// <summary>Calls that were answered with an expired value, because its load failed or took too long.</summary>
    public long StaleServed { get; init; }

    /// <summary>Entries in memory now, loads under way included.</summary>
    public long Entries { get; init; }

    /// <summary>Size of the entries in memory, in bytes; zero where the budget is not in bytes.</summary>
    public long Bytes { get; init; }

    /// <summary>Entries that have left memory because the budget was spent.</summary>
    public long Evictions { get; init; }

    /// <summary>Entries that have left memory because their time was over.</summary>
    public long Expirations { get; init; }

    /// <summary>
    /// The share of calls for which a tier had the value, from 0 to 1; <see langword="null"/> before the first call. With two tiers it is a little low: calls that
    /// wait together for one value of the shared tier count as one hit.
    /// </summary>
    public double? HitRatio => Memory is null || Shared is null
        ? (Memory ?? Shared)?.HitRatio
        : new CacheTierStatistics(Memory.Hits + Shared.Hits, Math.Max(Memory.Misses - Shared.Hits, 0)).HitRatio;
}
