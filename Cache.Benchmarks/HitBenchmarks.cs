using System.Collections.Concurrent;
using System.Globalization;
using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;

namespace Cache.Benchmarks;

/// <summary>A hit: one int key, one string key, three keys; beside the raw dictionary and the framework's own caches with the keys that their users build. One operation is one read.</summary>
/// <remarks>
/// Each invocation reads 1,000 keys in random order and keeps the last of what it got. A lookup of one key over and over is below what can be measured: where the harness takes off the time of an empty call, the raw lookup
/// comes to a nanosecond or less, because the processor does it beside the call. What returns a task is not waited for: the harness would measure the wait.
/// </remarks>
[MemoryDiagnoser]
public class HitBenchmarks
{
    internal const int Entries = 1000;

    private readonly ConcurrentDictionary<int, object> _dictionary = new();
    private readonly MemoryCache _memoryCache = new(new MemoryCacheOptions());
    private readonly MemoryDistributedCache _distributedCache = new(Options.Create(new MemoryDistributedCacheOptions()));
    private readonly int[] _ids = [.. Enumerable.Range(0, Entries)];
    private readonly string[] _names = new string[Entries];
    private readonly string _tenant = "customer-12345";
    private Catalog _catalog = null!;

    [GlobalSetup]
    public async Task FillAsync()
    {
        new Random(1).Shuffle(_ids);
        _catalog = Node.Catalog("10000");
        for (var id = 0; id < Entries; id++)
        {
            _names[id] = string.Create(CultureInfo.InvariantCulture, $"customer-{10_000 + _ids[id]}");
            _dictionary[id] = Catalog.Value;
            _memoryCache.Set($"by-id:{id}", Catalog.Value);
            _memoryCache.Set($"page:{_tenant}:{id}:{Sort.Price}", Catalog.Value);
            await _distributedCache.SetAsync($"by-id:{id}", [1, 2, 3]);
            await _catalog.GetByIdAsync(id);
            await _catalog.GetByIdValueAsync(id);
            await _catalog.GetByNameAsync(_names[id]);
            await _catalog.GetPageAsync(_tenant, id, Sort.Price);
            await _catalog.GetPageValueAsync(_tenant, id, Sort.Price);
        }
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Entries)]
    public object? Dictionary()
    {
        object? last = null;
        foreach (var id in _ids)
            _dictionary.TryGetValue(id, out last);
        return last;
    }

    [Benchmark(OperationsPerInvoke = Entries)]
    public object? Int_task()
    {
        object? last = null;
        foreach (var id in _ids)
            last = _catalog.GetByIdAsync(id);
        return last;
    }

    [Benchmark(OperationsPerInvoke = Entries)]
    public object? Int_value_task()
    {
        object? last = null;
        foreach (var id in _ids)
            last = _catalog.GetByIdValueAsync(id).Result;
        return last;
    }

    [Benchmark(OperationsPerInvoke = Entries)]
    public object? String_task()
    {
        object? last = null;
        foreach (var name in _names)
            last = _catalog.GetByNameAsync(name);
        return last;
    }

    [Benchmark(OperationsPerInvoke = Entries)]
    public object? Three_task()
    {
        object? last = null;
        foreach (var id in _ids)
            last = _catalog.GetPageAsync(_tenant, id, Sort.Price);
        return last;
    }

    [Benchmark(OperationsPerInvoke = Entries)]
    public object? Three_value_task()
    {
        object? last = null;
        foreach (var id in _ids)
            last = _catalog.GetPageValueAsync(_tenant, id, Sort.Price).Result;
        return last;
    }

    [Benchmark(OperationsPerInvoke = Entries)]
    public object? MemoryCache_int()
    {
        object? last = null;
        foreach (var id in _ids)
            _memoryCache.TryGetValue(string.Create(CultureInfo.InvariantCulture, $"by-id:{id}"), out last);
        return last;
    }

    [Benchmark(OperationsPerInvoke = Entries)]
    public object? MemoryCache_three()
    {
        object? last = null;
        foreach (var id in _ids)
            _memoryCache.TryGetValue(string.Create(CultureInfo.InvariantCulture, $"page:{_tenant}:{id}:{Sort.Price}"), out last);
        return last;
    }

    [Benchmark(OperationsPerInvoke = Entries)]
    public byte[]? DistributedCache_int()
    {
        byte[]? last = null;
        foreach (var id in _ids)
            last = _distributedCache.Get(string.Create(CultureInfo.InvariantCulture, $"by-id:{id}"));
        return last;
    }
}
