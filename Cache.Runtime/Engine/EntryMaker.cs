using Cache.Coherence;
using Cache.Entries;
using Cache.Time;

namespace Cache.Engine;

// makes the entries of one cache: expiry, size and versions in one place, for loads, sets and puts alike
internal sealed class EntryMaker<TKey, TValue>(EntryTable<TKey, TValue> entries, EntryPolicy policy, CoarseClock clock, Func<TKey, TValue, long>? sizer)
    where TKey : notnull
{
    /// <summary>Whether a computed value may be stored at all.</summary>
    public bool Takes(TValue value) => value is not null || policy.CacheNull;

    /// <summary>Makes an entry.</summary>
    /// <param name="key">The key as it is kept.</param>
    /// <param name="value">The value.</param>
    /// <param name="task">A completed task with the value, where there is one.</param>
    /// <param name="stamp">The sequence of the versions before the value was read.</param>
    /// <param name="cells">The versions it is under.</param>
    /// <param name="ttl">Its time to live; null is the policy's.</param>
    public CacheEntry<TKey, TValue> Make(TKey key, TValue value, Task<TValue>? task, long stamp, VersionCell[]? cells, TimeSpan? ttl)
    {
        if (ttl is { } own && own != Timeout.InfiniteTimeSpan)
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(own, TimeSpan.Zero, nameof(ttl));
        return new(entries, key, new(value, task, policy.ExpiryFrom(clock, ttl), stamp, cells, sizer?.Invoke(key, value) ?? 0));
    }
}
