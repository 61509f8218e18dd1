using Cache.Tests.Engine;
using Cache.Tests.Redis;

namespace Cache.Tests.Faults;

// the server is killed and comes back with what it had: the old values too
public sealed class RestartTests
{
    private static readonly PageKey s_key = new("acme", 1);

    private RedisServer _server = null!;

    private static IEnumerable<Invalidation> Kinds => Invalidation.All.Where(static one => one.ToString() is "key" or "glob" or "where" or "group" or "all" or "tag" or "dynamic tag");

    [SetUp]
    public async Task StartServerAsync() => _server = await RedisServer.StartAsync("--appendonly", "yes", "--appendfsync", "always");

    [TearDown]
    public async Task StopServerAsync() => await _server.DisposeAsync();

    [TestCaseSource(nameof(Kinds))]
    public async Task What_was_invalidated_meanwhile_is_sent_before_the_first_read_of_the_server_that_is_back(Invalidation invalidation)
    {
        var database = new Database();
        var definition = invalidation.Define();
        await using var here = FaultNode.Redis(_server.ConnectionString);
        await using var there = FaultNode.Hybrid(_server.ConnectionString);
        await Task.WhenAll(here.JoinedAsync(), there.JoinedAsync());
        var (cache, other) = (definition.In(here.Cache), definition.In(there.Cache));
        Assert.That(await cache.GetTask(database.Load(invalidation), s_key), Is.EqualTo("0"));
        Assert.That(await other.GetTask(database.Load(invalidation), s_key), Is.EqualTo("0"));
        Assert.That(database.Loads, Is.EqualTo(1), "the old value is in the shared tier");

        await _server.KillAsync();
        database.Write();
        Assert.That(await invalidation.Apply(cache, here.Cache, s_key), Is.EqualTo(InvalidationResult.Queued));
        Assert.That(here.Queued, Is.EqualTo(1));
        Assert.That(await cache.GetTask(database.Load(invalidation), s_key), Is.EqualTo("1"), "calls go on, and the invalidation holds here at once");
        await _server.RestartAsync();

        // this node reads nothing else than the server, from before it is back until it serves again
        await Until.TrueAsync(async () =>
        {
            var loads = database.Loads;
            Assert.That(await cache.GetTask(database.Load(invalidation), s_key), Is.EqualTo("1"));
            return database.Loads == loads;
        }, "the server answers a call");
        Assert.That(here.Queued, Is.Zero);
        // what the other has read between lives for one window at most
        var since = TimeProvider.System.GetTimestamp();
        await Until.TrueAsync(async () => await other.GetTask(database.Load(invalidation), s_key) == "1", "the other node loads anew");
        Assert.That(TimeProvider.System.GetElapsedTime(since), Is.LessThan(Until.Window));
    }

    [Test]
    public async Task A_set_while_the_server_is_away_is_served_here_and_the_old_value_nowhere()
    {
        var database = new Database();
        var definition = PageKey.Define<string>();
        await using var here = FaultNode.Hybrid(_server.ConnectionString);
        await using var there = FaultNode.Redis(_server.ConnectionString);
        await Task.WhenAll(here.JoinedAsync(), there.JoinedAsync());
        var (cache, other) = (definition.In(here.Cache), definition.In(there.Cache));
        await cache.GetTask(database.Load(), s_key);

        await _server.KillAsync();
        var value = database.Write();
        await cache.SetAsync(s_key, $"{value}");
        Assert.That((await cache.TryGetAsync(s_key)).Value, Is.EqualTo("1"));
        Assert.That(here.Queued, Is.EqualTo(1));
        await _server.RestartAsync();

        await Until.TrueAsync(() => here.Queued == 0, "the invalidation is sent");
        Assert.That(await other.GetTask(database.Load(), s_key), Is.EqualTo("1"));
        Assert.That(await cache.GetTask(database.Load(), s_key), Is.EqualTo("1"));
    }

    [Test]
    public async Task A_load_that_began_before_the_server_was_lost_comes_into_no_server_after_it()
    {
        var loads = new HeldLoads<PageKey, string>();
        var definition = PageKey.Define<string>();
        await using var here = FaultNode.Hybrid(_server.ConnectionString);
        await using var there = FaultNode.Redis(_server.ConnectionString);
        await Task.WhenAll(here.JoinedAsync(), there.JoinedAsync());
        var (cache, other) = (definition.In(here.Cache), definition.In(there.Cache));

        var caller = cache.GetTask(loads.Of(), s_key);
        var load = await loads.AtAsync(0);
        await _server.CommandAsync("FLUSHALL");
        await _server.RestartAsync();
        await Until.TrueAsync(async () => await other.InvalidateAsync(s_key) == InvalidationResult.Applied, "the server is back");
        load.Return("old");

        Assert.That(await caller, Is.EqualTo("old"));
        Assert.That((await other.TryGetAsync(s_key)).Found, Is.False);
        Assert.That(await other.GetTask(static (_, _, _) => new("new"), s_key), Is.EqualTo("new"));
    }
}
