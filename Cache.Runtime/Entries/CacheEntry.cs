using Cache.Coherence;
using Cache.Local;

namespace Cache.Entries;

/// <summary>A stored value, with what decides whether it is live.</summary>
internal sealed class CacheEntry<TKey, TValue> : LocalEntry
    where TKey : notnull
{
    private readonly EntryTable<TKey, TValue> _table;
    private readonly VersionCell[]? _cells;
    private Task<TValue>? _task;
    private long _stamp;

    public CacheEntry(EntryTable<TKey, TValue> table, TKey key, in NewValue<TValue> made)
    {
        _table = table;
        _cells = made.Cells;
        _task = made.Task;
        _stamp = made.Stamp;
        Key = key;
        Value = made.Value;
        ExpiresAt = made.ExpiresAt;
        Size = made.Size;
    }

    public TKey Key { get; }

    public TValue Value { get; }

    /// <summary>The value as a completed task, made at most a few times and then kept: a hit of a method that returns a task allocates nothing.</summary>
    public Task<TValue> Task => _task ??= System.Threading.Tasks.Task.FromResult(Value);

    /// <summary>The sequence up to which its versions are known not to have moved.</summary>
    public long Stamp => Volatile.Read(ref _stamp);

    public override int KeyHash => _table.HashOf(Key);

    /// <summary>Compares its versions, and stamps it anew where none has moved.</summary>
    /// <param name="moved">What the cache knew as the last move, read before this call.</param>
    /// <param name="all">The version of the whole cache.</param>
    public bool Revalidate(long moved, VersionCell all)
    {
        var stamp = Stamp;
        if (all.LastMoved > stamp || !Versions.Unmoved(_cells, stamp))
            return false;
        // two threads may stamp out of order: a stamp that is too old is compared once more, never wrong
        Volatile.Write(ref _stamp, moved);
        return true;
    }

    public override void Evict(EvictionReason reason) => _table.Evicted(this, reason);
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
