namespace Cache;

/// <summary>What the caches of one container are together, now. A snapshot: it does not change.</summary>
public sealed record CacheNodeStatistics
{
    /// <summary>The application's name in every key.</summary>
    public required string Namespace { get; init; }

    /// <summary>The tiers in use: <c>Memory</c>, <c>Redis</c> or <c>Hybrid</c>, which is both.</summary>
    public required string Provider { get; init; }

    /// <summary>Entries that memory holds.</summary>
    public long Entries { get; init; }

    /// <summary>Their size in bytes; zero where the budget is not in bytes.</summary>
    public long Bytes { get; init; }

    /// <summary>The budget in bytes; <see langword="null"/> where it is in entries, or is the application's own <c>IMemoryCache</c>'s.</summary>
    public long? ByteLimit { get; init; }

    /// <summary>The budget in entries; <see langword="null"/> where it is in bytes, or is the application's own <c>IMemoryCache</c>'s.</summary>
    public long? EntryLimit { get; init; }

    /// <summary>The quota and how much of it is used; <see langword="null"/> where there is none.</summary>
    public CacheQuotaStatistics? Quota { get; init; }

    /// <summary>How it stands with the shared tier; <see langword="null"/> where there is none.</summary>
    public CacheSharedTierStatistics? Shared { get; init; }
}

/// <summary>How this node stands with the shared tier, now.</summary>
/// <param name="IsConnected">Whether it answers, as far as is known here.</param>
/// <param name="IsConfirmed">Whether all that other nodes have invalidated is known here, within the coherence window.</param>
/// <param name="ConfirmationLag">How long ago the time lies up to which all of it is known.</param>
/// <param name="QueuedInvalidations">Invalidations of this node that have not reached it yet.</param>
public sealed record CacheSharedTierStatistics(bool IsConnected, bool IsConfirmed, TimeSpan ConfirmationLag, int QueuedInvalidations);
