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
        ref var links = ref entry.Links;
        links.Previous = _newest;
        if (_newest is null)
            Oldest = entry;
        else
            _newest.Links.Next = entry;
        _newest = entry;
        Count++;
        Bytes += links.Size;
    }

    public void Remove(LocalEntry entry)
    {
        ref var links = ref entry.Links;
        if (links.Previous is null)
            Oldest = links.Next;
        else
            links.Previous.Links.Next = links.Next;
        if (links.Next is null)
            _newest = links.Previous;
        else
            links.Next.Links.Previous = links.Previous;
        // an entry that is gone and old must not keep younger ones alive
        links.Previous = null;
        links.Next = null;
        Count--;
        Bytes -= links.Size;
    }
}
