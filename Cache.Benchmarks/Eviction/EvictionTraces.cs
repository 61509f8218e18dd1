using System.Globalization;
using Cache.Tests.Memory.Traces;

namespace Cache.Benchmarks.Eviction;

/// <summary>Prints the table of docs/eviction.md: hit ratios on the traces that the tests use, five million requests each, the first million to warm up.</summary>
internal static class EvictionTraces
{
    private const int Requests = 5_000_000;

    private static readonly (string Name, Func<int[]> Make)[] s_traces =
    [
        ("zipf 0.9", () => Trace.Zipf(0.9, Requests)),
        ("zipf 1.0", () => Trace.Zipf(1.0, Requests)),
        ("zipf 1.1", () => Trace.Zipf(1.1, Requests)),
        ("zipf 1.0 with scans", () => Trace.ZipfWithScans(Requests)),
        ("zipf 1.0, shifting", () => Trace.ShiftingZipf(Requests)),
    ];

    private static readonly (string Name, Func<int, ITraceCache> Make)[] s_caches =
    [
        ("LRU", capacity => new LruOnTrace(capacity)),
        ("MemoryCache", capacity => new MemoryCacheOnTrace(capacity)),
        ("SIEVE", capacity => new SieveOnTrace(capacity)),
        ("S3-FIFO, 1 bit", capacity => new S3FifoOnTrace(capacity, mostFrequency: 1)),
        ("S3-FIFO", capacity => new S3FifoOnTrace(capacity, mostFrequency: 3)),
        ("this store", capacity => new StoreOnTrace(capacity)),
    ];

    public static void Run()
    {
        Console.WriteLine($"| trace | capacity | {string.Join(" | ", s_caches.Select(cache => cache.Name))} | over LRU |");
        Console.WriteLine($"|---|---|{string.Concat(s_caches.Select(_ => "---|"))}---|");
        foreach (var (name, make) in s_traces)
        {
            var trace = make();
            foreach (var capacity in new[] { 10_000, 100_000 })
            {
                var ratios = s_caches.Select(cache => HitRatio(cache.Make(capacity), trace)).ToArray();
                var figures = string.Join(" | ", ratios.Select(ratio => ratio.ToString("F3", CultureInfo.InvariantCulture)));
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {capacity} | {figures} | {ratios[^1] - ratios[0]:+0.000;-0.000} |"));
            }
        }
    }

    private static double HitRatio(ITraceCache cache, int[] trace)
    {
        using (cache as IDisposable)
            return cache.HitRatio(trace);
    }
}
