using System.Diagnostics;
using Cache.Tests.Engine;
using Cache.Tests.Redis;

namespace Cache.Tests.Faults;

// SIGSTOP: the connections stand, and nothing is answered
public sealed class HangingServerTests
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(1);

    // what a busy machine may add to a call; less than a second timeout would
    private static readonly TimeSpan s_slack = TimeSpan.FromMilliseconds(900);

    [TestCase(5)]
    [TestCase(1_000_000)]
    public async Task No_call_takes_longer_than_the_command_timeout_and_memory_goes_on_being_served(int breakerMinimumCalls)
    {
        await using var server = await RedisServer.StartAsync();
        await using var node = FaultNode.Hybrid(server.ConnectionString, static shared => shared.CoherenceWindow = TimeSpan.FromSeconds(3), redis =>
        {
            redis.CommandTimeout = "1s";
            redis.BreakerMinimumCalls = breakerMinimumCalls;
        });
        await node.JoinedAsync();
        var database = new Database();
        var cache = PageKey.Define<string>(static _ => ["tag"]).In(node.Cache);
        for (var page = 0; page < 10; page++)
            await cache.GetTask(database.Load(), new("hot", page));

        await server.PauseAsync();
        var paused = Stopwatch.StartNew();
        for (var page = 0; page < 10; page++)
            Assert.That(cache.GetTask(database.Load(), new("hot", page)).IsCompletedSuccessfully, "answered from memory, at once");
        Assert.That(database.Loads, Is.EqualTo(10));
        Assert.That(paused.Elapsed, Is.LessThan(TimeSpan.FromSeconds(1)), "within the window");

        var slowest = TimeSpan.Zero;
        for (var page = 0; paused.Elapsed < TimeSpan.FromSeconds(5); page++)
        {
            var key = new PageKey("cold", page);
            await TimedAsync(async () => Assert.That(await cache.GetTask(database.Load(), key), Is.EqualTo("0")));
            await TimedAsync(async () => Assert.That((await cache.TryGetAsync(key)).Found, Is.True.Or.False));
            await TimedAsync(async () => await cache.SetAsync(key, "0"));
            await TimedAsync(async () => Assert.That(await cache.InvalidateAsync(key), Is.EqualTo(InvalidationResult.Queued)));
            await TimedAsync(async () => Assert.That(await node.Cache.InvalidateTagAsync("tag"), Is.EqualTo(InvalidationResult.Queued)));
            await TimedAsync(async () => Assert.That(await cache.InvalidateMatchingAsync("cold:*"), Is.EqualTo(InvalidationResult.Queued)));
        }
        TestContext.Out.WriteLine($"slowest call {slowest.TotalMilliseconds:0} ms, timeout {s_timeout.TotalMilliseconds:0} ms");

        await server.ResumeAsync();
        await Until.TrueAsync(() => node.Queued == 0, "what was kept is sent");
        await Until.TrueAsync(async () =>
        {
            await cache.GetTask(database.Load(), new("cold", 0));
            return (await server.CommandAsync("KEYS", "*app:pages:cold:0")).Length > 0;
        }, "the server is used again");

        async Task TimedAsync(Func<Task> call)
        {
            var time = Stopwatch.StartNew();
            await call();
            slowest = time.Elapsed > slowest ? time.Elapsed : slowest;
            Assert.That(time.Elapsed, Is.LessThan(s_timeout + s_slack));
        }
    }

    [Test]
    public async Task A_load_that_was_under_way_ends_with_its_value()
    {
        await using var server = await RedisServer.StartAsync();
        await using var node = FaultNode.Hybrid(server.ConnectionString);
        await node.JoinedAsync();
        var loads = new HeldLoads<PageKey, string>();
        var cache = PageKey.Define<string>().In(node.Cache);
        var caller = cache.GetTask(loads.Of(), new("acme", 1));
        var load = await loads.AtAsync(0);

        await server.PauseAsync();
        var time = Stopwatch.StartNew();
        load.Return("value");

        Assert.That(await caller, Is.EqualTo("value"));
        Assert.That(time.Elapsed, Is.LessThan(TimeSpan.FromMilliseconds(300) + s_slack), "one command may time out: the fill");
        await server.ResumeAsync();
    }
}
