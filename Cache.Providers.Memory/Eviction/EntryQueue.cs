namespace Cache.Local;

/// <summary>A queue of entries, linked through their own fields. An entry is in at most one.</summary>
internal sealed class EntryQueue
{
    private LocalEntry? _newest;

    public LocalEntry? Oldest { get; private set; }

    public long Count { get; private set; }

    /// <summary>The sum of <see cref="LocalEntry.Size"/>.</summary>
    public long Bytes { get; private set; }

    public void Add(LocalEntry entry)
    {
        entry.Previous = _newest;
        if (_newest is null)
            Oldest = entry;
        else
            _newest.Next = entry;
        _newest = entry;
        Count++;
        Bytes += entry.Size;
    }

    public void Remove(LocalEntry entry)
    {
        if (entry.Previous is null)
            Oldest = entry.Next;
        else
            entry.Previous.Next = entry.Next;
        if (entry.Next is null)
            _newest = entry.Previous;
        else
            entry.Next.Previous = entry.Previous;
        // an entry that is gone and old must not keep younger ones alive
        entry.Previous = null;
        entry.Next = null;
        Count--;
        Bytes -= entry.Size;
    }
}
