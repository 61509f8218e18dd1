namespace Cache;

/// <summary>A quota and its use, now.</summary>
/// <param name="Bytes">
/// What values take of it. In the shared tier it is what the values of all nodes take there together, as this node last heard: at most a coherence window ago, on a cluster a few seconds.
/// </param>
/// <param name="Allocation">How many bytes they may take.</param>
/// <param name="Evictions">How many values have gone because it was spent: in the shared tier those that made room for this node's, in memory all.</param>
public sealed record CacheQuotaStatistics(long Bytes, long Allocation, long Evictions);
