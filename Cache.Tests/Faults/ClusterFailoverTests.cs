using Cache.SharedTier;
using Cache.Tests.Engine;
using Cache.Tests.Redis;

namespace Cache.Tests.Faults;

public sealed class ClusterFailoverTests
{
    private RedisCluster _cluster = null!;

    [SetUp]
    public async Task StartClusterAsync() => _cluster = await RedisCluster.StartAsync();

    [TearDown]
    public async Task StopClusterAsync() => await _cluster.DisposeAsync();

    [Test]
    public async Task When_a_master_is_killed_calls_go_on_and_use_its_successor_and_recent_invalidations_are_sent_again()
    {
        var database = new Database();
        var definition = PageKey.Define<string>();
        await using var here = FaultNode.Hybrid(_cluster.ConnectionString);
        await using var there = FaultNode.Redis(_cluster.ConnectionString);
        await Task.WhenAll(here.JoinedAsync(), there.JoinedAsync());
        var (cache, other) = (definition.In(here.Cache), definition.In(there.Cache));
        var key = await KeyOnAsync(_cluster.Servers[0]);
        await cache.GetTask(database.Load(), key);
        database.Write();
        Assert.That(await cache.InvalidateAsync(key), Is.EqualTo(InvalidationResult.Applied));
        // a value that the successor would still hold, had it not heard of the invalidation
        Assert.That(await other.GetTask(database.Load(), key), Is.EqualTo("1"));

        await _cluster.Servers[0].KillAsync();
        var time = System.Diagnostics.Stopwatch.StartNew();
        Assert.That(await cache.GetTask(database.Load(), key), Is.EqualTo("1"), "calls go on");
        await Until.TrueAsync(() => here.Log.Messages.Any(static message => message.Text.Contains("1 recent invalidations are sent again", StringComparison.Ordinal)), "the successor is noticed");
        await Until.TrueAsync(() => here.Queued == 0, "the invalidation is sent again");
        TestContext.Out.WriteLine($"sent again {time.Elapsed.TotalSeconds:0.0} s after the master was killed (node timeout 1 s)");

        database.Write();
        await Until.TrueAsync(async () => await cache.InvalidateAsync(key) == InvalidationResult.Applied, "the successor takes invalidations");
        // until it is back too, the other node loads beside the shared tier
        await there.JoinedAsync();
        var loads = database.Loads;
        Assert.That(await cache.GetTask(database.Load(), key), Is.EqualTo("2"));
        await Until.TrueAsync(async () => await other.GetTask(database.Load(), key) == "2", "the other node is not behind");
        Assert.That(database.Loads, Is.EqualTo(loads + 1), "both use the shared tier");
    }

    [Test]
    public async Task While_a_master_is_away_its_invalidations_are_kept_and_those_of_the_others_applied()
    {
        var database = new Database();
        var definition = PageKey.Define<string>();
        await using var node = FaultNode.Redis(_cluster.ConnectionString, redis: static redis => redis.BreakerMinimumCalls = 1_000_000);
        await node.JoinedAsync();
        var cache = definition.In(node.Cache);
        var (lost, kept) = (await KeyOnAsync(_cluster.Servers[0]), await KeyOnAsync(_cluster.Servers[1]));
        await cache.GetTask(database.Load(), lost);
        await cache.GetTask(database.Load(), kept);

        await _cluster.Servers[0].PauseAsync();
        database.Write();
        Assert.That(await cache.InvalidateAsync(lost), Is.EqualTo(InvalidationResult.Queued));
        Assert.That(await cache.InvalidateAsync(kept), Is.EqualTo(InvalidationResult.Applied));
        Assert.That(await cache.GetTask(database.Load(), lost), Is.EqualTo("1"));
        await _cluster.Servers[0].ResumeAsync();

        // whichever of the two is the master now
        await Until.TrueAsync(() => node.Queued == 0, "the invalidation is sent");
        Assert.That(await cache.GetTask(database.Load(), lost), Is.EqualTo("1"));
    }

    private async Task<PageKey> KeyOnAsync(RedisServer server)
    {
        for (var page = 0; ; page++)
        {
            var lane = Lanes.Of($"app:pages:acme:{page}");
            if (await _cluster.ServerOfAsync($"{{L{lane:00}}}") == server)
                return new("acme", page);
        }
    }
}
