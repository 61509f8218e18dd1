using Cache.SharedTier;
using Cache.Tests.Engine;

namespace Cache.Tests.Redis.Sentinel;

public sealed class SentinelTests
{
    private WatchedServers _watched = null!;

    [SetUp]
    public async Task StartAsync() => _watched = await WatchedServers.StartAsync();

    [TearDown]
    public async Task StopAsync() => await _watched.DisposeAsync();

    [Test]
    public async Task The_master_that_the_sentinels_name_is_used()
    {
        await using var node = await Node.StartAsync(_watched.ConnectionString);

        await node.Store.SetAsync("app:users:1", SlotId.New(), new byte[1], Timeout.InfiniteTimeSpan, null);

        Assert.That((await node.Store.GetAsync("app:users:1")).Kind, Is.EqualTo(SharedSlotKind.Value));
        Assert.That(await _watched.Servers[0].CommandAsync("DBSIZE"), Is.Not.EqualTo("0"));
    }

    [Test]
    public async Task One_sentinel_that_is_there_is_enough()
    {
        await _watched.All[0].KillAsync();
        await _watched.All[1].PauseAsync();
        await using var node = await Node.StartAsync($"no-such-host.invalid,{_watched.ConnectionString}");

        Assert.That((await node.Store.GetAsync("app:users:1")).Kind, Is.EqualTo(SharedSlotKind.Empty));
    }

    [Test]
    public async Task A_service_that_the_sentinels_do_not_know_is_named_with_those_that_they_know()
    {
        var log = new RecordingLog();
        await using var node = await Node.StartAsync($"{_watched.Endpoints},serviceName=orders", log: log);

        Assert.That(() => node.Store.GetAsync("app:users:1"),
            Throws.TypeOf<SharedStoreException>().With.Message.Contains("'orders'").And.Message.Contains("(shop)").And.Message.Contains("serviceName"));
        Assert.That(log.Messages.Single().Text, Does.Contain("'orders'"));
    }

    [Test]
    public async Task Without_any_sentinel_that_answers_each_is_named_and_the_application_joins_when_one_comes()
    {
        foreach (var sentinel in _watched.All)
            await sentinel.KillAsync();
        await using var node = await Node.StartAsync(_watched.ConnectionString);

        var failure = await Assert.ThrowsAsync<SharedStoreException>(() => node.Store.GetAsync("app:users:1"));
        Assert.That(failure!.Message, Does.Contain("No sentinel says").And.Contain("'shop'").And.Contain(_watched.All[0].ConnectionString).And.Contain(_watched.All[2].ConnectionString));

        await _watched.All[1].RestartAsync();
        await Node.UntilAsync(async () =>
        {
            try
            {
                return (await node.Store.GetAsync("app:users:1")).Kind == SharedSlotKind.Empty;
            }
            catch (SharedStoreException)
            {
                return false;
            }
        }, "the node joins");
    }

    [Test]
    public async Task Servers_that_are_no_sentinels_are_called_so()
    {
        await using var node = await Node.StartAsync($"{_watched.Servers[0].ConnectionString},serviceName=shop");

        Assert.That(() => node.Store.GetAsync("app:users:1"), Throws.TypeOf<SharedStoreException>().With.Message.Contains("names servers, not sentinels"));
    }

    [Test]
    public async Task Sentinels_without_a_service_are_called_so()
    {
        await using var node = await Node.StartAsync(_watched.Endpoints);

        Assert.That(() => node.Store.GetAsync("app:users:1"), Throws.TypeOf<SharedStoreException>().With.Message.Contains("serviceName="));
    }

    [Test]
    public async Task A_failover_that_is_ordered_moves_the_node_to_the_new_master()
    {
        await using var node = await Node.StartAsync(_watched.ConnectionString);
        var before = (await node.Store.ReadLanesAsync()).History;
        await _watched.UntilReadyAsync();

        Assert.That(await _watched.All[0].CommandAsync("SENTINEL", "FAILOVER", WatchedServers.Service), Is.EqualTo("OK"));

        await Node.UntilAsync(async () =>
        {
            try
            {
                return (await node.Store.ReadLanesAsync()).History != before;
            }
            catch (SharedStoreException)
            {
                return false;
            }
        }, "the new master is read");
        await node.Store.SetAsync("app:users:1", SlotId.New(), new byte[1], Timeout.InfiniteTimeSpan, null);
        Assert.That(await _watched.Servers[1].CommandAsync("INFO", "replication"), Does.Contain("role:master"));
        Assert.That(await _watched.Servers[1].CommandAsync("DBSIZE"), Is.Not.EqualTo("0"));
    }
}
