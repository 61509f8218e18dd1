using Cache.Time;

namespace Cache.Local;

/// <summary>An entry as a store sees it: when it expires, what it weighs, whether it was read, and how to take it out of its table.</summary>
public abstract class LocalEntry : Slot
{
    private const uint MadeMask = 0xFFFFFF;

    /// <summary>Makes an entry that no store has seen yet.</summary>
    private protected LocalEntry()
        : base(SlotKind.Entry) =>
        HitUntil = CoarseClock.Never;

    /// <summary>When it expires, as <see cref="CoarseClock.Now"/> counts; <see cref="CoarseClock.Never"/> where it does not.</summary>
    public virtual long ExpiresAt
    {
        get => HitUntil;
        protected init => HitUntil = value;
    }

    /// <summary>Until when a hit asks nothing more of the entry's time: its expiry, or earlier where its policy has to hear of hits (see <see cref="Cache.Entries.PacedEntry{TKey, TValue}"/>).</summary>
    internal long PlainUntil => Volatile.Read(ref HitUntil);

    /// <summary>Until when the store holds it, as far as the budget allows: its expiry, or later where its cache may serve it in the place of a value that cannot be loaded.</summary>
    /// <remarks>Never before <see cref="ExpiresAt"/>. It follows the cache's policy, which may change while the entry is held.</remarks>
    public virtual long KeptUntil => ExpiresAt;

    /// <summary>The latest that <see cref="KeptUntil"/> can come to while the policy stays what it is: later than it where reads put off the expiry.</summary>
    public virtual long KeptAtMost => KeptUntil;

    /// <summary>Its size in bytes, where the store measures; else zero.</summary>
    public long Size
    {
        get => Links.Size;
        protected init => Links.Size = value;
    }

    /// <summary>Set by the store once it wants no more of <see cref="ILocalStore.Touch"/>; a hit of an entry that has it set tells the store nothing. Written without synchronization: a lost mark costs a little precision of the eviction.</summary>
    public bool Visited
    {
        get => IsVisited;
        set
        {
            if (IsVisited == value)
                return;
            IsVisited = value;
            if (!value)
                Unmarked();
        }
    }

    // the store's own, held by the entry: a field there instead of a node here saves an object an entry. It is the last field of the derived class and reached by a
    // virtual call, because fields of this class would lie before the value and the key, which every hit reads and the store never does
    internal abstract ref StoreLinks Links { get; }

    /// <summary>The mark was taken away. Called by the store, under a lock of its own: takes none and does not throw.</summary>
    private protected virtual void Unmarked()
    {
    }

    /// <summary>How long ago it was made, in whole seconds; after 194 days it begins anew. For people.</summary>
    /// <param name="now">What <see cref="CoarseClock.Now"/> says.</param>
    internal TimeSpan AgeAt(long now) => TimeSpan.FromSeconds((Seconds(now) - (((uint)Links.MadeHigh << 16) | Links.MadeLow)) & MadeMask);

    /// <summary>Notes that it is made now.</summary>
    internal void MadeAt(long now) => (Links.MadeHigh, Links.MadeLow) = ((byte)(Seconds(now) >> 16), (ushort)Seconds(now));

    /// <summary>Notes that it was made when another was, whose value it has.</summary>
    internal void MadeAs(LocalEntry other) => (Links.MadeHigh, Links.MadeLow) = (other.Links.MadeHigh, other.Links.MadeLow);

    private static uint Seconds(long now) => (uint)(now / TimeSpan.TicksPerSecond);

    /// <summary>Takes the entry out of its table, unless another has taken its place. Called at most once, by the store, which has forgotten the entry already and holds no lock. Does not throw.</summary>
    /// <param name="reason">Why.</param>
    public abstract void Evict(EvictionReason reason);

    /// <summary>Tells the entry's cache that a store holds it from now on: what a cache holds in bytes is counted by it. Called at most once, by the store, under a lock that guards all its entries. Does not throw.</summary>
    public virtual void Admitted()
    {
    }

    /// <summary>Tells the entry's cache that the store holds it no more, for whatever reason. Called once after <see cref="Admitted"/>, under the same lock, before <see cref="Evict"/>.</summary>
    public virtual void Released()
    {
    }

    /// <summary>A hash of its key and its cache, for a store that remembers keys it has evicted. Equal for two entries of one key, in most cases different for all others.</summary>
    public abstract int KeyHash { get; }
}
