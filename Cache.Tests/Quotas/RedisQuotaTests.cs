using Cache.SharedTier;
using Cache.Tests.Redis;

namespace Cache.Tests.Quotas;

[TestFixture]
public sealed class SingleServerQuotaTests : QuotaContract
{
    private RedisServer _server = null!;

    private protected override IReadOnlyList<RedisServer> Masters => [_server];

    private protected override int Shares => 1;

    private protected override int CountLane => Lanes.Patterns;

    [OneTimeSetUp]
    public async Task StartServerAsync()
    {
        _server = await RedisServer.StartAsync();
        await ConnectAsync(_server.ConnectionString);
    }

    [OneTimeTearDown]
    public async Task StopServerAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
    }

    [Test]
    public async Task Of_all_lanes_together_the_least_recently_used_goes()
    {
        var keys = Enumerable.Range(100, 200).Select(static number => $"lanes:users:{number}").ToArray();
        var size = keys[0].Length + 6 + 19 + 100;
        await using var node = await Node.StartAsync(_server.ConnectionString, "lanes", quota: 100 * size);
        foreach (var key in keys)
            await node.Store.SetAsync(key, SlotId.New(), new byte[100], TimeSpan.FromMinutes(1), null);

        var present = new List<string>();
        foreach (var key in keys)
        {
            if ((await node.Store.GetAsync(key)).Kind == SharedSlotKind.Value)
                present.Add(key);
        }

        Assert.That(present, Is.EqualTo(keys[100..]));
        Assert.That(node.Store.Quota!.Bytes, Is.EqualTo(100 * size));
    }
}

[TestFixture]
public sealed class ClusterQuotaTests : QuotaContract
{
    private RedisCluster _cluster = null!;

    private protected override IReadOnlyList<RedisServer> Masters => [.. _cluster.Servers.Take(3)];

    private protected override int Shares => Lanes.Count;

    private protected override int CountLane => 7;

    [OneTimeSetUp]
    public async Task StartClusterAsync()
    {
        _cluster = await RedisCluster.StartAsync();
        await ConnectAsync(_cluster.ConnectionString);
    }

    [OneTimeTearDown]
    public async Task StopClusterAsync()
    {
        if (_cluster is not null)
            await _cluster.DisposeAsync();
    }
}
