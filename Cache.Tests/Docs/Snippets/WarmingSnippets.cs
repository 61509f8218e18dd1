using Cache;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Shop;

public interface IProductStore
{
    Task<IReadOnlyList<string>> PageAsync(string category, int page, CancellationToken cancellationToken);

    IAsyncEnumerable<int> BestSellersAsync(CancellationToken cancellationToken);
}

public sealed partial class WarmCatalog(ICache cache, IProductStore products)
{
    // begin: warm-rows
    [Cache(Ttl = "1h"), CacheWarm]                                        // no key parameters: the one entry
    public partial Task<IReadOnlyList<string>> GetCategoriesAsync(CancellationToken cancellationToken = default);

    [Cache(Ttl = "10m")]
    [CacheWarm("electronics")]                                            // page 1, the default value
    [CacheWarm("books", 2)]
    public partial Task<IReadOnlyList<string>> GetPageAsync(string category, int page = 1, CancellationToken cancellationToken = default);
    // end

    // begin: warm-source
    [Cache(Ttl = "10m"), CacheWarm(Source = nameof(BestSellersAsync))]
    public partial Task<decimal> GetPriceAsync(int id, CancellationToken cancellationToken = default);

    private IAsyncEnumerable<int> BestSellersAsync(CancellationToken cancellationToken) => products.BestSellersAsync(cancellationToken);
    // end

    // begin: warm-tuples
    [Cache(Ttl = "10m"), CacheWarm(Source = nameof(FirstPages))]
    public partial Task<int> CountReviewsAsync(string category, int page, CancellationToken cancellationToken = default);

    private static IEnumerable<(string Category, int Page)> FirstPages() =>
        from category in new[] { "electronics", "books" }
        from page in Enumerable.Range(1, 3)
        select (category, page);
    // end

    private Task<IReadOnlyList<string>> GetCategoriesCoreAsync(CancellationToken cancellationToken) => products.PageAsync("", 1, cancellationToken);

    private Task<IReadOnlyList<string>> GetPageCoreAsync(string category, int page, CancellationToken cancellationToken) => products.PageAsync(category, page, cancellationToken);

    private Task<decimal> GetPriceCoreAsync(int id, CancellationToken cancellationToken) => Task.FromResult(cancellationToken.IsCancellationRequested ? 0m : id);

    private Task<int> CountReviewsCoreAsync(string category, int page, CancellationToken cancellationToken) =>
        Task.FromResult(products is null || cancellationToken.IsCancellationRequested ? 0 : category.Length * page);
}

public static class WarmingLines
{
    public static void Register(IServiceCollection services, IConfiguration configuration)
    {
        // begin: warm-register
        services.AddCache(configuration.GetSection("Cache")).AddMemory();
        services.AddShopCaches();                                         // the generated registration: it names what is warmed
        services.AddHealthChecks().AddCacheWarm(tags: ["ready"]);
        // end
    }

    public static void Concurrency(IServiceCollection services)
    {
        // begin: warm-concurrency
        services.Configure<WarmingOptions>(options => options.Concurrency = 16);
        // end
    }

    // the registration of an assembly called Shop
    private static IServiceCollection AddShopCaches(this IServiceCollection services) => services;
}
