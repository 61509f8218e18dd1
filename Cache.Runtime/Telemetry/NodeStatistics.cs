using Cache.Coherence;
using Cache.Engine;

namespace Cache.Telemetry;

// reads the counters of a node when it is asked
internal sealed class NodeStatistics(ICache cache) : ICacheStatistics
{
    private readonly CacheNode _node = cache as CacheNode ?? Throw.NoStatistics(cache.GetType());

    public CacheNodeStatistics Node => new()
    {
        Namespace = _node.Namespace,
        Provider = _node.Provider,
        Entries = _node.Store.Count,
        Bytes = _node.Store.Bytes,
        ByteLimit = _node.Store.ByteLimit,
        EntryLimit = _node.Store.EntryLimit,
        Quota = QuotaOf(_node),
        Shared = _node.Shared is { } shared ? Of(shared) : null,
    };

    public IReadOnlyList<CacheStatistics> Caches => Array.ConvertAll(_node.Tables, Of);

    public CacheStatistics? Find(string name, string typeArguments)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(typeArguments);
        return Array.Find(_node.Tables, table => table.Definition.Name == name && table.Definition.TypeArguments == typeArguments) is { } table ? Of(table) : null;
    }

    /// <summary>The quota of a node; null where it has none.</summary>
    public static CacheQuotaStatistics? QuotaOf(CacheNode node)
    {
        if (node.Shared is { } shared)
            return shared.Quota is { } quota ? new(quota.Bytes, quota.Allocation, quota.Evictions) : null;
        return node.HasQuota && node.Store.ByteLimit is { } limit ? new(node.Store.Bytes, limit, node.Tables.Sum(static table => table.Counts.Evictions)) : null;
    }

    private static CacheSharedTierStatistics Of(SharedNode shared) =>
        new(shared.IsConnected, shared.Watermark.IsConfirmed, shared.Watermark.Lag, shared.Outbox.Count);

    private CacheStatistics Of(ICacheTable table)
    {
        var (definition, counts, times) = (table.Definition, table.Counts, table.LoadTimes);
        var loaded = times.Count;
        return new()
        {
            Name = definition.Name,
            Declaration = definition.Declaration,
            TypeArguments = definition.TypeArguments,
            Memory = _node.KeepsEntries ? new(counts.Hits, counts.Misses) : null,
            Shared = _node.Shared is null ? null : new(counts.SharedHits, counts.SharedMisses),
            SharedFailures = counts.SharedFailures,
            Loads = counts.Loads,
            LoadFailures = times.Failures,
            AverageLoadTime = loaded == 0 ? null : times.Total / loaded,
            LongestLoadTime = loaded == 0 ? null : times.Longest,
            StaleServed = counts.StaleServed,
            Entries = counts.Entries,
            Bytes = counts.Bytes,
            Evictions = counts.Evictions,
            Expirations = counts.Expirations,
        };
    }
}
