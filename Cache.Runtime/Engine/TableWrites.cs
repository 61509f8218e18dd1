using Cache.Coherence;
using Cache.Entries;
using Cache.Inspection;
using Cache.SharedTier;
using Cache.Telemetry;

namespace Cache.Engine;

/// <summary>Values that a caller stores in one cache: by a set, or as the result of a write.</summary>
/// <remarks>
/// A reservation stands in the slot while the value is on its way, and becomes the entry only if it still stands there: whatever changes the key meanwhile, here or by a
/// message, takes it away. Of two writes that overlap nobody can tell which the database took last, so a put uses the ticket that it took before the write began, and in the shared
/// tier the sequence of its lane: the one that finds its ticket void empties the slot, whatever the other has put there.
/// </remarks>
internal sealed class TableWrites<TKey, TValue>(
    Func<TKey, TKey>? keep,
    EntryTable<TKey, TValue> entries,
    EntryVersions<TKey> versions,
    EntryMaker<TKey, TValue> maker,
    TableInvalidations<TKey, TValue> invalidations,
    KeyTexts<TKey> texts,
    SharedEntries<TKey, TValue>? sharedEntries,
    SharedNode? shared,
    bool keepsEntries,
    CacheTraces traces)
    where TKey : notnull
{
    /// <summary>Stores a value over whatever there is. While the cache is off nothing is stored, and whatever there is elsewhere goes.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">The value.</param>
    /// <param name="ttl">Its time to live; null is the policy's.</param>
    /// <param name="terms">What the call says beside the policy; null where it says nothing.</param>
    public ValueTask SetAsync(TKey key, TValue value, TimeSpan? ttl, EntryTerms? terms = null)
    {
        var write = Begin(key);
        if (terms is { Tags.Length: > 0 })
            write = write with { Cells = [.. write.Cells ?? [], .. versions.Named(terms.Tags)] };
        var life = maker.TtlOf(ttl);
        if (!maker.IsEnabled)
            return ForgetAsync(write.Key);
        var entry = Make(write, value, life, terms);
        invalidations.Change(write.Key);
        if (shared is not null && (terms is null || !terms.Skip(EntrySkips.SharedWrite)))
            return SetEverywhereAsync(write, entry, life, null, terms);
        // the value of before goes in any case
        if (terms is not null && terms.Skip(EntrySkips.LocalWrite))
            entries.Remove(write.Key);
        else
            entries.Put(write.Key, entry);
        if (!maker.IsEnabled)
            entries.Remove(write.Key);
        invalidations.DropReadersOf(write.Key);
        return default;
    }

    /// <summary>Stores a value over one that only the shared tier has, under a text whose typed key nobody here knows: with the versions that the old value lists.</summary>
    /// <param name="places">The key.</param>
    /// <param name="value">The value.</param>
    /// <param name="ttl">Its time to live; null is the policy's.</param>
    /// <param name="old">What stands there.</param>
    /// <exception cref="SharedStoreException">The shared tier could not take it; whether it has is unknown, and that the old value is over is told when it is back.</exception>
    /// <exception cref="NotSupportedException">The value cannot be shared.</exception>
    public async ValueTask SetTextAsync(KeyPlaces places, TValue value, TimeSpan? ttl, SharedLook<TValue> old)
    {
        var life = maker.TtlOf(ttl);
        var change = new SharedChange(SharedChangeKind.Key, places.Shared);
        var terms = old.Standing.Sliding is null ? null : new EntryTerms { Sliding = old.Standing.Sliding };
        var changing = invalidations.BeginChange(change);
        try
        {
            var under = await sharedEntries!.ReadAnewAsync(old.Versions).ConfigureAwait(false);
            using var bytes = sharedEntries.Write(places.Shared, places.Inside, value, under, shared!.Watermark.ServerNow, life, loadTime: null, terms)
                ?? throw new NotSupportedException("The value cannot be shared: it is over the limit (Shared:ValueLimit) or does not fit into the Quota, or the serializer refused it. The log says which.");
            await shared.Store.SetAsync(places.Shared, SlotId.New(), bytes.Written, sharedEntries.UnreadLife(life, terms?.Sliding), unlessMoved: null).ConfigureAwait(false);
            shared.Outbox.Remember(change);
        }
        catch (SharedStoreException failure)
        {
            shared!.Undelivered(change, failure);
            throw;
        }
        finally
        {
            // a call that came meanwhile has perhaps read the old value
            invalidations.DropUnknown(places.Shared);
            changing?.EndChange();
        }
    }

    /// <summary>What a write must know before its body runs.</summary>
    public PendingWrite<TKey> Begin(TKey key)
    {
        var stamp = versions.Sequence;
        var kept = keep is null ? key : keep(key);
        return new(kept, stamp, versions.Of(kept), invalidations.TakeTicket(kept));
    }

    /// <summary>What the shared tier has come to, before the body of a write runs; null where it cannot be told.</summary>
    public async ValueTask<SharedState?> SharedStateAsync(PendingWrite<TKey> write)
    {
        if (shared is null)
            return null;
        try
        {
            await shared.ReadyAsync().ConfigureAwait(false);
            var sequence = await shared.Store.GetSequenceAsync(Lanes.Of(texts.Shared(write.Key, out _))).ConfigureAwait(false);
            return new(sequence, await sharedEntries!.VersionsAsync(write.Cells).ConfigureAwait(false));
        }
        catch (SharedStoreException)
        {
            return null;
        }
    }

    /// <summary>Stores the result of a write, unless its key was changed by another since the write began: then neither value is kept.</summary>
    /// <param name="write">What was known before the body ran.</param>
    /// <param name="value">The result.</param>
    /// <param name="before">What <see cref="SharedStateAsync"/> gave before the body ran.</param>
    public async ValueTask PutAsync(PendingWrite<TKey> write, TValue value, SharedState? before)
    {
        if (!maker.Takes(value) || (shared is not null && before is null))
        {
            await invalidations.KeyAsync(write.Key).ConfigureAwait(false);
            return;
        }
        CacheEntry<TKey, TValue> entry;
        var life = maker.TtlOf(null);
        try
        {
            entry = Make(write, value, life);
        }
        catch
        {
            // the write is done: if its value cannot be stored, the old one must go all the same
            await invalidations.KeyAsync(write.Key).ConfigureAwait(false);
            throw;
        }
        if (shared is null)
            Put(write, entry);
        else
            await SetEverywhereAsync(write, entry, life, before).ConfigureAwait(false);
    }

    private async ValueTask ForgetAsync(TKey key) => await invalidations.KeyAsync(key).ConfigureAwait(false);

    private void Put(PendingWrite<TKey> write, CacheEntry<TKey, TValue> entry)
    {
        var reservation = new Reservation<TKey>(write.Key);
        entries.Put(write.Key, reservation);
        if (invalidations.TryUse(write.Ticket))
            entries.TryFill(write.Key, reservation, entry);
        else
            invalidations.DropKey(write.Key);
        invalidations.DropReadersOf(write.Key);
    }

    private async ValueTask SetEverywhereAsync(PendingWrite<TKey> write, CacheEntry<TKey, TValue> entry, TimeSpan life, SharedState? before, EntryTerms? terms = null)
    {
        var reservation = new Reservation<TKey>(write.Key);
        entries.Put(write.Key, reservation);
        if (before is not null && !invalidations.TryUse(write.Ticket))
        {
            // the shared tier has perhaps the value of the other write
            await invalidations.KeyAsync(write.Key).ConfigureAwait(false);
            return;
        }
        var isStored = false;
        var change = invalidations.BeginChange(new(SharedChangeKind.Key, texts.Shared(write.Key, out _)));
        try
        {
            isStored = await SendAsync(write, entry.Value, life, before, terms).ConfigureAwait(false);
        }
        finally
        {
            // a call that came meanwhile has perhaps put a flight there that read the old value
            if (!isStored || !keepsEntries || (terms is not null && terms.Skip(EntrySkips.LocalWrite)) || !maker.IsEnabled || !entries.TryFill(write.Key, reservation, entry))
                entries.Remove(write.Key);
            invalidations.DropReadersOf(write.Key);
            change?.EndChange();
        }
    }

    // false where the shared tier does not hold the value: it holds none, then, or is told so later
    private async ValueTask<bool> SendAsync(PendingWrite<TKey> write, TValue value, TimeSpan life, SharedState? before, EntryTerms? terms)
    {
        var key = texts.Shared(write.Key, out var full);
        var change = new SharedChange(SharedChangeKind.Key, key);
        try
        {
            await shared!.ReadyAsync().ConfigureAwait(false);
            // those from before the body: a version that moved while it ran leaves the value dead
            var under = before?.Versions ?? await sharedEntries!.VersionsAsync(write.Cells).ConfigureAwait(false);
            var bytes = sharedEntries!.Write(key, full, value, under, shared.Watermark.ServerNow, life, loadTime: null, terms);
            if (bytes is null)
            {
                // each node may hold it for itself
                await shared.SendAsync(change).ConfigureAwait(false);
                return true;
            }
            var (_, stored) = await traces.SharedAsync(
                "cache.shared.set", key, (shared.Store, key, bytes.Written, Life: sharedEntries.UnreadLife(life, terms?.Sliding), before?.Sequence),
                static set => new ValueTask<(long Sequence, bool Stored)>(set.Store.SetAsync(set.key, SlotId.New(), set.Written, set.Life, set.Sequence)),
                static set => SharedOutcomes.OfWrite(set.Stored)).ConfigureAwait(false);
            bytes.Dispose();
            shared.Outbox.Remember(change);
            return stored;
        }
        catch (SharedStoreException failure)
        {
            shared!.Undelivered(change, failure);
            // what was set is served here; other nodes lose the old value as soon as they can be told
            return before is null;
        }
    }

    private CacheEntry<TKey, TValue> Make(PendingWrite<TKey> write, TValue value, TimeSpan life, EntryTerms? terms = null) =>
        maker.Make(write.Key, value, null, write.Stamp, write.Cells, life, terms);
}

// what a write knew before its body ran
internal readonly record struct PendingWrite<TKey>(TKey Key, long Stamp, VersionCell[]? Cells, Ticket Ticket);

// the sequence of a key's lane and the versions of the key in the shared tier
internal sealed record SharedState(long Sequence, NamedVersion[] Versions);
