using Cache.Locks;
using Cache.RateLimits;
using Cache.SharedTier;
using Cache.Tests.Engine;
using Cache.Tests.SharedTier;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cache.Tests.Redis;

/// <summary>A user that may do what docs/redis.md names, and nothing else, is enough.</summary>
public sealed class RestrictedUserTests
{
    private static readonly TimeSpan s_long = TimeSpan.FromMinutes(1);

    [Test]
    public async Task What_the_documentation_names_is_all_that_is_needed()
    {
        await using var server = await RedisServer.StartAsync();
        await server.CommandAsync([
            "ACL", "SETUSER", "default", "reset", "on", "nopass", "~{L*}:app:*", "&app:#bus", "&app:#landed", "&app:#released", .. Documented().Select(static command => $"+{command}"),
        ]);
        await using var node = await Node.StartAsync(server.ConnectionString);

        await LoadAsync(node.Store, "app:users:1");
        await node.Store.SetAsync("app:users:2", SlotId.New(), new byte[1], s_long, null);
        var found = new List<string>();
        await foreach (var keys in node.Store.ScanAsync("app:users", default))
            found.AddRange(keys);
        await node.Store.InvalidateAsync(Lanes.Of("app:users:1"), ["app:users:1"]);
        await node.Store.MoveVersionAsync("app:#all:users");
        await node.Store.PublishPatternAsync("app:users\n*");
        var reading = await node.Store.ReadLanesAsync();

        Assert.That(found, Is.EquivalentTo(new[] { "app:users:1", "app:users:2" }));
        Assert.That(reading.History, Is.Not.Empty);
        await Node.UntilAsync(() => node.Messages.Count == 4 && node.Landings.Contains("app:users:1"), "the messages come through the channels");
    }

    [Test]
    public async Task A_user_of_a_name_logs_in_by_the_URL()
    {
        await using var server = await RedisServer.StartAsync();
        await server.CommandAsync([
            "ACL", "SETUSER", "shop", "on", ">se/cret", "~{L*}:app:*", "&app:#bus", "&app:#landed", "&app:#released", .. Documented().Select(static command => $"+{command}"),
        ]);
        await server.CommandAsync("ACL", "SETUSER", "default", "off");
        await using var node = await Node.StartAsync($"redis://shop:se%2Fcret@{server.ConnectionString}");

        await LoadAsync(node.Store, "app:users:1");

        Assert.That((await node.Store.GetAsync("app:users:1")).Kind, Is.EqualTo(SharedSlotKind.Value));
    }

    [Test]
    public async Task What_is_not_allowed_is_named()
    {
        await using var server = await RedisServer.StartAsync();
        await server.CommandAsync(["ACL", "SETUSER", "default", "reset", "on", "nopass", "~{L*}:app:*", "&app:#*", .. Documented().Select(static command => $"+{command}"), "-mget"]);
        await using var node = await Node.StartAsync(server.ConnectionString);

        Assert.That(async () => await node.Store.GetVersionsAsync(["app:#all:users"]), Throws.TypeOf<SharedStoreException>().With.Message.Contains("NOPERM").And.Message.Contains("ACL SETUSER"));
    }

    [Test]
    public async Task It_is_enough_for_locks()
    {
        await using var server = await RedisServer.StartAsync();
        await server.CommandAsync([
            "ACL", "SETUSER", "default", "reset", "on", "nopass", "~{L*}:app:*", "&app:#bus", "&app:#landed", "&app:#released", .. Documented().Select(static command => $"+{command}"),
        ]);
        var log = new RecordingLog();
        await using var services = new ServiceCollection().AddSingleton<ILogger<ICache>>(log).AddCache().AddRedis(server.ConnectionString).Services.BuildServiceProvider();
        var locks = services.GetRequiredService<ICacheLocks>();

        await locks.TryAcquireAsync("k", "me", s_long);
        Assert.That(await locks.RenewAsync("k", "me", s_long) && await locks.IsHeldAsync("k", "me"), Is.True);
        var waiting = locks.AcquireAsync("k", s_long).AsTask();
        await Node.UntilAsync(() => ((CacheLocks)locks).Pausing == 1, "it waits");
        await locks.ReleaseAsync("k", "me");

        await using var held = await waiting.WaitAsync(s_long);
        Assert.That(log.Messages.Select(static one => one.Id), Does.Not.Contain(63), "it could listen");
    }

    [Test]
    public async Task It_is_enough_for_a_quota()
    {
        await using var server = await RedisServer.StartAsync();
        await server.CommandAsync([
            "ACL", "SETUSER", "default", "reset", "on", "nopass", "~{L*}:app:*", "&app:#bus", "&app:#landed", "&app:#released", .. Documented().Select(static command => $"+{command}"),
        ]);
        await using var node = await Node.StartAsync(server.ConnectionString, quota: 3000);
        for (var key = 0; key < 5; key++)
            await node.Store.SetAsync($"app:users:{key}", SlotId.New(), new byte[1000], s_long, null);
        await LoadAsync(node.Store, "app:users:1");
        await node.Store.TouchAsync("app:users:1", s_long * 2);
        node.Store.Quota!.Used("app:users:1");

        await node.Store.Quota.KeepAsync();
        await node.Store.Quota.CheckAsync(default);

        Assert.That(node.Store.Quota.Bytes, Is.InRange(1000, 3000));
        Assert.That(node.Store.Quota.Evictions, Is.EqualTo(3));
    }

    [Test]
    public async Task It_is_enough_for_rate_limits()
    {
        await using var server = await RedisServer.StartAsync();
        await server.CommandAsync([
            "ACL", "SETUSER", "default", "reset", "on", "nopass", "~{L*}:app:*", "&app:#bus", "&app:#landed", "&app:#released", .. Documented().Select(static command => $"+{command}"),
        ]);
        await using var services = new ServiceCollection().AddCache().AddRedis(server.ConnectionString).Services.BuildServiceProvider();
        var limits = services.GetRequiredService<ICacheRateLimits>();
        var store = services.GetRequiredService<IRateLimitStore>();
        var window = TimeSpan.FromMilliseconds(50);

        Assert.That((await limits.CheckAsync("k", 5, window)).IsCounted, Is.True);
        await Task.Delay(window / 2);
        Assert.That((await limits.CheckAsync("k", 5, window)).IsCounted, Is.True);
        await Task.Delay(window * 3 / 4);
        Assert.That((await store.TakeAsync(new("app:#limit:50ms:k", 1L << 60, 5, window, 1), isAgain: true)).Allowed, Is.True);
        Assert.That((await limits.GetStatusAsync("k", 5, window)).Allowed, Is.True);
        Assert.That(async () => await limits.ResetAsync("k", window), Throws.Nothing);
    }

    private static async Task LoadAsync(ISharedStore store, string key)
    {
        var (first, second) = (SlotId.New(), SlotId.New());
        await store.GetOrLeaseAsync(key, first, 1, s_long);
        await store.TakeOverAsync(key, Seen.Lease(first), second, 2, s_long, keep: false);
        await store.RenewAsync(key, second, s_long);
        Assert.That(await store.AwaitAsync(key, second), Is.True);
        Assert.That(await store.FillAsync(key, second, new byte[1], s_long), Is.True);
    }

    private static string[] Documented()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "redis.md"));
        return page.Split("```text\nget mget")[1].Split("```")[0].Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries) is var rest ? ["get", "mget", .. rest] : [];
    }
}
