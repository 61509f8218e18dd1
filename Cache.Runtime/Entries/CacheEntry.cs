using Cache.Coherence;
using Cache.Local;

namespace Cache.Entries;

/// <summary>A stored value, with what decides whether it is live.</summary>
internal class CacheEntry<TKey, TValue> : LocalEntry
    where TKey : notnull
{
    // the order is that of the memory: what hits read, then what they do not. The runtime puts structs last, in the order in which they are declared
    private Task<TValue>? _task;
    private readonly TValue _value;
    private readonly TKey _key;
    private Rest _rest;

    public CacheEntry(EntryTable<TKey, TValue> table, TKey key, in NewValue<TValue> made)
    {
        _task = made.Task;
        _value = made.Value;
        _key = key;
        _rest.Table = table;
        _rest.Cells = made.Cells;
        _rest.Links.Size = made.Size;
        HitUntil = made.ExpiresAt;
        StampedAt = made.Stamp;
    }

    /// <summary>Makes an entry with the value, the versions and the times of another.</summary>
    protected CacheEntry(CacheEntry<TKey, TValue> other)
    {
        _task = other._task;
        _value = other._value;
        _key = other._key;
        _rest.Table = other._rest.Table;
        _rest.Cells = other._rest.Cells;
        _rest.Links.Size = other._rest.Links.Size;
        _rest.Links.MadeHigh = other._rest.Links.MadeHigh;
        _rest.Links.MadeLow = other._rest.Links.MadeLow;
        HitUntil = other.ExpiresAt;
        StampedAt = other.Stamp;
    }

    public TKey Key => _key;

    public TValue Value => _value;

    /// <summary>The versions that it is under, beside that of the whole cache.</summary>
    public VersionCell[]? Cells => _rest.Cells;

    /// <summary>The value as a completed task, made at most a few times and then kept: a hit of a method that returns a task allocates nothing.</summary>
    public Task<TValue> Task => _task ?? MakeTask();

    /// <summary>That task, where it has been made.</summary>
    public Task<TValue>? MadeTask => _task;

    /// <summary>The sequence up to which its versions are known not to have moved.</summary>
    public long Stamp => Volatile.Read(ref StampedAt);

    public override int KeyHash => _rest.Table.HashOf(_key);

    public override long KeptUntil => KeptBeyond(ExpiresAt);

    internal override ref StoreLinks Links => ref _rest.Links;

    /// <summary>Compares its versions, and stamps it anew where none has moved.</summary>
    /// <param name="moved">What the cache knew as the last move, read before this call.</param>
    /// <param name="all">The version of the whole cache.</param>
    public bool Revalidate(long moved, VersionCell all)
    {
        var stamp = Stamp;
        if (all.LastMoved > stamp || !Versions.Unmoved(_rest.Cells, stamp))
            return false;
        // two threads may stamp out of order: a stamp that is too old is compared once more, never wrong
        Volatile.Write(ref StampedAt, moved);
        return true;
    }

    /// <summary>Whether it may be live: no version of it has moved since its load began.</summary>
    /// <param name="all">The version of the whole cache.</param>
    public bool IsUnmoved(VersionCell all)
    {
        var stamp = Stamp;
        return all.LastMoved <= stamp && Versions.Unmoved(_rest.Cells, stamp);
    }

    /// <summary>Whether this node knows of no invalidation of it: an entry that has moved only because the node has lost sight of the others may still be right.</summary>
    /// <param name="all">The version of the whole cache.</param>
    public bool IsUninvalidated(VersionCell all)
    {
        var stamp = Stamp;
        return all.LastInvalidated <= stamp && Versions.Uninvalidated(_rest.Cells, stamp);
    }

    public override void Evict(EvictionReason reason) => _rest.Table.Evicted(this, reason);

    /// <summary>Until when it is kept if it expires at a time.</summary>
    protected long KeptBeyond(long expiresAt) => _rest.Table.KeptUntil(expiresAt);

    public override void Admitted() => _rest.Table.Hold(_rest.Links.Size);

    public override void Released() => _rest.Table.Hold(-_rest.Links.Size);

    private protected override void Unmarked() => _rest.Table.Slots.Revoke(this);

    private Task<TValue> MakeTask() => _task = System.Threading.Tasks.Task.FromResult(_value);

    private struct Rest
    {
        public EntryTable<TKey, TValue> Table;
        public VersionCell[]? Cells;
        public StoreLinks Links;
    }
}

// a value on its way into the table
internal readonly struct NewValue<TValue>(TValue value, Task<TValue>? task, long expiresAt, long stamp, VersionCell[]? cells, long size)
{
    public readonly TValue Value = value;
    public readonly Task<TValue>? Task = task;
    public readonly long ExpiresAt = expiresAt;
    public readonly long Stamp = stamp;
    public readonly VersionCell[]? Cells = cells;
    public readonly long Size = size;
}
