using Cache.Engine;
using Cache.Loading;
using Cache.Local;
using Cache.Time;

namespace Cache.Tests.Engine.Interleaving;

/// <summary>The default store with a budget of a few entries, which evicts by itself, and another event may happen wherever the engine tells it of an entry.</summary>
internal sealed class BudgetedStore(int limit, CoarseClock clock) : IWatchedStore
{
    private readonly LocalStore _inner = new(new(limit, InBytes: false), new(new Dictionary<Type, Delegate>()), clock);

    public long Count => _inner.Count;

    public long Bytes => _inner.Bytes;

    public Action? Changed { get; set; }

    public Func<object?, long>? Size { get; set; }

    public Func<TKey, TValue, long> SizerFor<TKey, TValue>(Func<TKey, TValue, long>? declared) => (_, value) => Size?.Invoke(value) ?? 0;

    public void Add(LocalEntry entry)
    {
        _inner.Add(entry);
        Changed?.Invoke();
    }

    public void Remove(LocalEntry entry)
    {
        _inner.Remove(entry);
        Changed?.Invoke();
    }

    public void Touch(LocalEntry entry) => _inner.Touch(entry);

    // it needs no telling
    public void EvictOne(Func<int, int> random)
    {
    }

    public void InStepWith<TService, TKey, TValue>(CacheTable<TService, TKey, TValue> table)
        where TKey : notnull
    {
        var held = table.Entries.Slots.All().Select(static slot => slot as LocalEntry ?? (slot as FlightBase)?.Held).Count(static entry => entry is { Links.Residence: Residence.Resident });
        Assert.That(Count, Is.EqualTo(held), "the store holds what is in no slot, or the other way round");
        Assert.That(Count, Is.LessThanOrEqualTo(limit));
    }

    public void Dispose() => _inner.Dispose();
}

// a store that lets a scenario interrupt what the engine does, and keeps books
internal interface IWatchedStore : ILocalStore
{
    /// <summary>Called when an entry has left a table or has come into one.</summary>
    Action? Changed { get; set; }

    /// <summary>Measures values; called in the middle of a fill, a set or a put.</summary>
    Func<object?, long>? Size { get; set; }

    /// <summary>Evicts one entry, where the store does not do so by itself.</summary>
    void EvictOne(Func<int, int> random);

    /// <summary>Demands that the store holds exactly the entries that the table's slots hold, those behind a refresh included.</summary>
    void InStepWith<TService, TKey, TValue>(CacheTable<TService, TKey, TValue> table)
        where TKey : notnull;
}
