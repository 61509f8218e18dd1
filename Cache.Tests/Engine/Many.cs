using Cache.CompilerServices;
using Cache.Engine;

namespace Cache.Tests.Engine;

// calls over many keys, whose Core method is what each call brings along, as generated code would declare them
internal static class Many
{
    public static ManyDefinition<Load<int, TValue>, Load<IReadOnlyList<int>, IReadOnlyDictionary<int, TValue>>, int, int, TValue> Define<TValue>(bool absentIsNull = true, int batchSize = 0) => new()
    {
        Declaration = "Cache.Tests.GetManyAsync",
        List = "ids",
        Key = static (_, id) => id,
        Load = static (_, load, ids, cancellationToken) => load(ids, null!, cancellationToken),
        AbsentIsNull = absentIsNull,
        BatchSize = batchSize,
    };

    /// <summary>What a Core method answers for keys.</summary>
    public static IReadOnlyDictionary<int, string?> Of(string text, params IEnumerable<int> ids) => ids.ToDictionary(static id => id, id => (string?)$"{text} {id}");
}

// one cache, called by key and by many keys
internal sealed class ManyCache(MethodCache<Load<int, string?>, int, string?> cache, bool absentIsNull = true, int batchSize = 0)
{
    private readonly ManyDefinition<Load<int, string?>, Load<IReadOnlyList<int>, IReadOnlyDictionary<int, string?>>, int, int, string?> _many = Many.Define<string?>(absentIsNull, batchSize);

    /// <summary>The loads of single keys.</summary>
    public HeldLoads<int, string?> Singles { get; } = new();

    /// <summary>The loads of many.</summary>
    public HeldLoads<IReadOnlyList<int>, IReadOnlyDictionary<int, string?>> Batches { get; } = new();

    public MethodCache<Load<int, string?>, int, string?> Cache => cache;

    public TableCounts Counts => ((CacheTable<Load<int, string?>, int, string?>)cache).Counts;

    /// <summary>The keys of each Core call so far.</summary>
    public int[][] Asked => [.. Enumerable.Range(0, Batches.Count).Select(i => Batches[i].Key.ToArray())];

    public Task<string?> GetAsync(int id, CancellationToken cancellationToken = default) => cache.GetTask(Singles.Of("single"), id, cancellationToken);

    public Task<IReadOnlyDictionary<int, string?>> GetManyAsync(params int[] ids) => GetManyAsync(ids, CancellationToken.None);

    public Task<IReadOnlyDictionary<int, string?>> GetManyAsync(int[] ids, CancellationToken cancellationToken) => GetManyAsync(Batches.Of("many"), ids, cancellationToken);

    public Task<IReadOnlyDictionary<int, string?>> GetManyAsync(
        Load<IReadOnlyList<int>, IReadOnlyDictionary<int, string?>> load, int[] ids, CancellationToken cancellationToken = default) =>
        _many.GetTask(cache, Singles.Of("many's"), load, ids, cancellationToken);
}
