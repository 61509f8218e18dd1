using System.Diagnostics.CodeAnalysis;
using Cache.Engine;
using Cache.Loading;
using Cache.Local;

namespace Cache.Entries;

/// <summary>The slots of one cache by key, kept in step with the store that holds the budget.</summary>
/// <remarks>
/// Every change of a slot is one compare-and-swap of the table, and whoever made it tells the store: of an entry that came in, and of one that
/// went. The store may be told of both in either order, and a flight that stands in front of an entry (a refresh) keeps that entry with the store until one of them goes.
/// </remarks>
internal sealed class EntryTable<TKey, TValue>
    where TKey : notnull
{
    private readonly ILocalStore _store;
    private readonly int _seed;
    private readonly KeyIndex<TKey, TValue>? _index;
    private readonly EntryPolicy? _policy;
    private long _evicted;
    private long _expired;
    private long _bytes;

    /// <param name="store">The store that holds the budget.</param>
    /// <param name="seed">Tells the keys of this cache from those of others.</param>
    /// <param name="sharedText">The text of a key in the shared tier; null where there is none.</param>
    /// <param name="policy">Says how long entries are kept beyond their expiry; null where they are not.</param>
    /// <param name="handsOutTasks">Whether callers want an entry's completed task, and not its value.</param>
    public EntryTable(ILocalStore store, int seed, Func<TKey, string>? sharedText = null, EntryPolicy? policy = null, bool handsOutTasks = false)
    {
        Slots = new(handsOutTasks);
        _policy = policy;
        _store = store;
        _seed = seed;
        _index = sharedText is null ? null : new(Slots, sharedText);
    }

    /// <summary>The slots. Lookups go to it directly; changes go through this class.</summary>
    public SlotTable<TKey, TValue> Slots { get; }

    /// <summary>Told of each entry that comes in to be kept warm.</summary>
    public Action<PacedEntry<TKey, TValue>>? KeptWarm { get; set; }

    public long Evictions => Volatile.Read(ref _evicted);

    public long Expirations => Volatile.Read(ref _expired);

    /// <summary>The size of the entries that the store holds, as it has told.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>The hash of a key and its cache. Caches are numbered from 0, and so are many keys: spread over all bits, the numbers of two caches do not make their keys meet.</summary>
    public int HashOf(TKey key) => key.GetHashCode() ^ (int)((uint)_seed * 0x9E3779B1);

    /// <summary>Until when the store holds an entry that expires at a time.</summary>
    public long KeptUntil(long expiresAt) => _policy?.KeptUntil(expiresAt) ?? expiresAt;

    /// <summary>Puts a flight in the place of what was seen there, if it still stands there.</summary>
    /// <param name="key">The key as it is kept.</param>
    /// <param name="seen">What was seen; null for an empty place.</param>
    /// <param name="flight">The flight.</param>
    public bool TryOpen(TKey key, Slot? seen, KeyedFlight<TKey> flight)
    {
        if (seen is null)
            return TryAdd(key, flight);
        if (!Slots.TryUpdate(key, flight, seen))
            return false;
        if (EntryOf(seen) is { } entry && entry != flight.Held)
            _store.Remove(entry);
        return true;
    }

    /// <summary>Puts an entry in the place of the flight or the reservation that was to become it, or of the entry that it follows, if that still stands there.</summary>
    public bool TryFill(TKey key, Slot place, CacheEntry<TKey, TValue> entry)
    {
        if (!Slots.TryUpdate(key, entry, place))
            return false;
        Forget(place);
        Admit(entry);
        return true;
    }

    /// <summary>Frees the place of a flight, if it still stands there; the entry that it stood in front of comes back.</summary>
    public void Withdraw(TKey key, KeyedFlight<TKey> flight)
    {
        if (flight.Held is not { } held || held.Links.Residence == Residence.Gone)
            TryRemove(key, flight);
        else if (Slots.TryUpdate(key, held, flight) && held.Links.Residence == Residence.Gone)
            // the store evicted it between the look and the swap, and did not find it in the table
            TryRemove(key, held);
    }

    /// <summary>Frees the place of a flight, if it still stands there, and with it goes the entry that it stood in front of.</summary>
    public void Clear(TKey key, KeyedFlight<TKey> flight)
    {
        if (TryRemove(key, flight))
            Forget(flight);
    }

    /// <summary>Puts a slot in the place of whatever stands there.</summary>
    public void Put(TKey key, Slot slot)
    {
        while (true)
        {
            if (Slots.Find(key) is not { } present)
            {
                if (!TryAdd(key, slot))
                    continue;
            }
            else if (Slots.TryUpdate(key, slot, present))
            {
                Forget(present);
            }
            else
            {
                continue;
            }

            if (slot is CacheEntry<TKey, TValue> entry)
                Admit(entry);
            return;
        }
    }

    /// <summary>Empties the place of a key, whatever stands there: an entry is gone, a flight stores nothing.</summary>
    public void Remove(TKey key)
    {
        if (Slots.Remove(key) is not { } slot)
            return;
        _index?.Removed(key, slot);
        Forget(slot);
    }

    /// <summary>The key that has a text in the shared tier.</summary>
    /// <param name="text">The text.</param>
    /// <param name="key">The key.</param>
    /// <returns>Whether something stands there, or did a moment ago.</returns>
    public bool TryFind(string text, [MaybeNullWhen(false)] out TKey key)
    {
        key = default;
        return _index is not null && _index.TryFind(text, out key);
    }

    /// <summary>Called by the store, under its lock, so that a plain sum is exact: it holds more of this cache from now on, or less.</summary>
    public void Hold(long bytes) => Volatile.Write(ref _bytes, _bytes + bytes);

    /// <summary>Called by the store, which has forgotten the entry already.</summary>
    public void Evicted(CacheEntry<TKey, TValue> entry, EvictionReason reason)
    {
        TryRemove(entry.Key, entry);
        Interlocked.Increment(ref reason == EvictionReason.Capacity ? ref _evicted : ref _expired);
    }

    private bool TryAdd(TKey key, Slot slot) => _index is null ? Slots.TryAdd(slot) : _index.TryAdd(key, slot);

    private bool TryRemove(TKey key, Slot slot)
    {
        if (!Slots.TryRemove(key, slot))
            return false;
        _index?.Removed(key, slot);
        return true;
    }

    private void Admit(CacheEntry<TKey, TValue> entry)
    {
        _store.Add(entry);
        if (entry is PacedEntry<TKey, TValue> { IsKeptWarm: true } paced)
            KeptWarm?.Invoke(paced);
    }

    // the entry that a slot stands for: itself, or the one behind a flight
    private static LocalEntry? EntryOf(Slot slot) => slot.Kind switch
    {
        SlotKind.Entry => (LocalEntry)slot,
        SlotKind.Flight => ((FlightBase)slot).Held,
        _ => null,
    };

    private void Forget(Slot slot)
    {
        if (EntryOf(slot) is { } entry)
            _store.Remove(entry);
    }
}
