namespace Cache.Local;

/// <summary>Remembers the hashes of keys that were evicted lately, 8 bytes each.</summary>
/// <remarks>
/// A table of buckets of eight slots, one line of the processor's cache each. A slot holds a hash and the number of the eviction that left it: it counts while
/// fewer evictions than the capacity have happened since, so nothing is ever moved or cleared, and a full bucket overwrites its oldest.
/// Two keys with one hash cost a little precision, nothing else.
/// </remarks>
internal sealed class GhostQueue
{
    private const int Ways = 8;

    // the hash in the upper half, the number of the eviction in the lower
    private ulong[] _slots = [];
    private uint _evictions;

    /// <summary>Remembers a key.</summary>
    /// <param name="hash">Its hash.</param>
    /// <param name="capacity">How many evictions back a key is remembered.</param>
    public void Add(int hash, long capacity)
    {
        // half as many slots again keep most buckets from overflowing
        if (capacity + capacity / 2 > _slots.Length)
            Grow(capacity);
        _evictions++;
        Place(Slot(hash, _evictions));
    }

    /// <summary>Whether a key is remembered; it is then forgotten.</summary>
    public bool Take(int hash, long capacity)
    {
        if (_slots.Length == 0)
            return false;
        foreach (ref var slot in Bucket((uint)hash))
        {
            if (slot >> 32 != (uint)hash || Age(slot) >= capacity)
                continue;
            slot = 0;
            return true;
        }
        return false;
    }

    private static ulong Slot(int hash, uint eviction) => (ulong)(uint)hash << 32 | eviction;

    private uint Age(ulong slot) => _evictions - (uint)slot;

    // an empty slot looks as old as the queue itself; after 4 billion evictions ages wrap, which costs a few wrong answers
    private void Place(ulong added)
    {
        var bucket = Bucket((uint)(added >> 32));
        var oldest = 0;
        for (var i = 1; i < bucket.Length; i++)
        {
            if (Age(bucket[i]) > Age(bucket[oldest]))
                oldest = i;
        }
        bucket[oldest] = added;
    }

    private Span<ulong> Bucket(uint hash)
    {
        // the multiplication spreads hashes that are small integers; the upper half of the product by the number of buckets is a bucket without a division
        var spread = hash * 0x9E3779B1u;
        var bucket = (int)((ulong)spread * (uint)(_slots.Length / Ways) >> 32);
        return _slots.AsSpan(bucket * Ways, Ways);
    }

    private void Grow(long capacity)
    {
        var old = _slots;
        _slots = new ulong[(int)Math.Min(capacity * 2 + Ways, Array.MaxLength) / Ways * Ways];
        foreach (var slot in old)
        {
            if (slot != 0)
                Place(slot);
        }
    }
}
