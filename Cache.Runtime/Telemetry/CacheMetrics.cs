using System.Diagnostics.Metrics;
using Cache.Coherence;
using Cache.Engine;

namespace Cache.Telemetry;

/// <summary>The meter <c>Cache</c>. Every instrument is observed: a listener that asks pays, a hit does not.</summary>
internal sealed class CacheMetrics : IDisposable
{
    private readonly Meter _meter;

    public CacheMetrics(IMeterFactory? factory = null) => _meter = factory?.Create("Cache") ?? new("Cache");

    public void Observe(CacheNode node)
    {
        _meter.CreateObservableCounter("cache.hits", () => Hits(node), "{hit}", "Calls answered from an entry, by the tier that had it.");
        _meter.CreateObservableCounter("cache.loads", () => Each(node, static counts => counts.Loads), "{load}", "Runs of a Core method.");
        _meter.CreateObservableCounter("cache.stale_served", () => Each(node, static counts => counts.StaleServed), "{call}", "Calls answered with an expired value, because its load failed or took too long.");
        _meter.CreateObservableCounter("cache.evictions", () => Removals(node), "{entry}", "Entries that left because the budget was spent or their time was over.");
        _meter.CreateObservableUpDownCounter("cache.entries", () => Each(node, static counts => counts.Entries), "{entry}", "Entries held, loads under way included.");
        _meter.CreateObservableUpDownCounter("cache.bytes", () => node.Store.Bytes, "By", "Size of the entries held, where the store measures it.");
        if (node.Shared is { } shared)
            Observe(node, shared);
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

    private static IEnumerable<Measurement<long>> Each(CacheNode node, Func<TableCounts, long> count) =>
        node.Tables.Select(table => new Measurement<long>(count(table.Counts), NameOf(table)));

    // a tier that the node does not have has no series
    private static IEnumerable<Measurement<long>> Hits(CacheNode node)
    {
        foreach (var table in node.Tables)
        {
            if (node.KeepsEntries)
                yield return new(table.Counts.Hits, NameOf(table), new("cache.tier", "memory"));
            if (node.Shared is not null)
                yield return new(table.Counts.SharedHits, NameOf(table), new("cache.tier", "shared"));
        }
    }

    private static IEnumerable<Measurement<long>> Removals(CacheNode node)
    {
        foreach (var table in node.Tables)
        {
            yield return new(table.Counts.Evictions, NameOf(table), new("cache.eviction.reason", "capacity"));
            yield return new(table.Counts.Expirations, NameOf(table), new("cache.eviction.reason", "expired"));
        }
    }

    private static KeyValuePair<string, object?> NameOf(ICacheTable table) => new("cache.name", table.Definition.Name);
}
