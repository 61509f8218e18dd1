using BenchmarkDotNet.Attributes;

namespace Cache.Benchmarks;

/// <summary>What it costs to follow dependencies: a hit in a container that does not, a hit in one that does, and the hits of a load that is made of them, which are noted.</summary>
[MemoryDiagnoser]
public class TrackedHitBenchmarks
{
    private const int Reads = 1000;

    private readonly int _id = 3;
    private Catalog _untracked = null!;
    private Catalog _tracked = null!;
    private CatalogCaches _untrackedCaches = null!;
    private CatalogCaches _trackedCaches = null!;

    [GlobalSetup]
    public async Task FillAsync()
    {
        _untracked = Node.Catalog("10000", out _untrackedCaches);
        _tracked = Node.Catalog("10000", out _trackedCaches, tracks: true);
        for (var id = 0; id < 100; id++)
        {
            await _untracked.GetByIdAsync(id);
            await _tracked.GetByIdAsync(id);
        }
    }

    [Benchmark(Baseline = true)]
    public object Hit() => _untracked.GetByIdAsync(_id);

    [Benchmark]
    public object Hit_where_dependencies_are_followed() => _tracked.GetByIdAsync(_id);

    [Benchmark(OperationsPerInvoke = Reads)]
    public Task<object> Hit_within_a_load() => LoadAsync(_untracked, _untrackedCaches, keys: 10);

    [Benchmark(OperationsPerInvoke = Reads)]
    public Task<object> Hit_within_a_load_that_is_followed() => LoadAsync(_tracked, _trackedCaches, keys: 10);

    // the first read of a key is the dear one
    [Benchmark(OperationsPerInvoke = 10)]
    public Task<object> First_hit_of_a_key_within_a_load_that_is_followed() => LoadAsync(_tracked, _trackedCaches, keys: 10, reads: 10);

    private static async Task<object> LoadAsync(Catalog catalog, CatalogCaches caches, int keys, int reads = Reads)
    {
        await caches.GetMadeOfHitsCache.InvalidateAsync(keys, reads);
        return await catalog.GetMadeOfHitsAsync(keys, reads);
    }
}
