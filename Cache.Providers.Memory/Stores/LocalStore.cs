using Cache.Time;

namespace Cache.Local;

/// <summary>The default store: one budget for all caches of a container, in bytes or in entries.</summary>
/// <remarks>
/// <para>One lock guards the policy, the wheel, and the links and <see cref="StoreLinks.Residence"/> of all entries. What holds whenever it is free:</para>
/// <list type="bullet">
/// <item>An entry is in a queue of the policy exactly while it is Resident; it is in the wheel only then.</item>
/// <item>What is held fits the budget, or is one entry that is larger than the budget by itself.</item>
/// <item>An entry that is Gone never comes back: a removal that overtakes the addition wins.</item>
/// </list>
/// <para>Tables are told of evictions after the lock is released (see <see cref="Victims"/>). A table that removes the same entry meanwhile finds it Gone here,
/// and its own place empty then: both sides are compare-and-remove. A hit takes no lock; it counts in the entry (see <see cref="S3Fifo.Touch"/>).</para>
/// </remarks>
internal sealed class LocalStore : ILocalStore
{
    // entries moved or freed while the lock is held once, and how often it is taken in one tick: a tick stays within a few milliseconds, the rest waits for the next
    private const int StepsPerSlice = 256;
    private const int SlicesPerTick = 64;

    // what a writer may spend on looking for expired entries before it evicts live ones: the ticks leave something to find only when they are behind
    private const int StepsPerAdd = 16;

    private readonly Lock _lock = new();
    private readonly TimerWheel _wheel = new();
    private readonly S3Fifo _policy;
    private readonly EntrySizes? _sizes;
    private readonly CacheSize _limit;
    private readonly CoarseClock _clock;

    /// <summary>Makes a store.</summary>
    /// <param name="limit">The budget.</param>
    /// <param name="sizes">Measures entries, where the budget is in bytes.</param>
    /// <param name="clock">Its ticks free the memory of expired entries.</param>
    public LocalStore(CacheSize limit, EntrySizes sizes, CoarseClock clock)
    {
        _limit = limit;
        _policy = new(limit);
        _sizes = limit.InBytes ? sizes : null;
        _clock = clock;
        clock.Ticked += FreeExpired;
    }

    public long Count
    {
        get
        {
            lock (_lock)
                return _policy.Count;
        }
    }

    public long Bytes
    {
        get
        {
            lock (_lock)
                return _policy.Bytes;
        }
    }

    public long? ByteLimit => _sizes is null ? null : _limit.Value;

    public long? EntryLimit => _sizes is null ? _limit.Value : null;

    public Func<TKey, TValue, long>? SizerFor<TKey, TValue>(Func<TKey, TValue, long>? declared) => _sizes?.For(declared);

    public void Add(LocalEntry entry)
    {
        var victims = new Victims();
        lock (_lock)
        {
            if (entry.Links.Residence != Residence.New)
                return;
            entry.Links.Residence = Residence.Resident;
            if (!_policy.HasRoomFor(entry))
                MakeRoomFor(entry, ref victims);
            _policy.Add(entry);
            _wheel.Add(entry);
            entry.Admitted();
        }
        victims.Evict();
    }

    public void Remove(LocalEntry entry)
    {
        lock (_lock)
        {
            if (entry.Links.Residence == Residence.Resident)
            {
                _policy.Remove(entry);
                _wheel.Remove(entry);
                entry.Released();
            }
            entry.Links.Residence = Residence.Gone;
        }
    }

    public void Touch(LocalEntry entry) => S3Fifo.Touch(entry);

    public void Dispose() => _clock.Ticked -= FreeExpired;

    private void MakeRoomFor(LocalEntry entry, ref Victims victims)
    {
        var now = _clock.Now;
        var steps = StepsPerAdd;
        // an entry larger than the whole budget empties the store and then stays, alone, until the next one comes
        while (!_policy.HasRoomFor(entry) && _policy.Count > 0)
        {
            if (TryFreeExpired(now, ref steps, ref victims))
                continue;
            var victim = _policy.TakeVictim(now);
            _wheel.Remove(victim);
            victim.Links.Residence = Residence.Gone;
            victim.Released();
            victims.Add(victim, victim.KeptUntil <= now ? EvictionReason.Expired : EvictionReason.Capacity);
        }
    }

    private bool TryFreeExpired(long now, ref int steps, ref Victims victims)
    {
        if (_wheel.TakeDue(now, ref steps) is not { } entry)
            return false;
        _policy.Remove(entry);
        entry.Links.Residence = Residence.Gone;
        entry.Released();
        victims.Add(entry, EvictionReason.Expired);
        return true;
    }

    private void FreeExpired(long now)
    {
        for (var slice = 0; slice < SlicesPerTick; slice++)
        {
            var victims = new Victims();
            var steps = StepsPerSlice;
            lock (_lock)
            {
                while (TryFreeExpired(now, ref steps, ref victims))
                {
                }
            }
            victims.Evict();
            if (steps > 0)
                return;
        }
    }
}
