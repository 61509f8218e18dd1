using Cache.Tests.Engine;
using Cache.Tests.Redis;

namespace Cache.Tests.Faults;

// the server loses what the protocol stands on, while nodes invalidate and read: evicted, flushed, or never delivered
public sealed class LostStateTests
{
    private static readonly PageKey s_key = new("acme", 1);
    private static readonly TimeSpan s_duration = TimeSpan.FromSeconds(3);

    private RedisServer _server = null!;
    private Database _database = null!;
    private FaultNode _writer = null!;
    private FaultNode _reader = null!;
    private FaultNode _asker = null!;


    [SetUp]
    public async Task OpenAsync()
    {
        _server = await RedisServer.StartAsync();
        _database = new();
        _writer = FaultNode.Hybrid(_server.ConnectionString);
        _reader = FaultNode.Hybrid(_server.ConnectionString);
        _asker = FaultNode.Redis(_server.ConnectionString);
        await Task.WhenAll(_writer.JoinedAsync(), _reader.JoinedAsync(), _asker.JoinedAsync());
    }

    [TearDown]
    public async Task CloseAsync()
    {
        await _asker.DisposeAsync();
        await _reader.DisposeAsync();
        await _writer.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Test]
    public Task Messages_that_a_killed_subscription_missed_make_nothing_older_than_the_window([Values("key", "glob", "tag")] string kind) =>
        StaysFreshAsync(kind, async () =>
        {
            await _server.CommandAsync("CLIENT", "KILL", "TYPE", "pubsub");
            await Task.Delay(10);
        });

    [Test]
    public Task Sequences_that_are_evicted_make_nothing_older_than_the_window([Values("key", "glob", "tag")] string kind) =>
        StaysFreshAsync(kind, async () =>
        {
            await _server.CommandAsync(["DEL", .. (await _server.CommandAsync("KEYS", "*:#seq")).Split('\n')]);
            await Task.Delay(20);
        });

    [Test]
    public Task Versions_that_are_evicted_make_nothing_older_than_the_window([Values("group", "all", "tag", "dynamic tag")] string kind) =>
        StaysFreshAsync(kind, async () =>
        {
            var versions = await _server.CommandAsync("EVAL", "return redis.call('DEL', 'none', unpack(redis.call('KEYS', '*:app:#[agt]*')))", "0");
            Assert.That(versions, Does.Not.StartWith("-"));
            await Task.Delay(20);
        });

    [Test]
    public Task A_server_that_is_flushed_makes_nothing_older_than_the_window([Values("key", "glob", "all", "tag")] string kind) =>
        StaysFreshAsync(kind, async () =>
        {
            await _server.CommandAsync("FLUSHALL");
            await Task.Delay(50);
        });

    [Test]
    public async Task An_entry_is_dead_when_the_version_of_its_tag_was_evicted()
    {
        var definition = PageKey.Define<string>(static _ => ["tag"]);
        var cache = definition.In(_asker.Cache);
        await cache.GetTask(_database.Load(), s_key);
        _database.Write();
        var tag = await _server.CommandAsync("KEYS", "*:#tag:tag");
        Assert.That(await _server.CommandAsync("DEL", tag), Is.EqualTo("1"));

        // nobody can tell whether the tag had moved: the entry goes as soon as the node asks for the version again
        await Until.TrueAsync(async () => await cache.GetTask(_database.Load(), s_key) == "1", "the entry is dead");
        Assert.That(long.Parse(await _server.CommandAsync("GET", tag), System.Globalization.CultureInfo.InvariantCulture), Is.GreaterThan(1_700_000_000_000_000), "born as the server's time");
    }

    [Test]
    public async Task A_load_that_is_under_way_when_the_server_is_flushed_is_not_stored()
    {
        var loads = new HeldLoads<PageKey, string>();
        var definition = PageKey.Define<string>();
        var caller = definition.In(_writer.Cache).GetTask(loads.Of(), s_key);
        var load = await loads.AtAsync(0);

        await _server.CommandAsync("FLUSHALL");
        await definition.In(_asker.Cache).InvalidateAsync(s_key);
        load.Return("old");

        Assert.That(await caller, Is.EqualTo("old"));
        Assert.That((await definition.In(_asker.Cache).TryGetAsync(s_key)).Found, Is.False);
        Assert.That((await definition.In(_writer.Cache).TryGetAsync(s_key)).Found, Is.False);
    }

    private async Task StaysFreshAsync(string kind, Func<Task> fault)
    {
        var invalidation = Invalidation.All.Single(one => one.ToString() == kind);
        var definition = invalidation.Define();
        var freshness = new Freshness(_database, invalidation, Until.Window);
        using var stop = new CancellationTokenSource();
        Task[] running =
        [
            Task.Run(() => freshness.WriteAsync(definition.In(_writer.Cache), _writer.Cache, s_key, stop.Token)),
            Task.Run(() => freshness.ReadAsync(definition.In(_reader.Cache), s_key, stop.Token)),
            Task.Run(() => freshness.ReadAsync(definition.In(_asker.Cache), s_key, stop.Token)),
        ];
        await Until.ForAsync(s_duration, fault);
        await stop.CancelAsync();
        await Task.WhenAll(running);
        TestContext.Out.WriteLine($"{freshness.Acknowledged} invalidations; the oldest value was {freshness.Oldest.TotalMilliseconds:0} ms old, the window is {Until.Window.TotalMilliseconds:0} ms");
        Assert.That(freshness.Acknowledged, Is.GreaterThan(3));
        Assert.That(await definition.In(_writer.Cache).GetTask(_database.Load(invalidation), s_key), Is.EqualTo($"{_database.Value}"), "calls go on");
    }
}
