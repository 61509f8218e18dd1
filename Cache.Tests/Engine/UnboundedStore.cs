using Cache.Local;

namespace Cache.Tests.Engine;

// a store without a budget that keeps books: tests of the engine see what it was told, and that it was told right
internal sealed class UnboundedStore : ILocalStore
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

    public Func<TKey, TValue, long>? SizerFor<TKey, TValue>(Func<TKey, TValue, long>? declared) => null;

    public void Add(LocalEntry entry)
    {
        lock (_lock)
        {
            Assert.That(entry.Residence, Is.Not.EqualTo(Residence.Resident), "an entry was added twice");
            if (entry.Residence == Residence.Gone)
                return;
            entry.Residence = Residence.Resident;
            _entries.Add(entry);
        }
    }

    public void Remove(LocalEntry entry)
    {
        lock (_lock)
        {
            entry.Residence = Residence.Gone;
            _entries.Remove(entry);
        }
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
                victim.Residence = Residence.Gone;
        }
        foreach (var victim in victims)
            victim.Evict(EvictionReason.Capacity);
    }

    public void Dispose()
    {
    }
}
