using Cache.CompilerServices;
using Cache.Engine;
using Cache.Loading;
using Cache.Local;
using Cache.Tests.Engine.Interleaving;

namespace Cache.Tests.Engine;

// a store without a budget that keeps books: tests of the engine see what it was told, and that it was told right
internal sealed class UnboundedStore : IWatchedStore
{
    private readonly Lock _lock = new();
    private readonly HashSet<LocalEntry> _entries = [];

    public long Count
    {
        get
        {
            lock (_lock)
                return _entries.Count;
        }
    }

    public long Bytes => 0;

    /// <summary>What the store holds now.</summary>
    public LocalEntry[] Entries
    {
        get
        {
            lock (_lock)
                return [.. _entries];
        }
    }

    public LocalEntry Single() => Entries.Single();

    /// <summary>Evicts one entry, as a store under pressure would.</summary>
    public void Evict(LocalEntry victim)
    {
        lock (_lock)
        {
            if (!_entries.Remove(victim))
                return;
            victim.Links.Residence = Residence.Gone;
        }
        victim.Evict(EvictionReason.Capacity);
    }

    public void EvictOne(Func<int, int> random)
    {
        if (Entries is [_, ..] entries)
            Evict(entries[random(entries.Length)]);
    }

    public void InStepWith<TService, TKey, TValue>(CacheTable<TService, TKey, TValue> table)
        where TKey : notnull => InStepWith(table.Entries.Slots.All());

    /// <summary>Demands that this store holds exactly the entries that the caches' slots hold, those behind a refresh included.</summary>
    public void InStepWith<TKey, TValue>(params MethodCache<Load<TKey, TValue>, TKey, TValue>[] caches)
        where TKey : notnull => InStepWith(caches.SelectMany(static cache => ((CacheTable<Load<TKey, TValue>, TKey, TValue>)cache).Entries.Slots.All()));

    private void InStepWith(IEnumerable<Slot> slots)
    {
        var held = slots
            .Select(static slot => slot as LocalEntry ?? (slot as FlightBase)?.Held)
            .Where(static entry => entry is { Links.Residence: not Residence.Gone });
        Assert.That(Entries, Is.EquivalentTo(held), "the store holds what is in no slot, or the other way round");
    }

    /// <summary>Measures values; called in the middle of a fill, a set or a put.</summary>
    public Func<object?, long>? Size { get; set; }

    /// <summary>Called when an entry has left a table or has come into one.</summary>
    public Action? Changed { get; set; }

    public Func<TKey, TValue, long>? SizerFor<TKey, TValue>(Func<TKey, TValue, long>? declared) => (_, value) => Size?.Invoke(value) ?? 0;

    public void Add(LocalEntry entry)
    {
        lock (_lock)
        {
            Assert.That(entry.Links.Residence, Is.Not.EqualTo(Residence.Resident), "an entry was added twice");
            if (entry.Links.Residence == Residence.Gone)
                return;
            entry.Links.Residence = Residence.Resident;
            _entries.Add(entry);
        }
        Changed?.Invoke();
    }

    public void Remove(LocalEntry entry)
    {
        lock (_lock)
        {
            entry.Links.Residence = Residence.Gone;
            _entries.Remove(entry);
        }
        Changed?.Invoke();
    }

    public void Touch(LocalEntry entry) => entry.Visited = true;

    /// <summary>Evicts everything, as a store under pressure would.</summary>
    public void EvictAll()
    {
        LocalEntry[] victims;
        lock (_lock)
        {
            victims = [.. _entries];
            _entries.Clear();
            foreach (var victim in victims)
                victim.Links.Residence = Residence.Gone;
        }
        foreach (var victim in victims)
            victim.Evict(EvictionReason.Capacity);
    }

    public void Dispose()
    {
    }
}
