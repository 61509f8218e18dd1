using Cache.Tests.Http;
using Cache.Tests.Redis;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Cache.Tests.Dependencies;

/// <summary>Responses go with the entries that their handlers have read, on one node and on two.</summary>
internal sealed class DependentResponseTests
{
    private Prices _prices = null!;

    [TestCase("key")]
    [TestCase("group")]
    [TestCase("glob")]
    [TestCase("tag")]
    [TestCase("put")]
    public async Task A_change_of_a_method_changes_the_response_and_its_tag(string change)
    {
        await using var node = await WebNode.StartAsync(Map);
        var first = await node.GetAsync("/prices/1");
        var other = await node.GetAsync("/prices/2");
        Assert.That((await node.GetAsync("/prices/1", ("If-None-Match", first.Tag))).Status, Is.EqualTo(304));

        await ChangeAsync(node.Cache, change);

        var second = await node.GetAsync("/prices/1", ("If-None-Match", first.Tag));
        Assert.That((second.Status, second.Text), Is.EqualTo((200, "7")));
        Assert.That(second.Tag, Is.Not.EqualTo(first.Tag));
        if (change is "key" or "put" or "tag")
        {
            var again = await node.GetAsync("/prices/2");
            Assert.That((again["Age"], again.Tag), Is.EqualTo(("0", other.Tag)), "the other is served from the store");
        }
    }

    [Test]
    public async Task A_change_while_the_handler_runs_leaves_no_old_response_behind()
    {
        var (read, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var node = await WebNode.StartAsync(app =>
        {
            _prices = new(app.Services.GetRequiredService<ICache>());
            app.MapGet("/held", async () =>
            {
                var price = await _prices.GetPriceAsync("here", 1);
                read.TrySetResult();
                await goOn.Task;
                return $"{price}";
            }).CacheResponse("10m");
        });
        var before = node.GetAsync("/held");
        await read.Task;

        await ChangeAsync(node.Cache, "key");
        var after = node.GetAsync("/held");
        goOn.SetResult();

        Assert.That((await before).Text, Is.EqualTo("0"));
        Assert.That((await after).Text, Is.EqualTo("7"));
        Assert.That((await node.GetAsync("/held")).Text, Is.EqualTo("7"));
    }

    [Test]
    public async Task It_can_be_switched_off()
    {
        await using var node = await WebNode.StartAsync(builder => builder.Services.AddCache(static options => options.TrackDependencies = false).AddHttpResponses().AddMemory(), app =>
        {
            app.UseOutputCache();
            Map(app);
        });
        await node.GetAsync("/prices/1");

        await ChangeAsync(node.Cache, "key");

        Assert.That((await node.GetAsync("/prices/1")).Text, Is.EqualTo("0"));
    }

    [Test]
    public async Task A_change_on_a_node_that_caches_no_responses_reaches_those_of_others(
        [Values] bool hasMemory, [Values("key", "group", "glob", "tag", "put", "set", "refresh")] string change)
    {
        await using var server = await RedisServer.StartAsync();
        await using var web = await WebNode.StartAsync(Map, Tiers);
        var services = new ServiceCollection();
        Tiers(services.AddCache());
        await using var worker = services.BuildServiceProvider();
        var cache = worker.GetRequiredService<ICache>();
        var first = await web.GetAsync("/prices/1");
        await web.GetAsync("/prices/1");

        var prices = _prices;
        _prices = new(cache);
        _prices.Known[1] = prices.Known[1] = 7;
        if (change == "refresh")
            await _prices.GetPriceCache.RefreshAsync("here", 1);
        else
            await ChangeAsync(cache, change);

        if (change == "refresh")
        {
            // a node that does not track tells nobody of a refresh
            await prices.GetPriceCache.RefreshAsync("here", 1);
        }
        await Node.UntilAsync(async () => (await web.GetAsync("/prices/1")).Text == "7", "the route shows the change");
        var second = await web.GetAsync("/prices/1");
        Assert.That(second.Tag, Is.Not.EqualTo(first.Tag));
        Assert.That((await web.GetAsync("/prices/1", ("If-None-Match", second.Tag))).Status, Is.EqualTo(304));

        void Tiers(CacheBuilder builder)
        {
            builder.AddRedis(server.ConnectionString);
            if (hasMemory)
                builder.AddMemory();
        }
    }

    [Test]
    public async Task Two_nodes_share_a_response_with_what_it_was_made_of([Values] bool hasMemory)
    {
        await using var server = await RedisServer.StartAsync();
        await using var a = await WebNode.StartAsync(Map, Tiers);
        var onA = _prices;
        await using var b = await WebNode.StartAsync(Map, Tiers);
        var onB = _prices;
        var first = await a.GetAsync("/prices/1", ("Host", "shop"));
        onB.Known[1] = 3;
        Assert.That((await b.GetAsync("/prices/1", ("Host", "shop"))).Text, Is.EqualTo(first.Text), "from the shared tier");

        onA.Known[1] = onB.Known[1] = 9;
        await onB.GetPriceCache.InvalidateAsync("here", 1);

        var changed = await b.GetAsync("/prices/1", ("Host", "shop"), ("If-None-Match", first.Tag));
        Assert.That((changed.Status, changed.Text), Is.EqualTo((200, "9")), "at once where it was changed");
        await Node.UntilAsync(async () => (await a.GetAsync("/prices/1", ("Host", "shop"))).Tag == changed.Tag, "soon on the other node");

        void Tiers(CacheBuilder builder)
        {
            builder.AddRedis(server.ConnectionString);
            if (hasMemory)
                builder.AddMemory();
        }
    }

    private void Map(WebApplication app)
    {
        var prices = _prices = new(app.Services.GetRequiredService<ICache>());
        app.MapGet("/prices/{product}", async (int product) => $"{await prices.GetPriceAsync("here", product)}").CacheResponse("10m");
    }

    private async Task ChangeAsync(ICache cache, string change)
    {
        _prices.Known[1] = 7;
        _ = change switch
        {
            "key" => await _prices.GetPriceCache.InvalidateAsync("here", 1),
            "group" => await _prices.GetPriceCache.InvalidateWhereAsync(shop: "here"),
            "glob" => await _prices.GetPriceCache.InvalidateMatchingAsync("*:1"),
            "tag" => await cache.InvalidateTagAsync("product:1"),
            _ => InvalidationResult.Applied,
        };
        if (change == "put")
            await _prices.ChangeAsync("here", 1, 7);
        if (change == "set")
            await _prices.GetPriceCache.SetAsync("here", 1, 7);
    }
}
