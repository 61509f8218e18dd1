using Cache.Coherence;

namespace Cache.Entries;

/// <summary>What stands at a key whose last load has failed: for how long no other is tried, and the value from before, where there is one.</summary>
/// <remarks>
/// It is never live (its expiry is that of the old value, or the beginning of time), so a hit passes it over without knowing of it. It is an entry all the same: an
/// invalidation or a set takes it out of the slot like any other, a version that moves ends it, it counts in the budget, and the store frees it when its time is over.
/// </remarks>
internal sealed class FailedEntry<TKey, TValue> : CacheEntry<TKey, TValue>
    where TKey : notnull
{
    // an exception with its stack trace, about
    private const int ExceptionSize = 1024;

    /// <summary>Keeps an old value after a load that failed.</summary>
    public FailedEntry(CacheEntry<TKey, TValue> old, Exception failure, long retryAt)
        : base(old)
    {
        HasValue = true;
        Failure = failure;
        Failures = (old as FailedEntry<TKey, TValue>)?.Failures + 1 ?? 1;
        RetryAt = retryAt;
    }

    /// <summary>Keeps a failure that there is no value for.</summary>
    public FailedEntry(EntryTable<TKey, TValue> table, TKey key, long stamp, VersionCell[]? cells, Exception failure, long retryAt)
        : base(table, key, new(default!, null, expiresAt: 0, stamp, cells, ExceptionSize))
    {
        Failure = failure;
        Failures = 1;
        RetryAt = retryAt;
    }

    /// <summary>Whether it holds a value that may be served.</summary>
    public bool HasValue { get; }

    /// <summary>What the last load failed with.</summary>
    public Exception Failure { get; }

    /// <summary>How many loads have failed since one succeeded.</summary>
    public int Failures { get; }

    /// <summary>When the next load may be tried, by the clock of the node.</summary>
    public long RetryAt { get; }

    public override long KeptUntil => HasValue ? base.KeptUntil : RetryAt;
}
