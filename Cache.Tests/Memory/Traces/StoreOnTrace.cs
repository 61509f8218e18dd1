using Cache.Local;
using Cache.Time;

namespace Cache.Tests.Memory.Traces;

/// <summary>The default store with a table by key, as the engine uses it: a hit tells the store only while the entry is not marked.</summary>
internal sealed class StoreOnTrace : ITraceCache, IDisposable
{
    private readonly Entry?[] _table = new Entry?[2 * Trace.Keys];
    private readonly CoarseClock _clock = new(new ManualTimeProvider());
    private readonly LocalStore _store;

    public StoreOnTrace(int capacity) => _store = new(new(capacity, InBytes: false), new(new Dictionary<Type, Delegate>()), _clock);

    public bool Request(int key)
    {
        if (_table[key] is { } entry)
        {
            if (!entry.Visited)
                _store.Touch(entry);
            return true;
        }
        _store.Add(_table[key] = new(_table, key));
        return false;
    }

    public void Dispose()
    {
        _store.Dispose();
        _clock.Dispose();
    }

    private sealed class Entry(Entry?[] table, int key) : LocalEntry
    {
        private StoreLinks _links;

        public override int KeyHash => key;

        internal override ref StoreLinks Links => ref _links;

        public override void Evict(EvictionReason reason) => table[key] = null;
    }
}
