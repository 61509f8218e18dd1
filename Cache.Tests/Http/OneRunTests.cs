using Cache.Tests.Redis;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Cache.Tests.Http;

/// <summary>One run of the handler for all who wait, and what an invalidation does meanwhile, on one node and on two.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class OneRunTests : IDisposable
{
    private readonly SemaphoreSlim _go = new(0);
    private readonly SemaphoreSlim _entered = new(0);
    private readonly Counted _runs = new();

    public void Dispose()
    {
        _go.Dispose();
        _entered.Dispose();
    }

    [Test]
    public async Task A_thousand_requests_to_a_cold_route_run_its_handler_once()
    {
        await using var node = await WebNode.StartAsync(MapHeld);

        var answers = Enumerable.Range(0, 1000).Select(_ => node.GetAsync("/held")).ToArray();
        await _entered.WaitAsync();
        _go.Release(1000);

        Assert.That((await Task.WhenAll(answers)).Select(static answer => answer.Text), Is.All.EqualTo("run 1"));
        Assert.That(_runs.Runs, Is.EqualTo(1));
    }

    [Test]
    public async Task A_request_after_an_invalidation_does_not_wait_for_a_run_from_before_it()
    {
        await using var node = await WebNode.StartAsync(MapHeld);
        var before = node.GetAsync("/held");
        await _entered.WaitAsync();

        await node.Cache.InvalidateTagAsync("held");
        var after = node.GetAsync("/held");
        await _entered.WaitAsync();
        _go.Release(2);

        Assert.That(new[] { (await before).Text, (await after).Text }, Is.EquivalentTo(new[] { "run 1", "run 2" }));
        Assert.That((await node.GetAsync("/held")).Text, Is.EqualTo("run 2"), "the run from before the invalidation is stored nowhere");
    }

    [Test]
    public async Task A_client_that_leaves_leaves_the_others_a_run()
    {
        await using var node = await WebNode.StartAsync(MapHeld);
        using var leaves = new CancellationTokenSource();
        var first = node.Client.GetAsync(new Uri("/held", UriKind.Relative), leaves.Token);
        await _entered.WaitAsync();
        var others = Enumerable.Range(0, 20).Select(_ => node.GetAsync("/held")).ToArray();

        await leaves.CancelAsync();
        await _entered.WaitAsync();
        _go.Release(100);

        Assert.That(async () => await first, Throws.InstanceOf<OperationCanceledException>());
        var answers = await Task.WhenAll(others);
        Assert.That(answers.Select(static answer => answer.Status), Is.All.EqualTo(200));
        Assert.That((await node.GetAsync("/held")).Text, Is.EqualTo("run 2"));
    }

    [Test]
    public async Task Those_who_wait_for_a_response_that_may_not_be_shared_get_their_own()
    {
        await using var node = await WebNode.StartAsync(app => app.MapGet("/cookie", async (HttpContext http) =>
        {
            http.Response.Headers.SetCookie = "a=b";
            _entered.Release();
            await _go.WaitAsync();
            return _runs.Next();
        }).CacheResponse("10m"));

        var answers = Enumerable.Range(0, 5).Select(_ => node.GetAsync("/cookie")).ToArray();
        await _entered.WaitAsync();
        _go.Release(100);

        Assert.That((await Task.WhenAll(answers)).Select(static answer => answer.Text), Is.Unique);
    }

    [Test]
    public async Task A_handler_that_throws_is_run_again_by_the_next_request()
    {
        await using var node = await WebNode.StartAsync(app => app.MapGet("/fails", () => _runs.Next() == "run 1" ? throw new InvalidOperationException("no") : "well").CacheResponse("10m"));

        Assert.That(((await node.GetAsync("/fails")).Status, (await node.GetAsync("/fails")).Text), Is.EqualTo((500, "well")));
    }

    [Test]
    public async Task A_tag_evicts_the_responses_that_bear_it()
    {
        await using var node = await WebNode.StartAsync(app => app.MapGet("/cities/{id}", (int id) => _runs.Next()).CacheResponse("10m", static it => it.Tags = ["city:{id}"]));
        var (one, two) = (await node.GetAsync("/cities/1"), await node.GetAsync("/cities/2"));

        await node.Cache.InvalidateTagAsync("city:1");

        var changed = await node.GetAsync("/cities/1", ("If-None-Match", one.Tag));
        Assert.That((changed.Status, changed.Tag == one.Tag), Is.EqualTo((200, false)));
        Assert.That((await node.GetAsync("/cities/2", ("If-None-Match", two.Tag))).Status, Is.EqualTo(304));
    }

    [Test]
    public async Task Two_nodes_share_responses_runs_and_invalidations([Values] bool hasMemory)
    {
        await using var server = await RedisServer.StartAsync();
        await using var a = await WebNode.StartAsync(MapHeld, Tiers);
        await using var b = await WebNode.StartAsync(MapHeld, Tiers);

        var first = a.GetAsync("/held?host", ("Host", "shop"));
        await _entered.WaitAsync();
        var second = b.GetAsync("/held?host", ("Host", "shop"));
        _go.Release(10);

        Assert.That(((await first).Text, (await second).Text, _runs.Runs), Is.EqualTo(("run 1", "run 1", 1)), "one run for both nodes");
        await b.Cache.InvalidateTagAsync("held");
        await Node.UntilAsync(async () => (await a.GetAsync("/held?host", ("Host", "shop"))).Text == "run 2", "the other node serves what was made since");
        Assert.That((await b.GetAsync("/held?host", ("Host", "shop"))).Tag, Is.Not.EqualTo((await first).Tag));

        void Tiers(CacheBuilder cache)
        {
            cache.AddRedis(server.ConnectionString);
            if (hasMemory)
                cache.AddMemory();
        }
    }

    private void MapHeld(WebApplication app) => app.MapGet("/held", async (CancellationToken cancellationToken) =>
    {
        var text = _runs.Next();
        _entered.Release();
        await _go.WaitAsync(cancellationToken);
        return text;
    }).CacheResponse("10m", static it => it.Tags = ["held"]);
}
