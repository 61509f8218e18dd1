using BenchmarkDotNet.Attributes;
using Cache.Benchmarks.Shared;
using Microsoft.Extensions.DependencyInjection;

namespace Cache.Benchmarks;

/// <summary>A check of a rate limit: one that is allowed, and one that is refused because the window is full; in memory, and on a redis-server of its own, one at a time.</summary>
[MemoryDiagnoser]
public class RateLimitBenchmarks
{
    private const int Plenty = 1_000_000;
    private static readonly TimeSpan s_window = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan s_long = TimeSpan.FromDays(1);

    private RedisOfOwn? _server;
    private ServiceProvider _services = null!;
    private ICacheRateLimits _limits = null!;

    [Params("memory", "redis")]
    public string Store { get; set; } = "";

    [GlobalSetup]
    public async Task OpenAsync()
    {
        var services = new ServiceCollection();
        var cache = services.AddCache();
        if (Store == "memory")
            cache.AddMemory();
        else
            cache.AddRedis((_server = new()).Connection);
        _services = services.BuildServiceProvider();
        _limits = _services.GetRequiredService<ICacheRateLimits>();
        await _limits.CheckAsync("full", 100, s_long, permits: 100);
    }

    [GlobalCleanup]
    public async Task CloseAsync()
    {
        await _services.DisposeAsync();
        _server?.Dispose();
    }

    // a short window, so that no run of the benchmark fills it
    [Benchmark(Baseline = true)]
    public async Task<bool> Allowed() => (await _limits.CheckAsync("plenty", Plenty, s_window)).Allowed;

    [Benchmark]
    public async Task<bool> Refused() => (await _limits.CheckAsync("full", 100, s_long)).Allowed;
}
