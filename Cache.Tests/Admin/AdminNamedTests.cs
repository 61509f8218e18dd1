using Cache.Tests.Redis;
using Microsoft.Extensions.DependencyInjection;

namespace Cache.Tests.Admin;

/// <summary>Locks and rate limits are listed.</summary>
[TestFixture("Memory")]
[TestFixture("Redis")]
internal sealed class AdminNamedTests(string kind)
{
    private RedisServer? _server;
    private AdminApp _app = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _server = kind == "Memory" ? null : await RedisServer.StartAsync();
        _app = await AdminApp.StartAsync(it => _ = kind == "Memory" ? it.AddMemory() : it.AddRedis(_server!.ConnectionString));
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await _app.DisposeAsync();
        if (_server is not null)
            await _server.DisposeAsync();
    }

    [Test]
    public async Task Locks_are_listed_with_their_owners_and_numbers()
    {
        var locks = _app.Services.GetRequiredService<ICacheLocks>();
        var first = await locks.TryAcquireAsync("record:1", "import-17", TimeSpan.FromMinutes(1));
        await locks.TryAcquireAsync("50% {x}", "import-18", TimeSpan.FromMinutes(1));
        await locks.TryAcquireAsync("released", "import-19", TimeSpan.FromMinutes(1));
        await locks.ReleaseAsync("released", "import-19");

        var all = await _app.GetAsync("/api/locks");
        var some = await _app.GetAsync("/api/locks?pattern=record:*");
        var fewer = await _app.GetAsync("/api/locks?limit=1");

        Assert.That(all["locks"]!.AsArray().Select(static one => $"{one!["name"]} {one["owner"]}"), Is.EquivalentTo(new[] { "record:1 import-17", "50% {x} import-18" }));
        Assert.That((bool)all["isComplete"]!, Is.True);
        Assert.That(((string)some["locks"]!.AsArray().Single()!["name"]!, (long)some["locks"]![0]!["fencing"]!), Is.EqualTo(("record:1", first.Fence)));
        Assert.That((double)some["locks"]![0]!["ttlMs"]!, Is.GreaterThan(30_000).And.LessThanOrEqualTo(60_000));
        Assert.That((fewer["locks"]!.AsArray().Count, (bool)fewer["isComplete"]!), Is.EqualTo((1, false)));
    }

    [Test]
    public async Task Limits_are_listed_with_what_is_used_of_them()
    {
        var limits = _app.Services.GetRequiredService<ICacheRateLimits>();
        for (var i = 0; i < 3; i++)
            await limits.CheckAsync("user:42", 10, TimeSpan.FromHours(1));
        await limits.CheckAsync("user:43", 10, TimeSpan.FromMinutes(30));

        var all = await _app.GetAsync("/api/limits");
        var some = await _app.GetAsync("/api/limits?pattern=user:42");

        Assert.That(all["limits"]!.AsArray().Select(static one => $"{one!["name"]} {one["used"]} {one["windowMs"]}"), Is.EquivalentTo(new[] { "user:42 3 3600000", "user:43 1 1800000" }));
        Assert.That((string)some["limits"]!.AsArray().Single()!["name"]!, Is.EqualTo("user:42"));
        Assert.That((await _app.GetAsync("/api/limits?pattern=user:42"))["limits"]![0]!["used"]!.GetValue<long>(), Is.EqualTo(3), "to look takes nothing");
    }
}
