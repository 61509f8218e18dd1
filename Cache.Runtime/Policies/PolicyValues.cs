namespace Cache.Policies;

/// <summary>What the settings of one cache are: immutable, and swapped as a whole when a layer changes.</summary>
internal sealed record PolicyValues
{
    public TimeSpan Ttl { get; init; } = TimeSpan.FromMinutes(5);

    public TimeSpan Jitter { get; init; }

    /// <summary>The longest life in memory in front of a shared tier; infinite is that of the entry.</summary>
    public TimeSpan LocalTtl { get; init; } = Timeout.InfiniteTimeSpan;

    public bool CacheNull { get; init; } = true;

    public bool Enabled { get; init; } = true;
}
