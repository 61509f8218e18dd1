using Cache.Coherence;
using Cache.Entries;
using Cache.Time;

namespace Cache.Engine;

// makes the entries of one cache: expiry, size and versions in one place, for loads, sets and puts alike
internal sealed class EntryMaker<TKey, TValue>(EntryTable<TKey, TValue> entries, EntryPolicy policy, CoarseClock clock, Func<TKey, TValue, long>? sizer, bool hasSharedTier, bool hasQuota = false)
    where TKey : notnull
{
    // a value that is read here from memory alone is in use all the same: the quota of the shared tier hears of it so often
    private static readonly TimeSpan s_betweenUses = TimeSpan.FromSeconds(5);

    /// <summary>Whether the cache is on. Asked after a slot was taken: a cache that is switched off drops what stood there before, see <see cref="EntryPolicy"/>.</summary>
    public bool IsEnabled => policy.IsEnabled;

    /// <summary>Whether a computed value may be stored at all.</summary>
    public bool Takes(TValue value) => policy.Takes(value is null);

    /// <summary>How long an entry made now lives.</summary>
    /// <param name="own">The time that a caller or a load has given it; null is the policy's.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is neither above zero nor infinite.</exception>
    public TimeSpan TtlOf(TimeSpan? own)
    {
        if (own is { } ttl && ttl <= TimeSpan.Zero && ttl != Timeout.InfiniteTimeSpan)
            Throw.BadTtl(ttl);
        return policy.TtlOf(own);
    }

    /// <summary>When an entry made now expires.</summary>
    public long ExpiryOf(TimeSpan ttl) => clock.After(ttl);

    /// <summary>Makes an entry.</summary>
    /// <param name="key">The key as it is kept.</param>
    /// <param name="value">The value.</param>
    /// <param name="task">A completed task with the value, where there is one.</param>
    /// <param name="stamp">The sequence of the versions before the value was read.</param>
    /// <param name="cells">The versions it is under.</param>
    /// <param name="ttl">Its time to live, as <see cref="TtlOf"/> gives it.</param>
    /// <param name="terms">What the call says of it beside the policy; null where it says nothing.</param>
    public CacheEntry<TKey, TValue> Make(TKey key, TValue value, Task<TValue>? task, long stamp, VersionCell[]? cells, TimeSpan ttl, EntryTerms? terms = null) =>
        MakeUntil(key, value, task, stamp, cells, new(clock.After(ttl), terms?.LocalTtl, terms?.Sliding), null, null);

    /// <summary>Makes an entry that expires at a time of this node's clock, or before, where memory is in front of a shared tier and may keep it for a shorter time.</summary>
    /// <param name="key">The key as it is kept.</param>
    /// <param name="value">The value.</param>
    /// <param name="task">A completed task with the value, where there is one.</param>
    /// <param name="stamp">The sequence of the versions before the value was read.</param>
    /// <param name="cells">The versions it is under.</param>
    /// <param name="life">When it expires.</param>
    /// <param name="loadTime">How long its load took; null where that is not known.</param>
    /// <param name="readAt">When the entry that it follows was read, where nobody has asked for this one; null is now.</param>
    public CacheEntry<TKey, TValue> MakeUntil(TKey key, TValue value, Task<TValue>? task, long stamp, VersionCell[]? cells, EntryLife life, TimeSpan? loadTime, long? readAt)
    {
        var expiresAt = life.ExpiresAt;
        if (hasSharedTier || life.LocalTtl is not null)
            expiresAt = Math.Min(expiresAt, clock.After(life.LocalTtl ?? policy.LocalTtl));
        var made = new NewValue<TValue>(value, task, expiresAt, stamp, cells, sizer?.Invoke(key, value) ?? 0);
        var pace = policy.PaceOf(loadTime, life.Sliding) with { Uses = hasQuota ? s_betweenUses.Ticks : 0 };
        var now = clock.Now;
        var entry = pace.IsNone ? new CacheEntry<TKey, TValue>(entries, key, made) : new PacedEntry<TKey, TValue>(entries, key, made, pace, readAt ?? now, now);
        entry.MadeAt(now);
        return entry;
    }
}

/// <summary>How long an entry lives.</summary>
/// <param name="ExpiresAt">When it is over, on this node's clock, however often it is read.</param>
/// <param name="LocalTtl">The longest time in memory; null is the policy's, which is for memory in front of a shared tier.</param>
/// <param name="Sliding">How long it lives after a read; null is the policy's.</param>
internal readonly record struct EntryLife(long ExpiresAt, TimeSpan? LocalTtl = null, TimeSpan? Sliding = null);
