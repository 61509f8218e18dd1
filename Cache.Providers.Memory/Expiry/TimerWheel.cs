using System.Numerics;

namespace Cache.Local;

/// <summary>Finds the entries whose time is over, without a timer for each. Not safe for concurrent use; a lock of the store guards it.</summary>
/// <remarks>
/// A hierarchical timing wheel after Varghese and Lauck, "Hashed and Hierarchical Timing Wheels" (SOSP 1987). Time is cut into ticks of 105 ms, and the number of a tick
/// into groups of six bits, one a level. An entry stands at the level of the highest group in which its tick differs from the present one, in the slot
/// that this group names; when the present reaches the slot, its entries move to lower levels, and at level 0 they are due. A bit for each slot in use lets
/// any stretch of time without entries be passed in one step. Every step is O(1) and may be the last before the lock is released.
/// </remarks>
internal sealed class TimerWheel
{
    /// <summary>The longest time, in ticks of 100 ns, from the end of an entry to the moment at which it counts as due.</summary>
    public const long Precision = 1L << TickBits;

    private const int TickBits = 20;
    private const int SlotBits = 6;
    private const int Slots = 1 << SlotBits;
    private const int Levels = 6;

    private readonly LocalEntry?[] _entries = new LocalEntry?[Levels * Slots];
    private readonly ulong[] _used = new ulong[Levels];
    private long _tick;

    /// <summary>Adds an entry; one that does not expire, or not within two centuries, is left out.</summary>
    public void Add(LocalEntry entry)
    {
        // the first tick that begins after the end of the entry
        var due = (entry.KeptUntil >> TickBits) + 1;
        if (due < 1L << (Levels * SlotBits))
            Link(entry, Math.Max(due, _tick));
    }

    /// <summary>Takes an entry out, if it is in.</summary>
    public void Remove(LocalEntry entry)
    {
        ref var links = ref entry.Links;
        if (links.WheelSlot == 0)
            return;
        var slot = links.WheelSlot - 1;
        links.WheelSlot = 0;
        if (links.NextInWheel is not null)
            links.NextInWheel.Links.PreviousInWheel = links.PreviousInWheel;
        if (links.PreviousInWheel is not null)
            links.PreviousInWheel.Links.NextInWheel = links.NextInWheel;
        else if ((_entries[slot] = links.NextInWheel) is null)
            _used[slot >> SlotBits] &= ~(1UL << (slot & (Slots - 1)));
        links.PreviousInWheel = null;
        links.NextInWheel = null;
    }

    /// <summary>Takes out one entry that is due.</summary>
    /// <param name="now">The time.</param>
    /// <param name="steps">How many entries may be moved or taken; counted down. At zero there may be more to do.</param>
    /// <returns>The entry; <see langword="null"/> where none is due or the steps are used up.</returns>
    public LocalEntry? TakeDue(long now, ref int steps)
    {
        var present = now >> TickBits;
        while (steps > 0)
        {
            if (Arrived() is { } arrived)
            {
                steps--;
                Remove(arrived);
                Add(arrived);
                continue;
            }

            var next = NextTickInUse();
            if (next > present)
            {
                // no entry is passed over, so every one stays at the right level
                _tick = Math.Max(_tick, present);
                return null;
            }

            _tick = next;
            if (_entries[(int)(next & (Slots - 1))] is not { } due)
                continue;
            steps--;
            Remove(due);
            if (due.KeptUntil <= now)
                return due;
            // its policy has changed since it was added: it is kept for longer
            Add(due);
        }
        return null;
    }

    // an entry above level 0 whose slot the present has reached
    private LocalEntry? Arrived()
    {
        for (var level = 1; level < Levels; level++)
        {
            var position = Position(level);
            if ((_used[level] >> position & 1) != 0)
                return _entries[level * Slots + position];
        }
        return null;
    }

    // the tick at which the next slot in use begins: all of a level come before all of the next, because those differ from the present in a higher group
    private long NextTickInUse()
    {
        for (var level = 0; level < Levels; level++)
        {
            var position = Position(level);
            var ahead = _used[level] >> position;
            if (ahead == 0)
                continue;
            var shift = level * SlotBits;
            return (_tick >> shift) + BitOperations.TrailingZeroCount(ahead) << shift;
        }
        return long.MaxValue;
    }

    private int Position(int level) => (int)(_tick >> (level * SlotBits)) & (Slots - 1);

    private void Link(LocalEntry entry, long due)
    {
        var level = BitOperations.Log2((ulong)(due ^ _tick) | 1) / SlotBits;
        var position = (int)(due >> (level * SlotBits)) & (Slots - 1);
        var slot = level * Slots + position;
        ref var links = ref entry.Links;
        links.WheelSlot = (short)(slot + 1);
        links.NextInWheel = _entries[slot];
        if (links.NextInWheel is not null)
            links.NextInWheel.Links.PreviousInWheel = entry;
        _entries[slot] = entry;
        _used[level] |= 1UL << position;
    }
}
