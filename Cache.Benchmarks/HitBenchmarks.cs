using System.Collections.Concurrent;
using System.Globalization;
using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;

namespace Cache.Benchmarks;

/// <summary>A hit: one int key, one string key, three keys; beside the raw dictionary and the framework's own caches with the keys that their users build.</summary>
/// <remarks>The methods return object: what returns a task would be waited for by the harness, and the wait be measured with it.</remarks>
[MemoryDiagnoser]
public class HitBenchmarks
{
    private const int Entries = 1000;

    private readonly ConcurrentDictionary<int, object> _dictionary = new();
    private readonly MemoryCache _memoryCache = new(new MemoryCacheOptions());
    private readonly MemoryDistributedCache _distributedCache = new(Options.Create(new MemoryDistributedCacheOptions()));
    private Catalog _catalog = null!;
    private readonly string _tenant = "customer-12345";
    private readonly int _id = 42;

    [GlobalSetup]
    public async Task FillAsync()
    {
        _catalog = Node.Catalog("10000");
        for (var id = 0; id < Entries; id++)
        {
            _dictionary[id] = Catalog.Value;
            _memoryCache.Set($"by-id:{id}", Catalog.Value);
            await _distributedCache.SetAsync($"by-id:{id}", [1, 2, 3]);
            await _catalog.GetByIdAsync(id);
            await _catalog.GetByIdValueAsync(id);
        }
        _memoryCache.Set($"page:{_tenant}:{_id}:{Sort.Price}", Catalog.Value);
        await _catalog.GetByNameAsync(_tenant);
        await _catalog.GetPageAsync(_tenant, _id, Sort.Price);
        await _catalog.GetPageValueAsync(_tenant, _id, Sort.Price);
    }

    [Benchmark(Baseline = true)]
    public object? Dictionary()
    {
        _dictionary.TryGetValue(_id, out var value);
        return value;
    }

    [Benchmark]
    public object Int_task() => _catalog.GetByIdAsync(_id);

    [Benchmark]
    public object Int_value_task() => _catalog.GetByIdValueAsync(_id).Result;

    [Benchmark]
    public object String_task() => _catalog.GetByNameAsync(_tenant);

    [Benchmark]
    public object Three_task() => _catalog.GetPageAsync(_tenant, _id, Sort.Price);

    [Benchmark]
    public object Three_value_task() => _catalog.GetPageValueAsync(_tenant, _id, Sort.Price).Result;

    [Benchmark]
    public object? MemoryCache_int()
    {
        _memoryCache.TryGetValue(string.Create(CultureInfo.InvariantCulture, $"by-id:{_id}"), out var value);
        return value;
    }

    [Benchmark]
    public object? MemoryCache_three()
    {
        _memoryCache.TryGetValue(string.Create(CultureInfo.InvariantCulture, $"page:{_tenant}:{_id}:{Sort.Price}"), out var value);
        return value;
    }

    [Benchmark]
    public byte[]? DistributedCache_int() => _distributedCache.Get(string.Create(CultureInfo.InvariantCulture, $"by-id:{_id}"));
}
