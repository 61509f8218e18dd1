namespace Cache.Tests.Quotas;

/// <summary>A cache in one place that forgets exactly what was used least recently: what the quota is measured against.</summary>
internal sealed class ExactLru(long allocation)
{
    private readonly LinkedList<(int Key, long Size)> _byUse = new();
    private readonly Dictionary<int, LinkedListNode<(int Key, long Size)>> _present = [];
    private long _bytes;

    /// <summary>Uses a key, which is there afterwards.</summary>
    /// <returns>Whether it was there.</returns>
    public bool Use(int key, long size)
    {
        var isHit = _present.Remove(key, out var node);
        if (isHit)
            _byUse.Remove(node!);
        else
            _bytes += size;
        _present[key] = _byUse.AddLast((key, size));
        while (_bytes > allocation)
        {
            var (oldest, freed) = _byUse.First!.Value;
            _byUse.RemoveFirst();
            _present.Remove(oldest);
            _bytes -= freed;
        }
        return isHit;
    }
}
