using Cache.Engine;
using Cache.Tests.Engine;
using Cache.Tests.Redis;

namespace Cache.Tests.Faults;

/// <summary>The server is killed and the database with it, while calls go on: FailSafe has the last values.</summary>
public sealed class FailSafeTests
{
    private const int Pages = 20;

    [Test]
    public async Task No_call_fails_while_server_and_database_are_away_and_new_values_come_when_they_are_back()
    {
        await using var server = await RedisServer.StartAsync("--appendonly", "yes", "--appendfsync", "always");
        await using var node = FaultNode.Hybrid(server.ConnectionString);
        await node.JoinedAsync();
        var cache = PageKey.Define<string>(failSafe: "1h").In(node.Cache);
        var isAway = false;
        async ValueTask<string> LoadAsync(PageKey key, CacheContext context, CancellationToken cancellationToken)
        {
            await Task.Yield();
            return Volatile.Read(ref isAway) ? throw new InvalidOperationException("the database is down") : "value";
        }
        for (var page = 0; page < Pages; page++)
            await cache.GetTask(LoadAsync, new("acme", page));

        using var stop = new CancellationTokenSource();
        var calls = 0;
        var callers = Enumerable.Range(0, 4).Select(caller => Task.Run(async () =>
        {
            for (var page = caller; !stop.IsCancellationRequested; page++)
            {
                // a call that fails ends the caller with its exception
                Assert.That(await cache.GetTask(LoadAsync, new("acme", page % Pages)), Is.EqualTo("value"));
                Interlocked.Increment(ref calls);
                await Task.Delay(1);
            }
        })).ToArray();
        Volatile.Write(ref isAway, true);
        await server.KillAsync();

        var stale = 0L;
        await Until.TrueAsync(() => (stale = ((ICacheTable)cache).Counts.StaleServed) > 20 * Pages || callers.Any(static caller => caller.IsFaulted), "stale values are served");
        await stop.CancelAsync();
        await Task.WhenAll(callers);
        TestContext.Out.WriteLine($"{calls} calls, {stale} of them answered with a stale value, none failed");

        await server.RestartAsync();
        Volatile.Write(ref isAway, false);
        Assert.That(await cache.RefreshAsync(static (_, _, _) => new("new"), new("acme", 1)), Is.EqualTo("new"));
    }
}
