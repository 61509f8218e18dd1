using Cache.Coherence;
using Cache.Entries;
using Cache.SharedTier;
using Cache.Time;

namespace Cache.Engine;

/// <summary>How long the values of one cache still live, and new times for them.</summary>
/// <remarks>
/// A touch replaces what it has seen alive and nothing else. In memory another entry with the same value, versions and stamp takes the place of the one that was seen, if that still stands there; in the
/// shared tier the expiry is written over in the value that was seen, if it is still that one with that expiry. An invalidation takes either away, and the touch finds nothing.
/// <para>
/// With a shared tier its value counts. Copies in memory end with the old time, here and on other nodes; so where the new one is later nobody has to be told, and where it is earlier the copies go as by an
/// invalidation: at once here, within the window elsewhere.
/// </para>
/// </remarks>
internal sealed class TableLives<TKey, TValue>(
    EntryTable<TKey, TValue> entries,
    ILiveEntries<TKey, TValue> live,
    EntryMaker<TKey, TValue> maker,
    TableInvalidations<TKey, TValue> invalidations,
    CoarseClock clock,
    SharedEntries<TKey, TValue>? sharedEntries,
    SharedNode? shared)
    where TKey : notnull
{
    /// <summary>How long a value still lives; null where there is none.</summary>
    public async ValueTask<TimeSpan?> LeftAsync(TKey key)
    {
        if (sharedEntries is not null && maker.IsEnabled)
        {
            try
            {
                if (await sharedEntries.LookAsync(key).ConfigureAwait(false) is { } standing)
                    return standing.Left(shared!.Watermark.ServerNow);
            }
            catch (SharedStoreException)
            {
                // the store has told of it; what memory holds is served too while it is away
            }
        }
        return live.Serving(entries.Slots.Find(key)) is { } entry ? LeftOf(entry) : null;
    }

    /// <summary>How long an entry in memory still lives, however often it is read.</summary>
    public TimeSpan LeftOf(CacheEntry<TKey, TValue> entry)
    {
        var endsAt = entry is PacedEntry<TKey, TValue> paced ? paced.EndsAt : entry.ExpiresAt;
        return endsAt == CoarseClock.Never ? Timeout.InfiniteTimeSpan : new(Math.Max(endsAt - clock.Now, 1));
    }

    /// <summary>Gives a value a new time to live.</summary>
    /// <returns>Whether there is a live one.</returns>
    public ValueTask<bool> TouchAsync(TKey key, TimeSpan ttl)
    {
        _ = maker.TtlOf(ttl);
        if (!maker.IsEnabled)
            return new(false);
        return sharedEntries is null ? new(TouchHere(key, ttl)) : TouchEverywhereAsync(sharedEntries, key, ttl);
    }

    private bool TouchHere(TKey key, TimeSpan ttl)
    {
        while (true)
        {
            var slot = entries.Slots.Find(key);
            if (live.Serving(slot) is not { } entry)
                return false;
            // behind the flight of its refresh: what lands there has a time of its own
            if (slot != entry)
                return true;
            if (!entries.TryFill(entry.Key, entry, WithLife(entry, ttl)))
                continue;
            // asked after it stands there, like whoever puts something into a table
            if (!maker.IsEnabled)
                entries.Remove(key);
            return true;
        }
    }

    private CacheEntry<TKey, TValue> WithLife(CacheEntry<TKey, TValue> entry, TimeSpan ttl)
    {
        TimeSpan? loadTime = entry is PacedEntry<TKey, TValue> { LoadTime: > 0 } paced ? new(paced.LoadTime) : null;
        TimeSpan? sliding = entry is PacedEntry<TKey, TValue> { Sliding: var own } && own > TimeSpan.Zero ? own : null;
        var renewed = maker.MakeUntil(entry.Key, entry.Value, entry.MadeTask, entry.Stamp, entry.Cells, new(clock.After(ttl), Sliding: sliding), loadTime, null);
        renewed.MadeAs(entry);
        return renewed;
    }

    private async ValueTask<bool> TouchEverywhereAsync(SharedEntries<TKey, TValue> sharedEntries, TKey key, TimeSpan ttl)
    {
        try
        {
            while (true)
            {
                if (await sharedEntries.LookAsync(key).ConfigureAwait(false) is not { } standing)
                    return false;
                if (standing.Kind != SharedSlotKind.Value)
                    return true;
                // another value may have come, or another touch: look again
                var (isAmended, isEarlier) = await AmendAsync(sharedEntries, standing, ttl).ConfigureAwait(false);
                if (!isAmended)
                    continue;
                if (isEarlier)
                    invalidations.DropKey(key);
                else
                    TouchHere(key, ttl);
                return true;
            }
        }
        catch (SharedStoreException)
        {
            // the store has told of it. If it was applied all the same, the sequence of the lane tells every node, this one too
            return false;
        }
    }

    /// <summary>Gives a value of the shared tier a new time to live, whose key nobody here knows and of which memory therefore holds nothing.</summary>
    /// <param name="text">The key in the shared tier.</param>
    /// <param name="full">The whole key, where that one is a hash of it; else null.</param>
    /// <param name="ttl">The time.</param>
    /// <returns>Whether there is a live one.</returns>
    /// <exception cref="SharedStoreException">The shared tier could not be asked.</exception>
    public async ValueTask<bool> TouchTextAsync(string text, string? full, TimeSpan ttl)
    {
        while (true)
        {
            if (await sharedEntries!.InspectAsync(text, full).ConfigureAwait(false) is not { IsOver: false, Standing: var standing })
                return false;
            if (standing.Kind != SharedSlotKind.Value)
                return true;
            var (isAmended, isEarlier) = await AmendAsync(sharedEntries, standing, ttl).ConfigureAwait(false);
            if (!isAmended)
                continue;
            // it has perhaps come into memory meanwhile
            if (isEarlier)
                invalidations.DropText(text);
            return true;
        }
    }

    private async Task<(bool IsAmended, bool IsEarlier)> AmendAsync(SharedEntries<TKey, TValue> sharedEntries, SharedStanding standing, TimeSpan ttl)
    {
        var expires = sharedEntries.ExpiresAfter(ttl);
        var isEarlier = expires != 0 && (standing.Expires == 0 || expires < standing.Expires);
        var amendment = new SharedAmendment(
            standing.Id, EntryFormat.ExpiresAt, EntryFormat.Expiry(standing.Expires), EntryFormat.Expiry(expires), sharedEntries.UnreadLife(ttl, standing.Sliding), Tells: isEarlier);
        var isAmended = await shared!.Store.AmendAsync(standing.Key, amendment).ConfigureAwait(false);
        if (isAmended && isEarlier)
            shared.Outbox.Remember(new(SharedChangeKind.Key, standing.Key));
        return (isAmended, isEarlier);
    }
}
