using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;

namespace Cache.Tests.Dependencies;

/// <summary>What was made of another entry goes with it, on one node.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class DependencyTests : IAsyncDisposable
{
    private static readonly Dictionary<string, Func<Prices, ICache, Task>> s_changes = new()
    {
        ["key"] = static async (prices, _) => await prices.GetPriceCache.InvalidateAsync("here", 1),
        ["arguments"] = static async (prices, _) => await prices.GetPriceCache.InvalidateWhereAsync(product: 1),
        ["group"] = static async (prices, _) => await prices.GetPriceCache.InvalidateWhereAsync(shop: "here"),
        ["glob"] = static async (prices, _) => await prices.GetPriceCache.InvalidateMatchingAsync("here:*"),
        ["all"] = static async (prices, _) => await prices.GetPriceCache.InvalidateAllAsync(),
        ["declared tag"] = static async (_, cache) => await cache.InvalidateTagAsync("product:1"),
        ["tag of the load"] = static async (_, cache) => await cache.InvalidateTagAsync("supplier"),
        ["set"] = static async (prices, _) => await prices.GetPriceCache.SetAsync("here", 1, 2),
        ["put"] = static async (prices, _) => await prices.ChangeAsync("here", 1, 2),
        ["write"] = static async (prices, _) => await prices.DropAsync("here", 1),
        ["refresh"] = static async (prices, _) => await prices.GetPriceCache.RefreshAsync("here", 1),
    };

    private readonly List<ServiceProvider> _services = [];

    private static IEnumerable<string> Changes => s_changes.Keys;

    public async ValueTask DisposeAsync()
    {
        foreach (var services in _services)
            await services.DisposeAsync();
    }

    [TestCaseSource(nameof(Changes))]
    public async Task A_change_evicts_what_was_made_of_it_and_what_was_made_of_that(string change)
    {
        var (prices, cache) = Open();
        prices.Known[1] = 1;
        Assert.That(await prices.GetSiteAsync(1), Is.EqualTo("site: 1 of 1"));
        Assert.That(await prices.GetSiteAsync(1), Is.EqualTo("site: 1 of 1"), "a hit");

        prices.Known[1] = 2;
        await s_changes[change](prices, cache);

        Assert.That(await prices.GetPageAsync(1), Does.EndWith("of 2").And.Not.StartsWith("1 "));
        Assert.That(await prices.GetSiteAsync(1), Is.EqualTo("site: " + await prices.GetPageAsync(1)));
        Assert.That(prices.Pages, Is.EqualTo(2), "both are stored again");
    }

    [TestCaseSource(nameof(Changes))]
    public async Task A_change_while_it_is_made_leaves_nothing_old_behind(string change)
    {
        var (prices, cache) = Open();
        prices.Known[1] = 1;
        var (read, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        prices.BeforePageEnds = () =>
        {
            read.TrySetResult();
            return goOn.Task;
        };
        var before = prices.GetSiteAsync(1);
        await read.Task;

        prices.Known[1] = 2;
        await s_changes[change](prices, cache);
        var after = prices.GetSiteAsync(1);
        goOn.SetResult();

        Assert.That(await before, Is.EqualTo("site: 1 of 1"), "who has waited gets what was made");
        Assert.That(await after, Does.Not.StartWith("site: 1 "), "who came after does not");
        Assert.That(await prices.GetSiteAsync(1), Is.EqualTo(await after));
    }

    [Test]
    public async Task A_change_of_something_else_evicts_nothing()
    {
        var (prices, cache) = Open();
        await prices.GetSiteAsync(1);

        await prices.GetPriceCache.InvalidateAsync("here", 2);
        await prices.GetPriceCache.SetAsync("elsewhere", 1, 5);
        await prices.GetPriceCache.InvalidateWhereAsync(shop: "elsewhere");
        await prices.Notes.InvalidateAllAsync();
        await cache.InvalidateTagAsync("product:2");

        await prices.GetSiteAsync(1);
        Assert.That(prices.Pages, Is.EqualTo(1));
    }

    [Test]
    public async Task Without_the_option_nothing_depends_on_anything()
    {
        var (prices, _) = Open(static options => options.TrackDependencies = false);
        await prices.GetPageAsync(1);

        await prices.GetPriceCache.InvalidateAllAsync();
        await prices.GetPageAsync(1);

        Assert.That(prices.Pages, Is.EqualTo(1));
    }

    [Test]
    public async Task A_call_over_many_keys_depends_on_each_of_them_and_each_of_them_on_what_the_call_reads()
    {
        var (prices, _) = Open();
        (prices.Known[1], prices.Known[2], prices.Known[3]) = (1, 10, 100);
        await prices.GetPriceAsync("here", 2);
        Assert.That(await prices.GetSumAsync(3), Is.EqualTo(111));

        prices.Known[2] = 20;
        await prices.GetPriceCache.InvalidateAsync("here", 2);
        Assert.That(await prices.GetSumAsync(3), Is.EqualTo(121), "a hit of the call");

        prices.Known[3] = 200;
        await prices.GetPriceCache.InvalidateAsync("here", 3);
        Assert.That(await prices.GetSumAsync(3), Is.EqualTo(221), "loaded by it");
    }

    [Test]
    public async Task That_there_was_no_value_is_a_reading_too()
    {
        var (prices, _) = Open();
        Assert.That(await prices.GetNotedAsync("a"), Is.EqualTo("none"));

        await prices.Notes.SetAsync("a", "noted");
        Assert.That(await prices.GetNotedAsync("a"), Is.EqualTo("noted"));
    }

    [Test]
    public void Synchronous_methods_depend_on_each_other_as_well()
    {
        var (_, cache) = Open();
        var rates = new Rates(cache) { Rate = 1 };
        Assert.That(rates.GetQuote("EUR"), Is.EqualTo("EUR 1"));

        rates.Rate = 2;
        Assert.That(rates.GetRateCache.InvalidateAsync("EUR").Result, Is.EqualTo(InvalidationResult.Applied));
        Assert.That(rates.GetQuote("EUR"), Is.EqualTo("EUR 2"));
    }

    [Test]
    public async Task More_than_the_limit_of_dependencies_go_with_any_change()
    {
        var (prices, cache) = Open(static options => options.DependencyLimit = 8);
        Assert.That(await prices.GetListAsync(20), Is.All.Zero);

        prices.Known[20] = 7;
        await prices.GetPriceCache.InvalidateAsync("here", 20);
        Assert.That((await prices.GetListAsync(20))[19], Is.EqualTo(7), "one that was not told by itself");

        prices.Known[1] = 8;
        await cache.InvalidateTagAsync("product:1");
        Assert.That((await prices.GetListAsync(20))[0], Is.EqualTo(8));
    }

    [Test]
    public async Task What_a_load_leaves_running_is_no_part_of_it_any_more()
    {
        var (prices, cache) = Open();
        var goOn = new TaskCompletionSource();
        Task late = Task.CompletedTask;
        prices.BeforePageEnds = () =>
        {
            late = LateAsync();
            return Task.CompletedTask;
        };
        await prices.GetPageAsync(1);
        goOn.SetResult();
        await late;

        await prices.GetPriceCache.InvalidateAsync("here", 2);
        await prices.GetPageAsync(1);
        Assert.That(prices.Pages, Is.EqualTo(1));

        async Task LateAsync()
        {
            await goOn.Task;
            await prices.GetPriceAsync("here", 2);
        }
    }

    [Test]
    public async Task Entries_of_the_other_interfaces_are_read_and_depend_like_any_other()
    {
        var services = OpenServices(static _ => { });
        var (hybrid, distributed) = (services.GetRequiredService<HybridCache>(), services.GetRequiredService<IDistributedCache>());
        var prices = new Prices(services.GetRequiredService<ICache>());
        async ValueTask<string> MakeAsync(CancellationToken cancellationToken) =>
            $"{await prices.GetPriceAsync("here", 1)} {(await distributed.GetStringAsync("word", cancellationToken)) ?? "nothing"}";
        Assert.That(await hybrid.GetOrCreateAsync("made", MakeAsync), Is.EqualTo("0 nothing"));

        await distributed.SetStringAsync("word", "something");
        Assert.That(await hybrid.GetOrCreateAsync("made", MakeAsync), Is.EqualTo("0 something"));

        await prices.DropAsync("here", 1);
        Assert.That(await hybrid.GetOrCreateAsync("made", MakeAsync), Is.EqualTo("1 something"));
        prices.BeforePageEnds = async () => prices.Known[3] = (await hybrid.GetOrCreateAsync("made", MakeAsync)).Length;
        await prices.GetPageAsync(1);

        await hybrid.RemoveAsync("made");
        await prices.GetPageAsync(1);
        Assert.That(prices.Pages, Is.EqualTo(2), "made of an entry of the HybridCache");
    }

    private (Prices Prices, ICache Cache) Open(Action<CacheOptions>? configure = null)
    {
        var cache = OpenServices(configure ?? (static _ => { })).GetRequiredService<ICache>();
        return (new(cache), cache);
    }

    private ServiceProvider OpenServices(Action<CacheOptions> configure)
    {
        var services = new ServiceCollection();
        services.AddCache(options =>
        {
            options.TrackDependencies = true;
            configure(options);
        }).AddMemory().AddHybridCache().AddDistributedCache();
        _services.Add(services.BuildServiceProvider());
        return _services[^1];
    }
}
