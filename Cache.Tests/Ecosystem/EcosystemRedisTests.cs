using Cache.Tests.Engine;
using Cache.Tests.Redis;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;

namespace Cache.Tests.Ecosystem;

/// <summary>Two nodes with memory in front of one Redis server.</summary>
internal sealed class EcosystemRedisTests
{
    private RedisServer _server = null!;
    private ServiceProvider _one = null!;
    private ServiceProvider _other = null!;

    private HybridCache One => _one.GetRequiredService<HybridCache>();

    private HybridCache Other => _other.GetRequiredService<HybridCache>();

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _server = await RedisServer.StartAsync();
        (_one, _other) = (Open(), Open());
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await _one.DisposeAsync();
        await _other.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Test]
    public async Task What_one_node_makes_the_other_finds_with_its_type_and_tags()
    {
        await One.SetAsync("order", new Order("o1", [1.5m, 2m]), tags: ["orders"]);
        var found = await Other.GetOrCreateAsync("order", static _ => new ValueTask<Order>(new Order("wrong", [])));
        Assert.That((found.Id, found.Lines), Is.EqualTo(("o1", new[] { 1.5m, 2m })));

        await Other.RemoveByTagAsync("orders");
        await Node.UntilAsync(async () => (await One.GetOrCreateAsync("order", static _ => new ValueTask<Order>(new Order("new", [])))).Id == "new", "the tag takes it on the other node");
    }

    [Test]
    public async Task A_remove_on_one_node_is_seen_by_the_other()
    {
        await One.SetAsync("removed", "old");
        Assert.That(await Other.GetOrCreateAsync("removed", static _ => new ValueTask<string>("wrong")), Is.EqualTo("old"));

        await One.RemoveAsync("removed");
        Assert.That(await One.GetOrCreateAsync("removed", static _ => new ValueTask<string>("new")), Is.EqualTo("new"), "at once");
        await Node.UntilAsync(async () => await Other.GetOrCreateAsync("removed", static _ => new ValueTask<string>("new")) == "new", "within the window");
    }

    [Test]
    public async Task A_key_is_removed_by_a_node_that_does_not_know_its_type()
    {
        await One.SetAsync("typed", new Order("o2", []));
        await Other.RemoveAsync("typed");
        await Node.UntilAsync(async () => (await One.GetOrCreateAsync("typed", static _ => new ValueTask<Order>(new Order("new", [])))).Id == "new", "it is gone");
    }

    [Test]
    public async Task Callers_of_two_nodes_are_one_run_of_a_factory()
    {
        var loads = new HeldLoads<string, string>();
        Task<string>[] calls = [.. new[] { One, Other }.SelectMany(cache => Enumerable.Range(0, 10).Select(_ => cache.GetOrCreateAsync("together", token => loads.Of()("a", new(), token)).AsTask()))];
        (await loads.AtAsync(0)).Return("made");

        Assert.That(await Task.WhenAll(calls), Is.All.EqualTo("made"));
        Assert.That(loads.Count, Is.EqualTo(1));
    }

    [Test]
    public async Task The_star_takes_all_of_the_HybridCache_on_both_nodes()
    {
        await One.SetAsync("all", "old");
        Assert.That(await Other.GetOrCreateAsync("all", static _ => new ValueTask<string>("wrong")), Is.EqualTo("old"));
        await One.RemoveByTagAsync("*");
        await Node.UntilAsync(async () => await Other.GetOrCreateAsync("all", static _ => new ValueTask<string>("new")) == "new", "within the window");
    }

    [Test]
    public async Task A_distributed_entry_is_of_all_nodes_and_its_synchronous_members_wait_for_the_server()
    {
        var (one, other) = (_one.GetRequiredService<IDistributedCache>(), _other.GetRequiredService<IDistributedCache>());
        one.Set("session", [1, 2, 3], new() { SlidingExpiration = TimeSpan.FromMinutes(20) });
        Assert.That(other.Get("session"), Is.EqualTo(new byte[] { 1, 2, 3 }));
        other.Refresh("session");
        await other.SetAsync("session", [4], new());
        await Node.UntilAsync(() => one.Get("session") is [4], "within the window");
        one.Remove("session");
        await Node.UntilAsync(() => other.Get("session") is null, "within the window");
    }

    private ServiceProvider Open()
    {
        var services = new ServiceCollection();
        services.AddCache().AddMemory().AddRedis(_server.ConnectionString).AddHybridCache().AddDistributedCache();
        return services.BuildServiceProvider();
    }

    public sealed record Order(string Id, decimal[] Lines);
}
