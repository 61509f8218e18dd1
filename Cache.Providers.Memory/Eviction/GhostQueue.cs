using System.Numerics;

namespace Cache.Local;

/// <summary>Remembers which keys were evicted lately, by their hashes, in about 6 bytes each.</summary>
/// <remarks>
/// A table of buckets of sixteen slots, a line of the processor's cache each. A slot holds half a hash and the time of the eviction: it counts while fewer evictions than the capacity
/// have happened since, so nothing is ever moved, and a full bucket overwrites its oldest. Its size is nearly all that it costs, for every eviction goes to a bucket at random: with slots of eight
/// bytes, an eviction from 100,000 entries took twice the time. Two keys that look alike (one in 4,000 does) and a key that is forgotten early cost a little precision, nothing else.
/// </remarks>
internal sealed class GhostQueue
{
    private const int Ways = 16;

    // times are of 16 bits; ages of what is remembered stay below a quarter of their range, and half of it is the age of what is not
    private const int AgeBits = 14;
    private const ushort Forgotten = 1 << 15;

    // half of the hash in the upper half, the time in the lower
    private uint[] _slots = [];
    private long _evictions;
    private int _evictionBits;

    // in evictions, or in a power of two of them where the capacity is large
    private ushort Now => (ushort)(_evictions >> _evictionBits);

    /// <summary>Remembers a key.</summary>
    /// <param name="hash">Its hash.</param>
    /// <param name="capacity">How many evictions back a key is remembered.</param>
    public void Add(int hash, long capacity)
    {
        // a quarter more slots than keys keep most buckets from overflowing
        if (capacity + capacity / 4 >= _slots.Length)
            StartAnew(capacity);
        _evictions++;
        var now = Now;
        var spread = Spread(hash);
        var bucket = Bucket(spread);
        // the greatest age with its slot: one number, so that the search has no branch to mispredict
        var oldest = 0u;
        for (var i = 0; i < bucket.Length; i++)
            oldest = Math.Max(oldest, (uint)Age(bucket[i], now) * Ways + (uint)i);
        bucket[(int)(oldest % Ways)] = spread << 16 | now;
    }

    /// <summary>Whether a key is remembered; it is then forgotten.</summary>
    public bool Take(int hash, long capacity)
    {
        if (_slots.Length == 0)
            return false;
        var now = Now;
        var spread = Spread(hash);
        foreach (ref var slot in Bucket(spread))
        {
            if (slot >> 16 != (ushort)spread || (long)Age(slot, now) << _evictionBits >= capacity)
                continue;
            slot = (ushort)(now - Forgotten);
            return true;
        }
        return false;
    }

    // spreads hashes that are small integers over all bits
    private static uint Spread(int hash) => (uint)hash * 0x9E3779B1;

    private static ushort Age(uint slot, ushort now) => (ushort)(now - slot);

    // the upper half of the product is a number below that of the buckets, without a division
    private Span<uint> Bucket(uint spread) =>
        _slots.AsSpan((int)((ulong)spread * (uint)(_slots.Length / Ways) >> 32) * Ways, Ways);

    // half a hash does not tell the bucket in a larger table, so what was remembered is lost: a few times, while the number of entries grows
    private void StartAnew(long capacity)
    {
        var buckets = Math.Min(capacity + capacity / 2, Array.MaxLength - Ways) / Ways + 1;
        _slots = new uint[buckets * Ways];
        _evictionBits = Math.Max(0, BitOperations.Log2((ulong)capacity | 1) + 1 - AgeBits);
        // empty slots have the time zero: forgotten
        _evictions = (long)Forgotten << _evictionBits;
    }
}
