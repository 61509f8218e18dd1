
namespace Cache.Benchmarks;

public enum Sort
{
    Name,
    Price,
}

/// <summary>What is cached: an object that exists already, so that a load costs nothing and what is measured is the cache.</summary>
public sealed partial class Catalog(ICache cache)
{
    public static readonly object Value = new();

    [Cache(Name = "by-id", Ttl = "1h")]
    public partial Task<object> GetByIdAsync(int id);

    [Cache(Name = "by-id-value", Ttl = "1h")]
    public partial ValueTask<object> GetByIdValueAsync(int id);

    [CacheMany(nameof(GetByIdValueAsync))]
    public partial Task<IReadOnlyDictionary<int, object>> GetManyByIdAsync(int[] ids);

    [Cache(Name = "by-name", Ttl = "1h")]
    public partial Task<object> GetByNameAsync(string name);

    [Cache(Name = "page", Ttl = "1h")]
    public partial Task<object> GetPageAsync(string tenant, int page, Sort sort);

    [Cache(Name = "page-value", Ttl = "1h")]
    public partial ValueTask<object> GetPageValueAsync(string tenant, int page, Sort sort);

    [Cache(Name = "slow", Ttl = "1h")]
    public partial Task<object> GetWhenReadyAsync(int id, [CacheKeyIgnore] Task ready);

    [Cache(Name = "made-of-hits", Ttl = "1h")]
    public partial ValueTask<object> GetMadeOfHitsAsync(int keys, int reads);

    private static Task<object> GetByIdCoreAsync(int id) => Task.FromResult(Value);

    private static ValueTask<object> GetByIdValueCoreAsync(int id) => new(Value);

    private static Task<IReadOnlyDictionary<int, object>> GetManyByIdCoreAsync(IReadOnlyList<int> ids) =>
        Task.FromResult<IReadOnlyDictionary<int, object>>(ids.ToDictionary(static id => id, static _ => Value));

    private static Task<object> GetByNameCoreAsync(string name) => Task.FromResult(Value);

    private static Task<object> GetPageCoreAsync(string tenant, int page, Sort sort) => Task.FromResult(Value);

    private static ValueTask<object> GetPageValueCoreAsync(string tenant, int page, Sort sort) => new(Value);

    private static async Task<object> GetWhenReadyCoreAsync(int id, Task ready)
    {
        await ready.ConfigureAwait(false);
        return Value;
    }

    private async ValueTask<object> GetMadeOfHitsCoreAsync(int keys, int reads)
    {
        for (var i = 0; i < reads; i++)
            await GetByIdAsync(i % keys).ConfigureAwait(false);
        return Value;
    }
}
