using System.Diagnostics.Metrics;
using Cache.Engine;

namespace Cache.Telemetry;

/// <summary>The meter <c>Cache</c>. Every instrument is observed: a listener that asks pays, a hit does not.</summary>
internal sealed class CacheMetrics : IDisposable
{
    private readonly Meter _meter;

    public CacheMetrics(IMeterFactory? factory = null) => _meter = factory?.Create("Cache") ?? new("Cache");

    public void Observe(CacheNode node)
    {
        _meter.CreateObservableCounter("cache.hits", () => Each(node, static counts => counts.Hits), "{hit}", "Calls answered from an entry.");
        _meter.CreateObservableCounter("cache.loads", () => Each(node, static counts => counts.Loads), "{load}", "Runs of a Core method.");
        _meter.CreateObservableCounter("cache.evictions", () => Removals(node), "{entry}", "Entries that left because the budget was spent or their time was over.");
        _meter.CreateObservableUpDownCounter("cache.entries", () => Each(node, static counts => counts.Entries), "{entry}", "Entries held, loads under way included.");
        _meter.CreateObservableUpDownCounter("cache.bytes", () => node.Store.Bytes, "By", "Size of the entries held, where the store measures it.");
    }

    public void Dispose() => _meter.Dispose();

    private static IEnumerable<Measurement<long>> Each(CacheNode node, Func<TableCounts, long> count) =>
        node.Tables.Select(table => new Measurement<long>(count(table.Counts), new KeyValuePair<string, object?>("cache.name", table.Definition.Name)));

    private static IEnumerable<Measurement<long>> Removals(CacheNode node)
    {
        foreach (var table in node.Tables)
        {
            var name = new KeyValuePair<string, object?>("cache.name", table.Definition.Name);
            yield return new(table.Counts.Evictions, name, new("cache.eviction.reason", "capacity"));
            yield return new(table.Counts.Expirations, name, new("cache.eviction.reason", "expired"));
        }
    }
}
