using System.Collections.Concurrent;
using Cache.Local;
using Cache.Time;

namespace Cache.Tests.Memory;

// a table as the engine has them, reduced to what a store can see of one; it keeps books of what it holds and of what was evicted
internal sealed class FakeTable(ILocalStore store)
{
    private readonly ConcurrentDictionary<int, FakeEntry> _entries = new();
    private long _bytes;
    private long _spent;
    private long _expired;

    public int Count => _entries.Count;

    /// <summary>What the table holds, by its own count: an entry counts before the store knows of it and until it is out of the table.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    public long EvictedForCapacity => Interlocked.Read(ref _spent);

    public long EvictedAsExpired => Interlocked.Read(ref _expired);

    public bool Has(int key) => _entries.ContainsKey(key);

    public FakeEntry Add(int key, long size = 1, long expiresAt = CoarseClock.Never)
    {
        var entry = Put(key, size, expiresAt);
        store.Add(entry);
        return entry;
    }

    /// <summary>The first half of an addition: in the table, the store not told.</summary>
    public FakeEntry Put(int key, long size = 1, long expiresAt = CoarseClock.Never)
    {
        var entry = new FakeEntry(this, key, size, expiresAt);
        Interlocked.Add(ref _bytes, size);
        Assert.That(_entries.TryAdd(key, entry), Is.True);
        return entry;
    }

    public void Hit(int key, int times = 1)
    {
        for (; times > 0; times--)
        {
            if (!_entries[key].Visited)
                store.Touch(_entries[key]);
        }
    }

    public void Remove(int key)
    {
        if (!_entries.TryRemove(key, out var entry))
            return;
        Interlocked.Add(ref _bytes, -entry.Size);
        store.Remove(entry);
    }

    public void Evicted(FakeEntry entry, EvictionReason reason)
    {
        Interlocked.Increment(ref reason == EvictionReason.Capacity ? ref _spent : ref _expired);
        if (_entries.TryRemove(new(entry.Key, entry)))
            Interlocked.Add(ref _bytes, -entry.Size);
    }
}

internal sealed class FakeEntry : LocalEntry
{
    private readonly FakeTable _table;
    private int _evictions;
    private StoreLinks _links;

    public FakeEntry(FakeTable table, int key, long size, long expiresAt)
    {
        _table = table;
        Key = key;
        Size = size;
        ExpiresAt = expiresAt;
    }

    public int Key { get; }

    /// <summary>How much longer than its expiry it is kept.</summary>
    public long KeptFor { get; set; }

    public override long KeptUntil => ExpiresAt + KeptFor;

    public int Evictions => Volatile.Read(ref _evictions);

    public override int KeyHash => Key;

    internal override ref StoreLinks Links => ref _links;

    public override void Evict(EvictionReason reason)
    {
        Interlocked.Increment(ref _evictions);
        _table.Evicted(this, reason);
    }
}
