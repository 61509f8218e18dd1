namespace Cache.Coherence;

// one tag, one group or one whole cache: when it was last invalidated, in the order that Versions counts, and its version in the shared tier
internal sealed class VersionCell(string name, long lastMoved)
{
    private long _lastMoved = lastMoved;
    private KnownVersion? _known;

    /// <summary>The full name: what it is called in the shared tier.</summary>
    public string Name { get; } = name;

    public long LastMoved
    {
        get => Volatile.Read(ref _lastMoved);
        set => Volatile.Write(ref _lastMoved, value);
    }

    /// <summary>Notes the version that the shared tier has.</summary>
    /// <param name="version">The version.</param>
    /// <param name="stamp">The sequence before it was asked for; one that is older than a move is of no use.</param>
    /// <param name="at">When it was asked for.</param>
    public void Know(long version, long stamp, long at) => Volatile.Write(ref _known, new(version, stamp, at));

    /// <summary>The version, if it was read at a given time or later and has not moved since.</summary>
    public bool TryKnow(long since, out long version)
    {
        var known = Volatile.Read(ref _known);
        version = known?.Version ?? 0;
        return known is not null && known.At >= since && known.Stamp >= LastMoved;
    }

    private sealed record KnownVersion(long Version, long Stamp, long At);
}
