namespace Cache.Engine;

/// <summary>What one call says of the entry that it asks for or stores, beside the policy of the cache. The declared caches say nothing: it is for callers that speak another interface.</summary>
internal sealed record EntryTerms
{
    /// <summary>What the call does without.</summary>
    public EntrySkips Skips { get; init; }

    /// <summary>The time to live of what is stored; null is the policy's. A load says it by its <see cref="CacheContext"/>.</summary>
    public TimeSpan? Ttl { get; init; }

    /// <summary>The longest time in memory; null is the policy's, which is for memory in front of a shared tier.</summary>
    public TimeSpan? LocalTtl { get; init; }

    /// <summary>How long what is stored lives after a read; null is the policy's.</summary>
    public TimeSpan? Sliding { get; init; }

    /// <summary>The tags of what is stored, beside those of the declaration. A load says them by its <see cref="CacheContext"/>.</summary>
    public string[] Tags { get; init; } = [];

    public bool Skip(EntrySkips skips) => (Skips & skips) != 0;

    /// <summary>Whether the loads of two calls are the same: compression changes nothing that a caller gets.</summary>
    public static bool Agree(EntryTerms? one, EntryTerms? other) =>
        ((one?.Skips ?? EntrySkips.None) & ~EntrySkips.Compression) == ((other?.Skips ?? EntrySkips.None) & ~EntrySkips.Compression);
}

/// <summary>What a call does without. The bits are those of <c>HybridCacheEntryFlags</c>.</summary>
[Flags]
internal enum EntrySkips
{
    None = 0,

    /// <summary>It takes nothing that memory holds.</summary>
    LocalRead = 1,

    /// <summary>It leaves nothing in memory.</summary>
    LocalWrite = 2,

    /// <summary>It takes nothing that the shared tier holds.</summary>
    SharedRead = 4,

    /// <summary>It leaves nothing in the shared tier, and so asks it for no lease.</summary>
    SharedWrite = 8,

    /// <summary>It loads nothing: the default of the type says that there is no value.</summary>
    Load = 16,

    /// <summary>What it stores in the shared tier is not compressed.</summary>
    Compression = 32,
}
