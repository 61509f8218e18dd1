using Cache;
using Microsoft.Extensions.DependencyInjection;

namespace Shop;

public static class TelemetryRegistration
{
    public static void TraceKeys(IServiceCollection services)
    {
        // begin: trace-keys
        services.AddCache(options => options.TraceKeys = true).AddMemory();
        // end
    }
}

// begin: statistics
public sealed class CacheReport(ICacheStatistics statistics)
{
    public IEnumerable<string> Lines()
    {
        foreach (var cache in statistics.Caches.OrderByDescending(cache => cache.Loads))
            yield return $"{cache.Name}: {cache.HitRatio:P1} hits, {cache.Loads} loads of {cache.AverageLoadTime?.TotalMilliseconds:N0} ms, {cache.Entries} entries, {cache.Bytes} bytes";

        var node = statistics.Node;
        yield return $"{node.Provider}: {node.Bytes} of {node.ByteLimit} bytes, shared tier {(node.Shared is { IsConnected: false } ? "away" : "as it should be")}";
    }
}
// end
