namespace Cache.Coherence;

// one tag, one group or one whole cache: when it was last invalidated, in the order that Versions counts
internal sealed class VersionCell(long lastMoved)
{
    private long _lastMoved = lastMoved;

    public long LastMoved
    {
        get => Volatile.Read(ref _lastMoved);
        set => Volatile.Write(ref _lastMoved, value);
    }
}
