using System.Diagnostics;
using Cache.Tests.Engine;
using Cache.Tests.Redis;

namespace Cache.Tests.Faults;

public sealed class AbsentServerTests
{
    private static readonly PageKey s_key = new("acme", 1);

    [Test]
    public async Task An_application_works_without_its_server_and_joins_it_when_it_comes()
    {
        var port = RedisServer.FreePort();
        var database = new Database();
        var definition = PageKey.Define<string>(static _ => ["tag"]);
        await using var node = FaultNode.Hybrid($"127.0.0.1:{port}");
        var cache = definition.In(node.Cache);

        Assert.That(await cache.GetTask(database.Load(), s_key), Is.EqualTo("0"));
        database.Write();
        Assert.That(await cache.InvalidateAsync(s_key), Is.EqualTo(InvalidationResult.Queued));
        Assert.That(await node.Cache.InvalidateTagAsync("tag"), Is.EqualTo(InvalidationResult.Queued));
        Assert.That(await cache.GetTask(database.Load(), s_key), Is.EqualTo("1"));
        await cache.SetAsync(new("acme", 2), "set");
        Assert.That((await cache.TryGetAsync(new("acme", 2))).Value, Is.EqualTo("set"));

        await using var server = await RedisServer.StartOnAsync(port);
        await Until.TrueAsync(() => node.Queued == 0, "what was kept is sent");
        await using var other = FaultNode.Redis(server.ConnectionString);
        await other.JoinedAsync();
        await cache.SetAsync(s_key, "shared");
        Assert.That((await definition.In(other.Cache).TryGetAsync(s_key)).Value, Is.EqualTo("shared"));
    }

    [Test]
    public async Task A_server_that_does_not_even_refuse_holds_up_the_first_call_for_a_second_at_most()
    {
        await using var server = await RedisServer.StartAsync();
        await using var network = new TcpProxy(server.Port);
        network.HoldRequests();
        network.HoldReplies();
        var database = new Database();
        await using var node = FaultNode.Hybrid(network.ConnectionString, redis: static redis => redis.ConfigureClient = static client => client.ConnectTimeout = 5000);
        var cache = PageKey.Define<string>().In(node.Cache);

        var time = Stopwatch.StartNew();
        Assert.That(await cache.GetTask(database.Load(), s_key), Is.EqualTo("0"));
        TestContext.Out.WriteLine($"the first call took {time.Elapsed.TotalMilliseconds:0} ms");
        Assert.That(time.Elapsed, Is.LessThan(TimeSpan.FromSeconds(2)));

        network.Release();
        await node.JoinedAsync();
    }

    [Test]
    public async Task A_subscription_that_is_never_answered_is_given_up_and_another_one_made()
    {
        await using var server = await RedisServer.StartAsync();
        await using var network = new TcpProxy(server.Port);
        network.HoldMessages();
        await using var node = FaultNode.Hybrid(network.ConnectionString);
        await Until.TrueAsync(() => network.HasSubscriber, "the node has subscribed");
        network.ReleaseNew();

        var time = Stopwatch.StartNew();
        await node.JoinedAsync();
        TestContext.Out.WriteLine($"joined after {time.Elapsed.TotalSeconds:0.0} s");
    }

    [Test]
    public async Task A_node_that_is_still_subscribing_can_be_disposed()
    {
        await using var server = await RedisServer.StartAsync();
        await using var network = new TcpProxy(server.Port);
        network.HoldMessages();
        var node = FaultNode.Hybrid(network.ConnectionString);
        await Until.TrueAsync(() => network.HasSubscriber, "the node has subscribed");

        var time = Stopwatch.StartNew();
        await node.DisposeAsync();
        Assert.That(time.Elapsed, Is.LessThan(TimeSpan.FromSeconds(2)));
    }
}
