using Cache.SharedTier;
using Cache.Tests.Redis;

namespace Cache.Tests.Quotas;

// maxmemory is reached, nothing may be evicted by the server, and the application has a quota: what empties works, and what is counted is what is stored
public sealed class QuotaOnFullServerTests
{
    private const int Size = 1000;
    private static readonly TimeSpan s_long = TimeSpan.FromMinutes(1);

    private RedisServer _server = null!;
    private Node _node = null!;

    private static string[] Keys => [.. Enumerable.Range(0, 3).Select(static number => $"app:users:{number}")];

    private static long Counted => Keys[0].Length + "{L00}:".Length + 19 + Size;

    [SetUp]
    public async Task FillAsync()
    {
        _server = await RedisServer.StartAsync("--maxmemory-policy", "noeviction");
        _node = await Node.StartAsync(_server.ConnectionString, quota: 100_000);
        foreach (var key in Keys)
            await _node.Store.SetAsync(key, SlotId.New(), new byte[Size], s_long, null);
        Assert.That(_node.Store.Quota!.Bytes, Is.EqualTo(3 * Counted));
    }

    [TearDown]
    public async Task StopAsync()
    {
        await _node.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Test]
    public async Task An_invalidation_gives_bytes_back()
    {
        await FullAsync();

        await _node.Store.InvalidateAsync(Lanes.Of(Keys[0]), [Keys[0]]);
        await _node.Store.PublishPatternAsync("app:users\n*");

        Assert.That(_node.Store.Quota!.Bytes, Is.EqualTo(2 * Counted));
    }

    [Test]
    public async Task A_set_that_is_refused_counts_nothing()
    {
        await FullAsync();

        Assert.That((await _node.Store.SetAsync(Keys[0], SlotId.New(), new byte[Size], s_long, null)).Stored, Is.False);

        Assert.That(_node.Store.Quota!.Bytes, Is.EqualTo(2 * Counted), "what stood there has gone");
    }

    [Test]
    public async Task A_fill_that_is_refused_counts_nothing()
    {
        var lease = SlotId.New();
        await _node.Store.GetOrLeaseAsync("app:users:new", lease, 0, s_long);
        await FullAsync();

        Assert.That(async () => await _node.Store.FillAsync("app:users:new", lease, new byte[Size], s_long), Throws.TypeOf<SharedStoreException>().With.Message.Contains("no memory left"));
        await _node.Store.Quota!.KeepAsync();

        Assert.That(_node.Store.Quota.Bytes, Is.EqualTo(3 * Counted));
    }

    [Test]
    public async Task A_lower_quota_still_evicts()
    {
        await FullAsync();
        await using var node = await Node.StartAsync(_server.ConnectionString, quota: Counted);

        node.Store.Quota!.Used(Keys[2]);
        await node.Store.Quota.KeepAsync();

        Assert.That(node.Store.Quota.Bytes, Is.EqualTo(Counted));
        Assert.That((await node.Store.GetAsync(Keys[2])).Kind, Is.EqualTo(SharedSlotKind.Value));
    }

    private async Task FullAsync()
    {
        Assert.That(await _server.CommandAsync("CONFIG", "SET", "maxmemory", "1"), Is.EqualTo("OK"));
        Assert.That(await _server.CommandAsync("SET", "probe", "x"), Does.StartWith("-OOM"));
    }
}
