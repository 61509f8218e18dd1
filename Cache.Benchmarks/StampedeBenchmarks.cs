using System.Collections.Concurrent;
using BenchmarkDotNet.Attributes;

namespace Cache.Benchmarks;

/// <summary>1,000 callers on one cold key whose load waits until all of them have come; beside callers that await one shared task.</summary>
[MemoryDiagnoser]
public class StampedeBenchmarks
{
    private const int Callers = 1000;

    private readonly ConcurrentDictionary<int, Lazy<Task<object>>> _shared = new();
    private readonly Task[] _calls = new Task[Callers];
    private Catalog _catalog = null!;
    private CatalogCaches _caches = null!;

    [GlobalSetup]
    public void Open() => _catalog = Node.Catalog("10000", out _caches);

    [Benchmark(Baseline = true)]
    public async Task Shared_task()
    {
        var ready = new TaskCompletionSource();
        _shared.Clear();
        for (var call = 0; call < Callers; call++)
            _calls[call] = AwaitAsync(_shared.GetOrAdd(1, static (_, ready) => new(() => LoadAsync(ready)), ready.Task).Value);
        ready.SetResult();
        await Task.WhenAll(_calls);
    }

    [Benchmark]
    public async Task Cached_method()
    {
        var ready = new TaskCompletionSource();
        await _caches.GetWhenReadyCache.InvalidateAsync(1);
        for (var call = 0; call < Callers; call++)
            _calls[call] = AwaitAsync(_catalog.GetWhenReadyAsync(1, ready.Task));
        ready.SetResult();
        await Task.WhenAll(_calls);
    }

    private static async Task<object> LoadAsync(Task ready)
    {
        await ready.ConfigureAwait(false);
        return Catalog.Value;
    }

    // what a caller does: it awaits, and goes on with the value
    private static async Task AwaitAsync(Task<object> value) => await value.ConfigureAwait(false);
}
