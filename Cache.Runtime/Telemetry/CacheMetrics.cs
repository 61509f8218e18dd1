using System.Diagnostics.Metrics;
using Cache.Coherence;
using Cache.Engine;

namespace Cache.Telemetry;

/// <summary>The meter <c>Cache</c>. Every instrument but the duration of loads is observed: a listener that asks pays, a hit does not.</summary>
internal sealed class CacheMetrics : IDisposable
{
    // loads ask databases and services: from a fast query to what a caller hardly waits for
    private static readonly double[] s_seconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    private static readonly KeyValuePair<string, object?> s_memory = new("cache.tier", "memory");
    private static readonly KeyValuePair<string, object?> s_shared = new("cache.tier", "shared");

    private readonly Meter _meter;

    public CacheMetrics(IMeterFactory? factory = null)
    {
        _meter = factory?.Create("Cache") ?? new("Cache");
        LoadDuration = _meter.CreateHistogram(
            "cache.load.duration", "s", "How long runs of a Core method have taken; with error.type those that have failed.", tags: null, new InstrumentAdvice<double> { HistogramBucketBoundaries = s_seconds });
    }

    public Histogram<double> LoadDuration { get; }

    public void Observe(CacheNode node)
    {
        _meter.CreateObservableCounter("cache.hits", () => ByTier(node, static counts => counts.Hits, static counts => counts.SharedHits), "{hit}", "Calls answered from an entry, by the tier that had it.");
        _meter.CreateObservableCounter("cache.misses", () => ByTier(node, static counts => counts.Misses, static counts => counts.SharedMisses), "{miss}", "Calls for which a tier had no entry.");
        _meter.CreateObservableCounter("cache.loads", () => Each(node, static counts => counts.Loads), "{load}", "Runs of a Core method.");
        _meter.CreateObservableCounter("cache.stale_served", () => Each(node, static counts => counts.StaleServed), "{call}", "Calls answered with an expired value, because its load failed or took too long.");
        _meter.CreateObservableCounter("cache.evictions", () => Removals(node), "{entry}", "Entries that left because the budget was spent or their time was over.");
        _meter.CreateObservableUpDownCounter("cache.entries", () => InMemory(node, static counts => counts.Entries), "{entry}", "Entries held, loads under way included.");
        _meter.CreateObservableUpDownCounter("cache.bytes", () => InMemory(node, static counts => counts.Bytes), "By", "Size of the entries held, where the store measures it.");
        if (node.Shared is { } shared)
            Observe(node, shared);
        ObserveQuota(node);
    }

    public void Dispose() => _meter.Dispose();

    private void Observe(CacheNode node, SharedNode shared)
    {
        var owner = new KeyValuePair<string, object?>("cache.namespace", node.Namespace);
        _meter.CreateObservableCounter(
            "cache.shared.failures", () => Each(node, static counts => counts.SharedFailures), "{failure}", "Calls that went on without the shared tier, because it failed.");
        _meter.CreateObservableGauge(
            "cache.shared.confirmation_lag", () => new Measurement<double>(shared.Watermark.Lag.TotalSeconds, owner), "s",
            "How long ago the time lies up to which all invalidations of other nodes are known here.");
        _meter.CreateObservableGauge(
            "cache.shared.queued_invalidations", () => new Measurement<long>(shared.Outbox.Count, owner), "{invalidation}", "Invalidations that have not reached the shared tier yet.");
        _meter.CreateObservableGauge(
            "cache.shared.connected", () => new Measurement<long>(shared.IsConnected ? 1 : 0, owner), "{connection}", "1 while the shared tier answers, else 0.");
    }

    private void ObserveQuota(CacheNode node)
    {
        var owner = new KeyValuePair<string, object?>("cache.namespace", node.Namespace);
        _meter.CreateObservableGauge("cache.quota.used", () => Of(static quota => quota.Bytes), "By", "What the values of all nodes take of the quota.");
        _meter.CreateObservableGauge("cache.quota.limit", () => Of(static quota => quota.Allocation), "By", "The quota.");
        _meter.CreateObservableCounter("cache.quota.evictions", () => Of(static quota => quota.Evictions), "{entry}", "Values that have gone because the quota was spent.");

        IEnumerable<Measurement<long>> Of(Func<CacheQuotaStatistics, long> figure) =>
            NodeStatistics.QuotaOf(node) is { } quota ? [new(figure(quota), owner)] : [];
    }

    private static IEnumerable<Measurement<long>> Each(CacheNode node, Func<TableCounts, long> count) =>
        node.Tables.Select(table => new Measurement<long>(count(table.Counts), NameOf(table)));

    // a tier that the node does not have has no series
    private static IEnumerable<Measurement<long>> ByTier(CacheNode node, Func<TableCounts, long> memory, Func<TableCounts, long> shared)
    {
        foreach (var table in node.Tables)
        {
            var counts = table.Counts;
            if (node.KeepsEntries)
                yield return new(memory(counts), NameOf(table), s_memory);
            if (node.Shared is not null)
                yield return new(shared(counts), NameOf(table), s_shared);
        }
    }

    private static IEnumerable<Measurement<long>> InMemory(CacheNode node, Func<TableCounts, long> count) =>
        node.KeepsEntries ? node.Tables.Select(table => new Measurement<long>(count(table.Counts), NameOf(table), s_memory)) : [];

    private static IEnumerable<Measurement<long>> Removals(CacheNode node)
    {
        foreach (var table in node.KeepsEntries ? node.Tables : [])
        {
            var counts = table.Counts;
            yield return new(counts.Evictions, NameOf(table), s_memory, new("cache.eviction.reason", "capacity"));
            yield return new(counts.Expirations, NameOf(table), s_memory, new("cache.eviction.reason", "expired"));
        }
    }

    private static KeyValuePair<string, object?> NameOf(ICacheTable table) => new("cache.name", table.Definition.Name);
}
