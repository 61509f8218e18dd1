using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;

namespace Cache.Benchmarks;

/// <summary>Hits in memory through the interfaces of the ecosystem: of a value that cannot be changed, of one that can, which each caller gets his own of, and of bytes.</summary>
[MemoryDiagnoser]
public class EcosystemHitBenchmarks
{
    private readonly string _key = "customer-12345";
    private HybridCache _hybrid = null!;
    private IDistributedCache _distributed = null!;

    [GlobalSetup]
    public async Task FillAsync()
    {
        var services = new ServiceCollection();
        services.AddCache().AddMemory().AddHybridCache().AddDistributedCache();
        var provider = services.BuildServiceProvider();
        _hybrid = provider.GetRequiredService<HybridCache>();
        _distributed = provider.GetRequiredService<IDistributedCache>();
        await _hybrid.SetAsync("text:" + _key, "a text", new() { Expiration = Timeout.InfiniteTimeSpan });
        await _hybrid.SetAsync("list:" + _key, new List<int> { 1, 2, 3 }, new() { Expiration = Timeout.InfiniteTimeSpan });
        await _distributed.SetAsync(_key, new byte[100], new());
    }

    [Benchmark(Baseline = true)]
    public string Hybrid_immutable() => _hybrid.GetOrCreateAsync("text:customer-12345", _key, static (key, _) => new ValueTask<string>(key)).Result;

    [Benchmark]
    public string Hybrid_immutable_interpolated() => _hybrid.GetOrCreateAsync($"text:{_key}", _key, static (key, _) => new ValueTask<string>(key)).Result;

    [Benchmark]
    public List<int> Hybrid_mutable() => _hybrid.GetOrCreateAsync("list:customer-12345", 0, static (_, _) => new ValueTask<List<int>>(new List<int>())).Result;

    [Benchmark]
    public byte[]? Distributed_get() => _distributed.Get(_key);
}
