using System.Collections.Concurrent;
using System.Globalization;
using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.Caching.Memory;

namespace Cache.Benchmarks;

/// <summary>8 threads read 100,000 keys that all fit, drawn by a zipf distribution with exponent 0.99. One operation is one read.</summary>
/// <remarks>Each read looks at what it got: a compiler that sees it thrown away leaves out the reading of it.</remarks>
public class ThroughputBenchmarks
{
    private const int Threads = 8;
    private const int Keys = 100_000;
    private const int ReadsEach = 500_000;

    private readonly ConcurrentDictionary<int, object> _dictionary = new();
    private readonly MemoryCache _memoryCache = new(new MemoryCacheOptions());
    private readonly string[] _names = new string[Keys];
    private int[][] _draws = null!;
    private Catalog _catalog = null!;

    [GlobalSetup]
    public async Task FillAsync()
    {
        _catalog = Node.Catalog("200000");
        for (var id = 0; id < Keys; id++)
        {
            _dictionary[id] = Catalog.Value;
            _names[id] = string.Create(CultureInfo.InvariantCulture, $"by-id:{id}");
            _memoryCache.Set(_names[id], Catalog.Value);
            await _catalog.GetByIdValueAsync(id);
            await _catalog.GetByIdAsync(id);
        }
        _draws = [.. Enumerable.Range(0, Threads).Select(thread => Draw(thread))];
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Threads * ReadsEach)]
    public void Dictionary() => Run(draws =>
    {
        foreach (var id in draws)
            Demand(_dictionary.TryGetValue(id, out var value) && value == Catalog.Value);
    });

    [Benchmark(OperationsPerInvoke = Threads * ReadsEach)]
    public void Cached_value_task() => Run(draws =>
    {
        foreach (var id in draws)
            Demand(_catalog.GetByIdValueAsync(id).Result == Catalog.Value);
    });

    [Benchmark(OperationsPerInvoke = Threads * ReadsEach)]
    public void Cached_task() => Run(draws =>
    {
        foreach (var id in draws)
            Demand(_catalog.GetByIdAsync(id) is not null);
    });

    [Benchmark(OperationsPerInvoke = Threads * ReadsEach)]
    public void Memory_cache() => Run(draws =>
    {
        foreach (var id in draws)
            Demand(_memoryCache.TryGetValue(_names[id], out var value) && value == Catalog.Value);
    });

    private void Run(Action<int[]> read)
    {
        var threads = _draws.Select(draws => new Thread(() => read(draws))).ToArray();
        foreach (var thread in threads)
            thread.Start();
        foreach (var thread in threads)
            thread.Join();
    }

    private static void Demand(bool isRight)
    {
        if (!isRight)
            throw new InvalidOperationException("A read gave another value.");
    }

    // by the inverse of the cumulative distribution, over keys in random order
    private static int[] Draw(int seed)
    {
        var random = new Random(seed);
        var cumulative = new double[Keys];
        var sum = 0.0;
        for (var rank = 0; rank < Keys; rank++)
            cumulative[rank] = sum += 1 / Math.Pow(rank + 1, 0.99);
        var order = Enumerable.Range(0, Keys).ToArray();
        new Random(1).Shuffle(order);
        return [.. Enumerable.Range(0, ReadsEach).Select(_ =>
        {
            var found = Array.BinarySearch(cumulative, random.NextDouble() * sum);
            return order[found >= 0 ? found : ~found];
        })];
    }
}
