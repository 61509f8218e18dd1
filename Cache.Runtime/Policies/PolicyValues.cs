namespace Cache.Policies;

/// <summary>What the settings of one cache are: immutable, and swapped as a whole when a layer changes.</summary>
internal sealed record PolicyValues
{
    public TimeSpan Ttl { get; init; } = TimeSpan.FromMinutes(5);

    public TimeSpan Jitter { get; init; }

    /// <summary>The longest life in memory in front of a shared tier; infinite is that of the entry.</summary>
    public TimeSpan LocalTtl { get; init; } = System.Threading.Timeout.InfiniteTimeSpan;

    /// <summary>How long an entry lives after its last read; zero where reads do not count.</summary>
    public TimeSpan SlidingTtl { get; init; }

    /// <summary>How eagerly an entry is loaded anew before it expires; zero where it is not.</summary>
    public double RefreshAhead { get; init; }

    /// <summary>For how long after its last read an entry is loaded anew without a request; zero where it is not.</summary>
    public TimeSpan KeepWarm { get; init; }

    /// <summary>How long an entry is kept beyond its expiry; zero where it is not.</summary>
    public TimeSpan FailSafe { get; init; }

    public TimeSpan FailSafeBackoff { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Zero where callers wait until the load ends; so in the two below where there is no limit.</summary>
    public TimeSpan Timeout { get; init; }

    public TimeSpan HardTimeout { get; init; }

    public TimeSpan CacheErrorsFor { get; init; }

    public bool CacheNull { get; init; } = true;

    public bool Enabled { get; init; } = true;

    /// <summary>Whether administrators are shown no values. The engine itself does nothing with it.</summary>
    public bool Sensitive { get; init; }
}
