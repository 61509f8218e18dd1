namespace Cache.Local;

/// <summary>Entries that a store has forgotten under its lock and evicts from their tables after it.</summary>
/// <remarks>
/// No code of a table runs under the store's lock, so there is no order of locks to keep, and the lock is held for less. Until the eviction
/// a table holds what the store has forgotten: as much as the writer's new entry displaced, so a writer exceeds the budget by that one entry at most.
/// </remarks>
internal ref struct Victims
{
    private LocalEntry? _spent;
    private LocalEntry? _expired;

    public void Add(LocalEntry entry, EvictionReason reason)
    {
        ref var chain = ref reason == EvictionReason.Capacity ? ref _spent : ref _expired;
        // it is in no queue any more, so the link is free
        entry.Links.Next = chain;
        chain = entry;
    }

    public readonly void Evict()
    {
        Evict(_expired, EvictionReason.Expired);
        Evict(_spent, EvictionReason.Capacity);
    }

    private static void Evict(LocalEntry? entry, EvictionReason reason)
    {
        while (entry is not null)
        {
            var next = entry.Links.Next;
            entry.Links.Next = null;
            entry.Evict(reason);
            entry = next;
        }
    }
}
