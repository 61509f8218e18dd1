using Cache.CompilerServices;
using Cache.Coherence;
using Cache.Entries;

namespace Cache.Engine;

/// <summary>The changes of one cache that are not loads: invalidations, sets and puts.</summary>
/// <remarks>
/// Each first raises the ticket of what it changes, then takes slots out of the table: a put that began before finds its ticket void, or
/// its reservation gone. A scan sees every slot that was there when it began; one that came later belongs to a load that began later.
/// </remarks>
internal sealed class TableInvalidations<TKey, TValue>(EntryTable<TKey, TValue> entries, EntryVersions<TKey> versions, KeyTexts<TKey> texts)
    where TKey : notnull
{
    private readonly Tickets _tickets = new();

    public InvalidationResult Key(TKey key)
    {
        _tickets.Change(key.GetHashCode());
        entries.Remove(key);
        return InvalidationResult.Applied;
    }

    /// <summary>By a version where the filter names one group, by a scan otherwise.</summary>
    public InvalidationResult Where(KeyFilter filter)
    {
        _tickets.ChangeMany();
        if (!versions.TryMoveGroup(filter))
            RemoveWhere(filter, static (filter, arguments) => filter.Matches(arguments));
        return InvalidationResult.Applied;
    }

    public InvalidationResult Matching(KeyGlob glob)
    {
        _tickets.ChangeMany();
        RemoveWhere(glob, static (glob, arguments) => glob.Matches(arguments));
        return InvalidationResult.Applied;
    }

    public InvalidationResult All()
    {
        _tickets.ChangeMany();
        versions.MoveAll();
        return InvalidationResult.Applied;
    }

    /// <summary>Stores a value over whatever there is.</summary>
    public void Replace(TKey key, CacheEntry<TKey, TValue> entry)
    {
        _tickets.Change(key.GetHashCode());
        entries.Put(key, entry);
    }

    public Ticket TakeTicket(TKey key) => _tickets.Take(key.GetHashCode());

    /// <summary>Stores the result of a write, unless its key was changed by another since the ticket was taken: then neither value is kept.</summary>
    /// <remarks>
    /// The reservation stands in the slot before the ticket is used. A change that comes after the ticket was used removes it; one that came before
    /// makes the ticket void. Of two writes that overlap, the one whose ticket is void empties the slot, whatever the other has put there.
    /// </remarks>
    public void Put(TKey key, CacheEntry<TKey, TValue> entry, Ticket ticket)
    {
        var reservation = new Reservation<TKey>(key);
        entries.Put(key, reservation);
        if (_tickets.TryUse(ticket))
            entries.TryFill(key, reservation, entry);
        else
            Key(key);
    }

    private void RemoveWhere<TState>(TState state, Func<TState, string, bool> matches)
    {
        foreach (var slot in entries.Slots.All())
        {
            var key = SlotTable<TKey, TValue>.KeyOf(slot);
            if (matches(state, texts.Arguments(key)))
                entries.Remove(key);
        }
    }
}
