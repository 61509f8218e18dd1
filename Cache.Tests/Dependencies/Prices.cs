using System.Collections.Concurrent;

namespace Cache.Tests.Dependencies;

/// <summary>Cached methods, some of which are made of others.</summary>
internal sealed partial class Prices(ICache cache)
{
    private int _pages;

    /// <summary>What the database says.</summary>
    public ConcurrentDictionary<int, int> Known { get; } = new();

    /// <summary>Runs between the read and the end of a page's load.</summary>
    public Func<Task> BeforePageEnds { get; set; } = static () => Task.CompletedTask;

    public int Pages => Volatile.Read(ref _pages);

    [Cache(Name = "dependency-price", Ttl = "1h", Tags = ["product:{product}"], Groups = ["shop"])]
    public partial Task<int> GetPriceAsync(string shop, int product);

    private Task<int> GetPriceCoreAsync(string shop, int product, CacheContext context)
    {
        context.AddTag("supplier");
        return Task.FromResult(Known.GetValueOrDefault(product));
    }

    [Cache(Name = "dependency-page", Ttl = "1h")]
    public partial Task<string> GetPageAsync(int product);

    private async Task<string> GetPageCoreAsync(int product)
    {
        var text = $"{await GetPriceAsync("here", product)} of {Interlocked.Increment(ref _pages)}";
        await BeforePageEnds();
        return text;
    }

    [Cache(Name = "dependency-site", Ttl = "1h")]
    public partial Task<string> GetSiteAsync(int product);

    private async Task<string> GetSiteCoreAsync(int product) => $"site: {await GetPageAsync(product)}";

    [Cache(Name = "dependency-list", Ttl = "1h")]
    public partial Task<int[]> GetListAsync(int count);

    private async Task<int[]> GetListCoreAsync(int count) =>
        await Task.WhenAll(Enumerable.Range(1, count).Select(product => GetPriceAsync("here", product)));

    [CachePut(nameof(GetPriceAsync))]
    public partial Task<int> ChangeAsync(string shop, int product, int price);

    private Task<int> ChangeCoreAsync(string shop, int product, int price) => Task.FromResult(Known[product] = price);

    [CacheInvalidate(nameof(GetPriceAsync))]
    public partial Task DropAsync(string shop, int product);

    private Task DropCoreAsync(string shop, int product)
    {
        _ = shop;
        Known.AddOrUpdate(product, 1, static (_, price) => price + 1);
        return Task.CompletedTask;
    }

    [CacheMany(nameof(GetPriceAsync))]
    public partial Task<IReadOnlyDictionary<int, int>> GetPricesAsync(string shop, IReadOnlyList<int> products);

    private Task<IReadOnlyDictionary<int, int>> GetPricesCoreAsync(string shop, IReadOnlyList<int> products) =>
        Task.FromResult<IReadOnlyDictionary<int, int>>(products.ToDictionary(static product => product, product => Known.GetValueOrDefault(product)));

    [Cache(Name = "dependency-sum", Ttl = "1h")]
    public partial Task<int> GetSumAsync(int count);

    private async Task<int> GetSumCoreAsync(int count) => (await GetPricesAsync("here", [.. Enumerable.Range(1, count)])).Values.Sum();

    [Cache(Name = "dependency-note", Ttl = "1h")]
    public partial ICache<string, string> Notes { get; }

    [Cache(Name = "dependency-noted", Ttl = "1h")]
    public partial Task<string> GetNotedAsync(string name);

    private async Task<string> GetNotedCoreAsync(string name) => (await Notes.TryGetAsync(name)).TryGet(out var note) ? note : "none";
}

/// <summary>Synchronous ones.</summary>
internal sealed partial class Rates(ICache cache)
{
    public int Rate { get; set; }

    [Cache(Name = "dependency-rate", Ttl = "1h")]
    public partial int GetRate(string currency);

    private int GetRateCore(string currency) => Rate;

    [Cache(Name = "dependency-quote", Ttl = "1h")]
    public partial string GetQuote(string currency);

    private string GetQuoteCore(string currency) => $"{currency} {GetRate(currency)}";
}
