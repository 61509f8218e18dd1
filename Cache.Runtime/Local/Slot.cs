namespace Cache.Local;

/// <summary>What stands at a key in the table of a cache: an entry, the flight of a load that will become one, or the mark of a write.</summary>
/// <remarks>
/// One key, one slot: whoever takes a slot out of the table, or puts another in its place, thereby ends what stood there. A load
/// that finds its flight gone stores nothing, and that is the whole protection of a node against values that were read before an invalidation.
/// </remarks>
public abstract class Slot
{
    // what a hit without a pass looks at is declared here, at the root: the runtime lays the fields of a base class before those of the classes derived from it,
    // so these lie in one line of the processor's cache, together with the task, the value and (of small keys) the key. docs/architecture.md has the whole order
    private protected long HitUntil;
    private protected long StampedAt;

    // that of the key, mixed, as the table of slots writes it before it puts the slot in
    internal int Hash;

    // a field, not a type test: the table's lookups are generic over reference types, where a type test asks the runtime
    internal readonly SlotKind Kind;
    private protected bool IsVisited;

    private protected Slot(SlotKind kind) => Kind = kind;
}

internal enum SlotKind : byte
{
    Entry,
    Flight,
    Reservation,

    // the one slot without a key: see Vacancy
    Vacancy,
}
