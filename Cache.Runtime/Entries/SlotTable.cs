using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Cache.CompilerServices;
using Cache.Loading;
using Cache.Local;

namespace Cache.Entries;

/// <summary>The slots of one cache by key: a hash table in which the slot itself holds key and hash, so that a lookup goes from a cell of the array to the entry, with no node between.</summary>
/// <remarks>
/// <para>
/// Open addressing with linear probing. A cell is one reference: null, which was never used and ends every search; a slot; or the vacancy that a slot has left, which a search passes
/// over. Reads take no lock. All changes are made under <c>_lock</c>, in the array that is <c>_cells</c> then, and are one write of one reference each.
/// </para>
/// <para>What holds whenever the lock is free:</para>
/// <list type="bullet">
/// <item>A key stands in one cell at most, and no cell is null from the one that its hash names up to that.</item>
/// <item>A slot that replaces another stands in the same cell.</item>
/// <item>Half of the cells are null: every search ends, and soon.</item>
/// <item>An array that has been replaced never changes again, and the new one was whole before it was published.</item>
/// </list>
/// <para>
/// So a key that is present all the time is never missed, whatever changes around it: what lies before it never becomes null. A search may miss a key that was taken out and came back
/// in another cell meanwhile; it was absent for a moment of the search. A search that goes on in an array which has just been replaced sees what stood
/// there when it began; every call reads <c>_cells</c> anew, so what was removed before a call began is never found by it. A scan (<see cref="All"/>) goes the same way, through one array.
/// </para>
/// </remarks>
internal sealed class SlotTable<TKey, TValue>
    where TKey : notnull
{
    private const int FewestCells = 16;

    // counting keys, times the golden ratio, lie far apart: neighbours do not make a cluster
    private const uint Spread = 0x9E3779B1;

    private readonly Lock _lock = new();
    private Cell[] _cells = new Cell[FewestCells];

    // both guarded by the lock: slots, and cells that are not null
    private int _count;
    private int _used;

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

    /// <summary>The entry of a key, if an entry stands there: what a hit looks for. A slot that is no entry is passed over like one of another key, because its key stands nowhere else.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public CacheEntry<TKey, TValue>? FindEntry(TKey key)
    {
        var cells = Volatile.Read(ref _cells);
        var hash = HashOf(key);
        for (var place = Home(hash, cells); ; place++)
        {
            // the mask keeps it inside, which the compiler does not see
            var slot = Volatile.Read(ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(cells), (uint)place & (uint)(cells.Length - 1)).Slot);
            if (slot is null)
                return null;
            // the hash tells that it is an entry, and this table's entries are of this type
            if (slot.Hash == hash && AreEqual(Unsafe.As<CacheEntry<TKey, TValue>>(slot).Key, key))
                return Unsafe.As<CacheEntry<TKey, TValue>>(slot);
        }
    }

    /// <summary>The slot of a key; null where it has none.</summary>
    public Slot? Find(TKey key)
    {
        Search(Volatile.Read(ref _cells), key, HashOf(key), out var slot);
        return slot;
    }

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
        var hash = HashOf(key);
        lock (_lock)
        {
            if (Search(_cells, key, hash, out _) >= 0)
                return false;
            if (_used >= _cells.Length / 2)
                Rehash();
            slot.Hash = Marked(hash, slot);
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
        var hash = HashOf(key);
        lock (_lock)
        {
            var place = Search(_cells, key, hash, out var present);
            if (place < 0 || present != expected)
                return false;
            slot.Hash = Marked(hash, slot);
            Volatile.Write(ref _cells[place].Slot, slot);
            return true;
        }
    }

    /// <summary>Empties the place of a key, if the slot still stands there.</summary>
    /// <param name="key">The key.</param>
    /// <param name="expected">The slot that must stand there, by reference.</param>
    public bool TryRemove(TKey key, Slot expected)
    {
        var hash = HashOf(key);
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
        var hash = HashOf(key);
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

    // under the lock, and so after every change that has ended: who empties what a scan finds must overlook none of them
    private Cell[] Present()
    {
        lock (_lock)
            return _cells;
    }

    // the cell in which a key stands, or -1; what was seen there is handed out, because without the lock the next look may see another
    private static int Search(Cell[] cells, TKey key, int hash, out Slot? slot)
    {
        for (var next = Home(hash, cells); ; next++)
        {
            var place = next & (cells.Length - 1);
            slot = Volatile.Read(ref cells[place].Slot);
            if (slot is null)
                return -1;
            if ((slot.Hash | 1) == hash && slot.Kind != SlotKind.Vacancy && AreEqual(KeyOf(slot), key))
                return place;
        }
    }

    private void Add(Cell[] cells, Slot slot)
    {
        var place = Home(slot.Hash | 1, cells);
        while (cells[place].Slot is { Kind: not SlotKind.Vacancy })
            place = (place + 1) & (cells.Length - 1);
        if (cells[place].Slot is null)
            _used++;
        Volatile.Write(ref cells[place].Slot, slot);
    }

    private void Vacate(int place)
    {
        var cells = _cells;
        _count--;
        if (cells[(place + 1) & (cells.Length - 1)].Slot is not null)
        {
            Volatile.Write(ref cells[place].Slot, Vacancy.Instance);
            return;
        }

        // behind a cell that comes before a null nothing stands: it becomes null itself, and with it the vacancies before it. Most tables never have to clear them otherwise
        do
        {
            Volatile.Write(ref cells[place].Slot, null);
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

    private static int Marked(int hash, Slot slot) => slot.Kind == SlotKind.Entry ? hash : hash & ~1;

    // always odd: the hash of an entry
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int HashOf(TKey key)
    {
        if (typeof(TKey).IsValueType)
            return Mixed(key.GetHashCode());
        // of the keys that are objects nearly all are strings, and a hash of half the time is a good part of a lookup
        return key is string text ? Mixed((int)KeyHash.Of(text)) : HashOfObject(key);
    }

    // apart, because what is generic over a reference type asks the runtime what type that is
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int HashOfObject(TKey key)
    {
        Throw.IfNull(key);
        return Mixed(key.GetHashCode());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Mixed(int hash) => (int)((uint)hash * Spread) | 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool AreEqual(TKey kept, TKey key)
    {
        if (typeof(TKey).IsValueType)
            return EqualityComparer<TKey>.Default.Equals(kept, key);
        return key is string text && kept is string other ? text == other : AreEqualObjects(kept, key);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool AreEqualObjects(TKey kept, TKey key) => EqualityComparer<TKey>.Default.Equals(kept, key);

    // a struct, because the runtime checks the type of what is written to or referred to in an array of objects
    private struct Cell
    {
        public Slot? Slot;
    }
}
