using System.Collections.Concurrent;
using System.Globalization;
using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;

namespace Cache.Benchmarks;

/// <summary>
/// A miss, its flight and the set, without I/O: the entry is removed and asked for again, so the figure includes the removal (which <c>Remove</c> shows alone).
/// </summary>
[MemoryDiagnoser]
public class MissBenchmarks
{
    private const int Keys = 256;

    private readonly ConcurrentDictionary<int, object> _dictionary = new();
    private readonly MemoryCache _memoryCache = new(new MemoryCacheOptions());
    private readonly MemoryDistributedCache _distributedCache = new(Options.Create(new MemoryDistributedCacheOptions()));
    private readonly byte[] _bytes = [1, 2, 3];
    private Catalog _catalog = null!;
    private CatalogCaches _caches = null!;
    private int _next;

    [GlobalSetup]
    public void Open()
    {
        _catalog = Node.Catalog("10000", out _caches);
    }

    [Benchmark(Baseline = true)]
    public object Dictionary()
    {
        var id = _next++ & (Keys - 1);
        _dictionary.TryRemove(id, out _);
        return _dictionary.GetOrAdd(id, static _ => Catalog.Value);
    }

    [Benchmark]
    public InvalidationResult Remove() => _caches.GetByIdCache.InvalidateAsync(-1).Result;

    [Benchmark]
    public object Task_miss()
    {
        var id = _next++ & (Keys - 1);
        _ = _caches.GetByIdCache.InvalidateAsync(id);
        return _catalog.GetByIdAsync(id);
    }

    [Benchmark]
    public object Value_task_miss()
    {
        var id = _next++ & (Keys - 1);
        _ = _caches.GetByIdValueCache.InvalidateAsync(id);
        return _catalog.GetByIdValueAsync(id).Result;
    }

    [Benchmark]
    public object? MemoryCache_miss()
    {
        var key = string.Create(CultureInfo.InvariantCulture, $"by-id:{_next++ & (Keys - 1)}");
        _memoryCache.Remove(key);
        return _memoryCache.GetOrCreate(key, static entry =>
        {
            entry.AbsoluteExpirationRelativeToNow = TimeSpan.FromHours(1);
            return Catalog.Value;
        });
    }

    [Benchmark]
    public byte[] DistributedCache_miss()
    {
        var key = string.Create(CultureInfo.InvariantCulture, $"by-id:{_next++ & (Keys - 1)}");
        _distributedCache.Remove(key);
        var value = _distributedCache.Get(key) ?? _bytes;
        _distributedCache.Set(key, value);
        return value;
    }
}
