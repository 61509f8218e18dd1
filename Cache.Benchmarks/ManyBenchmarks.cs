using BenchmarkDotNet.Attributes;

namespace Cache.Benchmarks;

/// <summary>A call over 100 keys that are all there, beside 100 calls for one key each and the dictionary that either fills.</summary>
[MemoryDiagnoser]
public class ManyBenchmarks
{
    private const int Keys = 100;

    private readonly int[] _ids = [.. Enumerable.Range(1, Keys)];
    private Catalog _catalog = null!;

    [GlobalSetup]
    public async Task FillAsync()
    {
        _catalog = Node.Catalog("10000");
        await _catalog.GetManyByIdAsync(_ids);
    }

    [Benchmark]
    public object Many_hits() => _catalog.GetManyByIdAsync(_ids);

    [Benchmark(Baseline = true)]
    public object Single_hits()
    {
        var result = new Dictionary<int, object>(Keys);
        foreach (var id in _ids)
            result[id] = _catalog.GetByIdValueAsync(id).Result;
        return result;
    }
}
