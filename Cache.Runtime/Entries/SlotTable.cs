using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Cache.Loading;
using Cache.Local;

namespace Cache.Entries;

/// <summary>The slots of one cache by key: a hash table whose cells refer to the slots themselves, with no node between; and what lets a hit through on the cell alone.</summary>
/// <remarks>
/// <para>
/// Open addressing with linear probing. A cell refers to nothing, which ends every search; to a slot; or to the vacancy that a slot has left, which a search passes
/// over. Reads take no lock. Slots come, are replaced and go under <c>_lock</c>, in the array that is <c>_cells</c> then, by one write of one reference each.
/// </para>
/// <para>What holds whenever the lock is free:</para>
/// <list type="bullet">
/// <item>A key stands in one cell at most, and no cell is empty from the one that its hash names up to that.</item>
/// <item>A slot that replaces another stands in the same cell.</item>
/// <item>Half of the cells are empty: every search ends, and soon.</item>
/// <item>An array that has been replaced never changes again, but for passes that are taken back, and the new one was whole before it was published.</item>
/// </list>
/// <para>
/// So a key that is present all the time is never missed, whatever changes around it: what lies before it never becomes empty. A search may miss a key that was taken out and came back
/// in another cell meanwhile; it was absent for a moment of the search. A search that goes on in an array which has just been replaced sees what stood
/// there when it began; every call reads <c>_cells</c> anew, so what was removed before a call began is never found by it. A scan (<see cref="All"/>) goes the same way, through one array.
/// </para>
/// <para>
/// <b>Passes.</b> Nearly every hit finds an entry that is live and of which nobody wants to hear. To find that out anew each time is to read the entry: a second place of memory that depends on the key, and one that is often not in the processor's
/// cache. So whoever has found it out grants the entry a pass, which stands in its cell: until when it is so, unless the table takes all passes back because a version has moved (<see cref="RevokeAll"/>: a new generation, in constant time),
/// or the store wants to hear of this entry's hits again (<see cref="Revoke"/>). Beside it stands what a hit hands out, if that is a reference. A hit compares the pass with the line (<see cref="PassLine"/>), which is
/// the present generation and time as one number. Why what it hands out is live:
/// </para>
/// <list type="bullet">
/// <item>The line is read before the cell. A pass above it is of a generation that had not ended when the call began; who granted it found the entry live after that generation had begun; and whatever ends an entry's life by a version ends the
/// generation before the invalidation returns. What ends it by time ends the pass too, and what ends it by taking the slot away does so in the cell.</item>
/// <item>Slot, hash, pass and value belong together if the slot is the same before and after the others were read, and is not the vacancy, which any cell may have again and again. A pass is cleared before the slot of its cell changes, and a hash is
/// written only where no slot is. An entry that was replaced comes back only from behind a flight of its key that holds it; until then its value stays in the cell.</item>
/// </list>
/// </remarks>
internal sealed class SlotTable<TKey, TValue>
    where TKey : notnull
{
    private const int FewestCells = 16;

    private readonly Lock _lock = new();
    private readonly PassLine _passes = new();
    private readonly bool _handsOutTasks;
    private Cell[] _cells = new Cell[FewestCells];

    // the line of those who want a task, and of those who want a value: a table hands out one of the two by passes, and above the other line no pass is
    private uint _taskLine = uint.MaxValue;
    private uint _valueLine = uint.MaxValue;

    // both guarded by the lock: slots, and cells that are not null
    private int _count;
    private int _used;

    /// <param name="handsOutTasks">Whether callers want the entry's completed task, and not its value.</param>
    public SlotTable(bool handsOutTasks = false)
    {
        _handsOutTasks = handsOutTasks;
        DrawLine();
    }

    /// <summary>The number of slots.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>The cells, for tests that watch the table's size.</summary>
    internal int Capacity => Volatile.Read(ref _cells).Length;

    /// <summary>The longest run of cells in use, which a search may have to pass, for tests of the spreading.</summary>
    internal int LongestRun
    {
        get
        {
            var (run, longest) = (0, 0);
            foreach (var cell in Volatile.Read(ref _cells))
                longest = Math.Max(longest, run = cell.Slot is null ? 0 : run + 1);
            return longest;
        }
    }

    /// <summary>The generation of passes. Who wants to grant one reads it before looking whether the entry is live.</summary>
    public long Generation => _passes.Generation;

    /// <summary>The task of a key's entry, if the entry has a pass.</summary>
    /// <param name="key">The key.</param>
    /// <param name="task">The task.</param>
    /// <param name="seen">Without a pass, what <see cref="Find(TKey, Slot)"/> begins with.</param>
    [MethodImpl(HitCode.Inlined)]
    public bool TryPass(TKey key, [NotNullWhen(true)] out Task<TValue>? task, out Slot? seen)
    {
        if (!IsPassing(key, forTask: true, out seen, out var handedOut))
        {
            task = null;
            return false;
        }
        task = Unsafe.As<Task<TValue>>(handedOut)!;
        return true;
    }

    /// <summary>The value of a key's entry, if the entry has a pass.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">The value.</param>
    /// <param name="seen">Without a pass, what <see cref="Find(TKey, Slot)"/> begins with.</param>
    [MethodImpl(HitCode.Inlined)]
    public bool TryPass(TKey key, [MaybeNullWhen(false)] out TValue value, out Slot? seen)
    {
        if (!IsPassing(key, forTask: false, out seen, out var handedOut))
        {
            value = default;
            return false;
        }
        // only entries have passes, and this table's entries are of this type
        value = typeof(TValue).IsValueType ? Unsafe.As<CacheEntry<TKey, TValue>>(seen).Value : Unsafe.As<object?, TValue>(ref handedOut);
        return true;
    }

    /// <summary>Gives an entry a pass, if it still stands here and no lock is in the way: one that gets none is asked again by its next hit.</summary>
    /// <param name="entry">The entry, found live after <paramref name="generation"/> was read.</param>
    /// <param name="until">When the pass ends at the latest: until then nobody has to hear of the entry's hits. It may end earlier at any time: by up to 105 ms, with the period, or by being taken back.</param>
    /// <param name="generation">What <see cref="Generation"/> was.</param>
    /// <param name="forTask">Whether the entry's task is wanted; where this table hands out the other, nothing is granted.</param>
    public void Grant(CacheEntry<TKey, TValue> entry, long until, long generation, bool forTask)
    {
        if (forTask != _handsOutTasks || !_passes.IsBefore(until) || HasPass(entry) || !_lock.TryEnter())
            return;
        try
        {
            var place = PlaceOf(entry, _cells);
            if (_passes.Generation != generation || place < 0)
                return;
            ref var cell = ref _cells[place];
            if (_handsOutTasks)
                Volatile.Write(ref cell.HandedOut, entry.Task);
            Volatile.Write(ref cell.Pass, _passes.PassUntil(until));
            // the store may have taken the mark away meanwhile, and have found no pass that it could take back
            Interlocked.MemoryBarrier();
            if (!entry.Visited)
                Volatile.Write(ref cell.Pass, 0);
        }
        finally
        {
            _lock.Exit();
        }
    }

    /// <summary>Takes the pass of an entry back, after <see cref="LocalEntry.Visited"/> was cleared: its next hit is heard of.</summary>
    /// <remarks>Takes no lock. Should another slot stand in the cell by now, it loses a pass that it gets again. No pass is carried over into a new array, so none escapes there.</remarks>
    public void Revoke(CacheEntry<TKey, TValue> entry)
    {
        Interlocked.MemoryBarrier();
        var cells = Volatile.Read(ref _cells);
        var place = PlaceOf(entry, cells);
        if (place >= 0)
            Volatile.Write(ref cells[place].Pass, 0);
    }

    /// <summary>Takes all passes back: entries may not be live any more. In constant time but for once in 32,767 generations.</summary>
    public void RevokeAll()
    {
        lock (_lock)
            MoveLine(_passes.Begin());
    }

    /// <summary>Lets passes end whose time is over. Called after each tick of the clock.</summary>
    public void Tick(long now)
    {
        if (!_passes.MovesAt(now))
            return;
        lock (_lock)
            MoveLine(_passes.MoveTo(now));
    }

    /// <summary>The slot of a key; null where it has none.</summary>
    public Slot? Find(TKey key)
    {
        Search(Volatile.Read(ref _cells), key, SlotKeys.HashOf(key), out var slot);
        return slot;
    }

    /// <summary>The slot of a key, by what a call saw that looked for a pass.</summary>
    /// <param name="key">The key.</param>
    /// <param name="seen">The slot in whose cell the key's hash stood; null where no cell had it, and so the key no slot.</param>
    /// <returns>The slot; null where it has none.</returns>
    public Slot? Find(TKey key, Slot? seen) =>
        seen is null || (seen.Kind != SlotKind.Vacancy && SlotKeys.AreEqual(KeyOf(seen), key)) ? seen : Find(key);

    /// <summary>The entry that a slot of this table is; null where it is none.</summary>
    public static CacheEntry<TKey, TValue>? EntryIn(Slot? slot) => slot?.Kind == SlotKind.Entry ? Unsafe.As<CacheEntry<TKey, TValue>>(slot) : null;

    /// <summary>The key of a slot of this table. The kind tells the type: its slots are of no other.</summary>
    public static TKey KeyOf(Slot slot) => slot.Kind switch
    {
        SlotKind.Entry => Unsafe.As<CacheEntry<TKey, TValue>>(slot).Key,
        SlotKind.Flight => Unsafe.As<KeyedFlight<TKey>>(slot).Key,
        _ => Unsafe.As<Reservation<TKey>>(slot).Key,
    };

    /// <summary>Adds a slot under its key.</summary>
    /// <returns>Whether the key had none; if it had, nothing is changed.</returns>
    public bool TryAdd(Slot slot)
    {
        var key = KeyOf(slot);
        var hash = SlotKeys.HashOf(key);
        lock (_lock)
        {
            if (Search(_cells, key, hash, out _) >= 0)
                return false;
            if (_used >= _cells.Length / 2)
                Rehash();
            slot.Hash = hash;
            Add(_cells, slot);
            _count++;
            return true;
        }
    }

    /// <summary>Puts a slot in the place of another, if that still stands there.</summary>
    /// <param name="key">The key of both.</param>
    /// <param name="slot">The new slot.</param>
    /// <param name="expected">The one that must stand there, by reference.</param>
    public bool TryUpdate(TKey key, Slot slot, Slot expected)
    {
        var hash = SlotKeys.HashOf(key);
        lock (_lock)
        {
            var place = Search(_cells, key, hash, out var present);
            if (place < 0 || present != expected)
                return false;
            slot.Hash = hash;
            Replace(ref _cells[place], slot);
            return true;
        }
    }

    /// <summary>Empties the place of a key, if the slot still stands there.</summary>
    /// <param name="key">The key.</param>
    /// <param name="expected">The slot that must stand there, by reference.</param>
    public bool TryRemove(TKey key, Slot expected)
    {
        var hash = SlotKeys.HashOf(key);
        lock (_lock)
        {
            var place = Search(_cells, key, hash, out var present);
            if (place < 0 || present != expected)
                return false;
            Vacate(place);
            return true;
        }
    }

    /// <summary>Empties the place of a key, whatever stands there.</summary>
    /// <param name="key">The key.</param>
    /// <returns>What stood there; null where nothing did.</returns>
    public Slot? Remove(TKey key)
    {
        var hash = SlotKeys.HashOf(key);
        lock (_lock)
        {
            var place = Search(_cells, key, hash, out var present);
            if (place >= 0)
                Vacate(place);
            return present;
        }
    }

    /// <summary>The slots. A key that is present from the beginning of the enumeration to its end is met once, with one of the slots that it has meanwhile; other changes may be seen or not.</summary>
    public IEnumerable<Slot> All()
    {
        var cells = Present();
        for (var place = 0; place < cells.Length; place++)
        {
            if (Volatile.Read(ref cells[place].Slot) is { Kind: not SlotKind.Vacancy } slot)
                yield return slot;
        }
    }

    // the hit: all that it reads is the line, the array and one cell, unless keys have to be compared
    [MethodImpl(HitCode.Inlined)]
    private bool IsPassing(TKey key, bool forTask, [NotNullWhen(true)] out Slot? slot, out object? handedOut)
    {
        // before all else: it may be a call, and what is known already would have to be kept over it
        var hash = SlotKeys.HashOf(key);
        var line = Volatile.Read(ref forTask ? ref _taskLine : ref _valueLine);
        var cells = Volatile.Read(ref _cells);
        for (var place = Home(hash, cells); ; place = Next(place, cells))
        {
            // inside the array, which the compiler does not see
            ref var cell = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(cells), (uint)place);
            slot = Volatile.Read(ref cell.Slot);
            if (slot is null)
            {
                handedOut = null;
                return false;
            }
            if (Volatile.Read(ref cell.Hash) != hash)
                continue;
            var pass = Volatile.Read(ref cell.Pass);
            handedOut = Volatile.Read(ref cell.HandedOut);
            // the vacancy is one object for all cells: that it stands there twice does not say that nothing stood there between.
            // a key behind another of the same hash goes the longer way: to look on from here would cost all others the registers for it
            return pass > line && slot != Vacancy.Instance && Volatile.Read(ref cell.Slot) == slot
                && (SlotKeys.AreTheirHash<TKey>() || SlotKeys.AreEqual(Unsafe.As<CacheEntry<TKey, TValue>>(slot).Key, key));
        }
    }

    private void MoveLine(bool numberWasInUse)
    {
        if (numberWasInUse)
        {
            foreach (ref var cell in _cells.AsSpan())
                Volatile.Write(ref cell.Pass, 0);
        }
        DrawLine();
    }

    private void DrawLine() => Volatile.Write(ref _handsOutTasks ? ref _taskLine : ref _valueLine, _passes.Value);

    // some hits come the longer way although there is a pass, such as those of a thread whose counter cell is not the first that is looked at: they take no lock and write nothing here
    private bool HasPass(CacheEntry<TKey, TValue> entry)
    {
        var line = Volatile.Read(ref _handsOutTasks ? ref _taskLine : ref _valueLine);
        var cells = Volatile.Read(ref _cells);
        var place = PlaceOf(entry, cells);
        return place >= 0 && Volatile.Read(ref cells[place].Pass) > line;
    }

    // under the lock, and so after every change that has ended: who empties what a scan finds must overlook none of them
    private Cell[] Present()
    {
        lock (_lock)
            return _cells;
    }

    // the cell in which a key stands, or -1; what was seen there is handed out, because without the lock the next look may see another
    private static int Search(Cell[] cells, TKey key, int hash, out Slot? slot)
    {
        for (var place = Home(hash, cells); ; place = Next(place, cells))
        {
            slot = Volatile.Read(ref cells[place].Slot);
            if (slot is null)
                return -1;
            if (cells[place].Hash == hash && slot.Kind != SlotKind.Vacancy && SlotKeys.AreEqual(KeyOf(slot), key))
                return place;
        }
    }

    // the same by reference: no code of the keys runs
    private static int PlaceOf(Slot slot, Cell[] cells)
    {
        for (var place = Home(slot.Hash, cells); ; place = Next(place, cells))
        {
            var present = Volatile.Read(ref cells[place].Slot);
            if (present == slot)
                return place;
            if (present is null)
                return -1;
        }
    }

    private void Add(Cell[] cells, Slot slot)
    {
        var place = Home(slot.Hash, cells);
        while (cells[place].Slot is { Kind: not SlotKind.Vacancy })
            place = Next(place, cells);
        ref var cell = ref cells[place];
        if (cell.Slot is null)
            _used++;
        Volatile.Write(ref cell.Hash, slot.Hash);
        Replace(ref cell, slot);
    }

    private void Replace(ref Cell cell, Slot? slot)
    {
        Volatile.Write(ref cell.Pass, 0);
        Volatile.Write(ref cell.Slot, slot);
        // the entry behind a flight may come back, to a hit that has never noticed that it was gone
        if (slot?.Kind != SlotKind.Flight || Unsafe.As<FlightBase>(slot).Held is null)
            Volatile.Write(ref cell.HandedOut, slot?.Kind == SlotKind.Entry ? HandedOutFor(Unsafe.As<CacheEntry<TKey, TValue>>(slot)) : null);
    }

    // a task may not have been made yet; then it is when the pass is granted
    private object? HandedOutFor(CacheEntry<TKey, TValue> entry) => _handsOutTasks ? entry.MadeTask : typeof(TValue).IsValueType ? null : entry.Value;

    private void Vacate(int place)
    {
        var cells = _cells;
        _count--;
        if (cells[Next(place, cells)].Slot is not null)
        {
            Replace(ref cells[place], Vacancy.Instance);
            return;
        }

        // behind a cell that comes before a null nothing stands: it becomes null itself, and with it the vacancies before it. Most tables never have to clear them otherwise
        do
        {
            Replace(ref cells[place], null);
            _used--;
            place = (place - 1) & (cells.Length - 1);
        }
        while (cells[place].Slot is { Kind: SlotKind.Vacancy });
    }

    // into an array that is used to three eighths at most and has no vacancies: larger, or smaller where most slots have gone
    private void Rehash()
    {
        var length = FewestCells;
        while (length / 8 * 3 <= _count)
            length *= 2;
        var cells = new Cell[length];
        _used = 0;
        foreach (var cell in _cells)
        {
            if (cell.Slot is { Kind: not SlotKind.Vacancy } slot)
                Add(cells, slot);
        }
        Volatile.Write(ref _cells, cells);
    }

    // the upper bits of the hash, as many as the array has
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Home(int hash, Cell[] cells) => (int)((ulong)(uint)hash * (uint)cells.Length >> 32);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Next(int place, Cell[] cells) => (place + 1) & (cells.Length - 1);

    // a struct, because the runtime checks the type of what is written to or referred to in an array of objects
    private struct Cell
    {
        public Slot? Slot;

        // the completed task of the entry, or its value where that is an object
        public object? HandedOut;
        public int Hash;
        public uint Pass;
    }
}
