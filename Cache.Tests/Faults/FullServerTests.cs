using Cache.Tests.Engine;
using Cache.Tests.Redis;

namespace Cache.Tests.Faults;

// maxmemory is reached and nothing may be evicted
public sealed class FullServerTests
{
    private static readonly PageKey s_key = new("acme", 1);

    private RedisServer _server = null!;

    [SetUp]
    public async Task StartServerAsync() => _server = await RedisServer.StartAsync("--maxmemory-policy", "noeviction");

    [TearDown]
    public async Task StopServerAsync() => await _server.DisposeAsync();

    [TestCaseSource(typeof(Invalidation), nameof(Invalidation.All))]
    public async Task An_invalidation_is_applied_everywhere(Invalidation invalidation)
    {
        var database = new Database();
        var definition = invalidation.Define();
        await using var here = FaultNode.Redis(_server.ConnectionString);
        await using var there = FaultNode.Hybrid(_server.ConnectionString);
        await Task.WhenAll(here.JoinedAsync(), there.JoinedAsync());
        var (cache, other) = (definition.In(here.Cache), definition.In(there.Cache));
        await cache.GetTask(database.Load(invalidation), s_key);
        await other.GetTask(database.Load(invalidation), s_key);
        Assert.That(database.Loads, Is.EqualTo(1));
        await FillUpAsync();

        database.Write();
        Assert.That(await invalidation.Apply(cache, here.Cache, s_key), Is.EqualTo(InvalidationResult.Applied));

        Assert.That(await cache.GetTask(database.Load(invalidation), s_key), Is.EqualTo("1"));
        var since = TimeProvider.System.GetTimestamp();
        await Until.TrueAsync(async () => await other.GetTask(database.Load(invalidation), s_key) == "1", "the other node loads anew");
        Assert.That(TimeProvider.System.GetElapsedTime(since), Is.LessThan(Until.Window));
        Assert.That(here.Queued, Is.Zero);
    }

    [Test]
    public async Task Loads_go_on_uncached_and_what_is_there_is_served()
    {
        var database = new Database();
        var definition = PageKey.Define<string>();
        await using var node = FaultNode.Redis(_server.ConnectionString);
        await node.JoinedAsync();
        var cache = definition.In(node.Cache);
        await cache.GetTask(database.Load(), s_key);
        await FillUpAsync();

        Assert.That(await cache.GetTask(database.Load(), s_key), Is.EqualTo("0"));
        Assert.That(database.Loads, Is.EqualTo(1), "what is there is served");
        for (var call = 2; call <= 4; call++)
        {
            Assert.That(await cache.GetTask(database.Load(), new("cold", 1)), Is.EqualTo("0"));
            Assert.That(database.Loads, Is.EqualTo(call), "nothing could be stored");
        }
        await cache.SetAsync(new("cold", 2), "set");
        Assert.That((await cache.TryGetAsync(new("cold", 2))).Found, Is.False);

        await _server.CommandAsync("CONFIG", "SET", "maxmemory", "0");
        await cache.GetTask(database.Load(), new("cold", 1));
        await cache.GetTask(database.Load(), new("cold", 1));
        Assert.That(database.Loads, Is.EqualTo(5), "stored again");
    }

    [Test]
    public async Task A_load_that_is_under_way_when_memory_is_full_ends_with_its_value()
    {
        var loads = new HeldLoads<PageKey, string>();
        await using var node = FaultNode.Hybrid(_server.ConnectionString);
        await node.JoinedAsync();
        var cache = PageKey.Define<string>().In(node.Cache);
        var caller = cache.GetTask(loads.Of(), s_key);
        var load = await loads.AtAsync(0);

        await FillUpAsync();
        load.Return("value");

        Assert.That(await caller, Is.EqualTo("value"));
    }

    // less than what the server needs to run: every write that needs memory is refused from here on
    private async Task FillUpAsync()
    {
        Assert.That(await _server.CommandAsync("CONFIG", "SET", "maxmemory", "1"), Is.EqualTo("OK"));
        Assert.That(await _server.CommandAsync("SET", "probe", "x"), Does.StartWith("-OOM"));
    }
}
