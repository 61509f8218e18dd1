using System.Diagnostics;
using Cache.Tests.Engine;
using Cache.Tests.Redis.Sentinel;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Cache.Tests.Faults;

// the master is killed; the sentinels promote its replica, and the nodes come back on that one
public sealed class SentinelFailoverTests
{
    private static readonly PageKey s_key = new("acme", 1);

    private WatchedServers _watched = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _watched = await WatchedServers.StartAsync();
        await _watched.UntilReadyAsync();
    }

    [TearDown]
    public async Task StopAsync() => await _watched.DisposeAsync();

    [Test]
    public async Task Nodes_come_back_on_the_promoted_replica_and_no_invalidation_is_lost()
    {
        var database = new Database();
        var definition = PageKey.Define<string>();
        await using var here = FaultNode.Redis(_watched.ConnectionString);
        await using var there = FaultNode.Hybrid(_watched.ConnectionString);
        await Task.WhenAll(here.JoinedAsync(), there.JoinedAsync());
        var (cache, other) = (definition.In(here.Cache), definition.In(there.Cache));
        Assert.That(await cache.GetTask(database.Load(), s_key), Is.EqualTo("0"));
        database.Write();
        Assert.That(await cache.InvalidateAsync(s_key), Is.EqualTo(InvalidationResult.Applied));

        await _watched.Servers[0].KillAsync();
        var time = Stopwatch.StartNew();
        // this node's calls read the server from before it is lost until its successor serves
        await Until.TrueAsync(async () =>
        {
            Assert.That(await cache.GetTask(database.Load(), s_key), Is.EqualTo("1"));
            Assert.That(await other.GetTask(database.Load(), s_key), Is.EqualTo("1"));
            return here.Log.Messages.Any(static message => message.Text.Contains("1 recent invalidations are sent again", StringComparison.Ordinal));
        }, "the successor is noticed");
        await Until.TrueAsync(() => here.Queued == 0, "the invalidation is sent again");
        TestContext.Out.WriteLine($"back {time.Elapsed.TotalSeconds:0.0} s after the master was killed (down after 0.5 s)");

        database.Write();
        await Until.TrueAsync(async () => await cache.InvalidateAsync(s_key) == InvalidationResult.Applied, "the successor takes invalidations");
        // until it is back too, the other node loads beside the shared tier
        await there.JoinedAsync();
        await Until.TrueAsync(async () => await other.GetTask(database.Load(), s_key) == "2", "the other node hears of it");
        var loads = database.Loads;
        Assert.That(await cache.GetTask(database.Load(), s_key), Is.EqualTo("2"));
        Assert.That(database.Loads, Is.EqualTo(loads), "both use the shared tier");
    }

    [Test]
    public async Task An_invalidation_while_there_is_no_master_is_kept_and_the_health_check_tells()
    {
        var database = new Database();
        var definition = PageKey.Define<string>();
        await using var node = FaultNode.Redis(_watched.ConnectionString);
        await node.JoinedAsync();
        var cache = definition.In(node.Cache);
        await cache.GetTask(database.Load(), s_key);
        await Until.TrueAsync(async () => (await node.HealthAsync()).Status == HealthStatus.Healthy, "healthy at first");

        await _watched.Servers[0].KillAsync();
        database.Write();
        Assert.That(await cache.InvalidateAsync(s_key), Is.EqualTo(InvalidationResult.Queued));
        Assert.That((await node.HealthAsync()).Status, Is.EqualTo(HealthStatus.Degraded));

        await Until.TrueAsync(async () =>
        {
            Assert.That(await cache.GetTask(database.Load(), s_key), Is.EqualTo("1"));
            return node.Queued == 0;
        }, "the invalidation reaches the successor");
        await Until.TrueAsync(async () => (await node.HealthAsync()).Status == HealthStatus.Healthy, "healthy again");
        Assert.That((await node.HealthAsync()).Data["connected"], Is.True);
    }
}
