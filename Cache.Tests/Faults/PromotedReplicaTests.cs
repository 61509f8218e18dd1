using Cache.SharedTier;
using Cache.Tests.Engine;
using Cache.Tests.Redis;

namespace Cache.Tests.Faults;

// the master acknowledges an invalidation and dies before its replica has heard of it; the replica takes over with the old value
public sealed class PromotedReplicaTests
{
    private static readonly PageKey s_key = new("acme", 1);

    private static IEnumerable<Invalidation> Kinds => Invalidation.All.Where(static one => one.ToString() is "key" or "glob" or "group" or "all" or "tag" or "dynamic tag");

    private RedisServer _master = null!;
    private RedisServer _replica = null!;
    private TcpProxy _replication = null!;
    private TcpProxy _service = null!;

    [SetUp]
    public async Task ReplicateAsync()
    {
        _master = await RedisServer.StartAsync();
        _replica = await RedisServer.StartAsync();
        _replication = new(_master.Port);
        _service = new(_master.Port);
        await _replica.CommandAsync("REPLICAOF", "127.0.0.1", $"{_replication.Port}");
        await Until.TrueAsync(
            async () => (await _replica.CommandAsync("INFO", "replication")).Contains("master_link_status:up", StringComparison.Ordinal), "the replica follows");
    }

    [TearDown]
    public async Task StopAsync()
    {
        await _service.DisposeAsync();
        await _replication.DisposeAsync();
        await _replica.DisposeAsync();
        await _master.DisposeAsync();
    }

    [TestCaseSource(nameof(Kinds))]
    public async Task The_last_invalidation_is_sent_again_and_the_old_value_is_gone(Invalidation invalidation)
    {
        var database = new Database();
        var definition = invalidation.Define();
        await using var here = FaultNode.Redis(_service.ConnectionString);
        await using var there = FaultNode.Hybrid(_service.ConnectionString);
        await Task.WhenAll(here.JoinedAsync(), there.JoinedAsync());
        var (cache, other) = (definition.In(here.Cache), definition.In(there.Cache));
        await other.GetTask(database.Load(invalidation), s_key);
        Assert.That(await cache.GetTask(database.Load(invalidation), s_key), Is.EqualTo("0"));
        await Until.TrueAsync(async () => (await _replica.CommandAsync("EXISTS", SlotName)) == "1", "the replica has the value");

        _replication.Refuse();
        database.Write();
        Assert.That(await invalidation.Apply(cache, here.Cache, s_key), Is.EqualTo(InvalidationResult.Applied));
        Assert.That(await _replica.CommandAsync("EXISTS", SlotName), Is.EqualTo("1"), "the replica has not heard of it");
        await _master.KillAsync();
        Assert.That(await _replica.CommandAsync("REPLICAOF", "NO", "ONE"), Is.EqualTo("OK"));
        _service.Target = _replica.Port;
        _service.Cut();

        await Until.TrueAsync(() => Detected(here) && Detected(there), "both nodes have noticed");
        // from here on this node reads nothing before its invalidation is there
        for (var call = 0; call < 20; call++)
            Assert.That(await cache.GetTask(database.Load(invalidation), s_key), Is.EqualTo("1"));
        Assert.That(here.Queued, Is.Zero);
        var since = TimeProvider.System.GetTimestamp();
        await Until.TrueAsync(async () => await other.GetTask(database.Load(invalidation), s_key) == "1", "the other node loads anew");
        Assert.That(TimeProvider.System.GetElapsedTime(since), Is.LessThan(Until.Window));
        Assert.That(database.Loads, Is.LessThanOrEqualTo(6), "the shared tier is used again");
    }

    private static string SlotName => $"{{L{Lanes.Of("app:pages:acme:1"):00}}}:app:pages:acme:1";

    private static bool Detected(FaultNode node) => node.Log.Messages.Any(static message => message.Text.Contains("is not the one it was", StringComparison.Ordinal));
}
