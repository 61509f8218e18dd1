using Cache.SharedTier;

namespace Cache.Coherence;

// one tag, one group or one whole cache: when it was last invalidated, in the order that Versions counts, and its version in the shared tier
internal sealed class VersionCell(string name, long lastMoved, bool isOwned = false)
{
    private long _lastMoved = lastMoved;
    private long _lastInvalidated = lastMoved;
    private KnownVersion? _known;
    private int _changes;
    private bool _isTracked;

    /// <summary>The full name: what it is called in the shared tier.</summary>
    public string Name { get; } = name;

    /// <summary>Whether only entries of one cache are under it.</summary>
    public bool IsOwned { get; } = isOwned;

    /// <summary>When it last moved: by an invalidation, or because nobody can tell whether there was one.</summary>
    public long LastMoved => Volatile.Read(ref _lastMoved);

    /// <summary>When it last moved by an invalidation that this node knows of. Never later than <see cref="LastMoved"/>.</summary>
    public long LastInvalidated => Volatile.Read(ref _lastInvalidated);

    /// <summary>Whether entries of other caches may be under it: what has read what it stands for.</summary>
    public bool IsTracked
    {
        get => Volatile.Read(ref _isTracked);
        set => Volatile.Write(ref _isTracked, value);
    }

    /// <summary>Whether this node is about to move it: the shared tier has perhaps heard already, and <see cref="LastMoved"/> does not say so yet.</summary>
    public bool IsChanging => Volatile.Read(ref _changes) > 0;

    /// <summary>A change of this node's own is on its way to the shared tier.</summary>
    public void BeginChange() => Interlocked.Increment(ref _changes);

    /// <summary>It has arrived or failed, and the cell was moved after it.</summary>
    public void EndChange() => Interlocked.Decrement(ref _changes);

    /// <summary>Notes an invalidation.</summary>
    public void Invalidate(long sequence)
    {
        Volatile.Write(ref _lastInvalidated, sequence);
        Volatile.Write(ref _lastMoved, sequence);
    }

    /// <summary>Notes that there may have been an invalidation.</summary>
    public void Doubt(long sequence) => Volatile.Write(ref _lastMoved, sequence);

    /// <summary>Notes the version that the shared tier has.</summary>
    /// <param name="version">The version.</param>
    /// <param name="stamp">The sequence before it was asked for; one that is older than a move is of no use.</param>
    /// <param name="at">When it was asked for.</param>
    public void Know(long version, long stamp, long at) => Volatile.Write(ref _known, new([new(Name, version)], stamp, at));

    /// <summary>The version, if it was read at a given time or later and has not moved since; else null.</summary>
    /// <param name="since">The time.</param>
    /// <returns>It alone, the same array as long as nothing else is known, so that to ask makes no object. It is not written to.</returns>
    public NamedVersion[]? Known(long since)
    {
        var known = Volatile.Read(ref _known);
        return known is not null && known.At >= since && known.Stamp >= LastMoved ? known.Version : null;
    }

    private sealed record KnownVersion(NamedVersion[] Version, long Stamp, long At);
}
