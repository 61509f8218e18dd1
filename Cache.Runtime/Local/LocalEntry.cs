using Cache.Time;

namespace Cache.Local;

/// <summary>An entry as a store sees it: when it expires, what it weighs, whether it was read, and how to take it out of its table.</summary>
public abstract class LocalEntry : Slot
{
    /// <summary>Makes an entry that no store has seen yet.</summary>
    protected LocalEntry()
        : base(SlotKind.Entry)
    {
    }

    /// <summary>When it expires, as <see cref="CoarseClock.Now"/> counts; <see cref="CoarseClock.Never"/> where it does not.</summary>
    public long ExpiresAt { get; protected init; } = CoarseClock.Never;

    /// <summary>Its size in bytes, where the store measures; else zero.</summary>
    public long Size { get; protected init; }

    /// <summary>Set by the store once it wants no more of <see cref="ILocalStore.Touch"/>; a hit of an entry that has it set tells the store nothing. Written without synchronization: a lost mark costs a little precision of the eviction.</summary>
    public bool Visited { get; set; }

    // the store's own marks and links, guarded by the store's lock; a field here instead of a node there saves an object an entry
    internal LocalEntry? Previous;
    internal LocalEntry? Next;
    internal LocalEntry? PreviousInWheel;
    internal LocalEntry? NextInWheel;
    internal short WheelSlot;
    internal byte Frequency;
    internal bool InMain;
    internal Residence Residence;

    /// <summary>Takes the entry out of its table, unless another has taken its place. Called at most once, by the store, which has forgotten the entry already and holds no lock. Does not throw.</summary>
    /// <param name="reason">Why.</param>
    public abstract void Evict(EvictionReason reason);

    /// <summary>A hash of its key and its cache, for a store that remembers keys it has evicted. Equal for two entries of one key, in most cases different for all others.</summary>
    public abstract int KeyHash { get; }
}

// where an entry stands with its store: it is added at most once and removed at most once, in either order
internal enum Residence : byte
{
    New,
    Resident,
    Gone,
}
