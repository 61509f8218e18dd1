using System.Diagnostics;
using System.Globalization;
using Cache.SharedTier;
using Cache.Tests.Engine;
using Cache.Tests.Redis;
using Microsoft.Extensions.Logging;

namespace Cache.Tests.Faults;

// what becomes of invalidations that cannot reach the server
public sealed class KeptInvalidationTests
{
    private static readonly PageKey s_key = new("acme", 1);

    private RedisServer _server = null!;
    private TcpProxy _network = null!;
    private Database _database = null!;

    [SetUp]
    public async Task StartServerAsync()
    {
        _server = await RedisServer.StartAsync();
        _network = new(_server.Port);
        _database = new();
    }

    [TearDown]
    public async Task StopServerAsync()
    {
        await _network.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Test]
    public async Task Where_the_options_say_so_they_fail_their_caller_and_are_kept_all_the_same()
    {
        await using var node = FaultNode.Hybrid(_network.ConnectionString, static shared => shared.OnInvalidationFailure = InvalidationFailure.Throw);
        await node.JoinedAsync();
        var cache = PageKey.Define<string>(static _ => ["tag"]).In(node.Cache);
        await cache.GetTask(_database.Load(), s_key);
        _network.Refuse();
        _database.Write();

        Assert.That(async () => await cache.InvalidateAsync(s_key), Throws.TypeOf<SharedStoreException>());
        Assert.That(async () => await node.Cache.InvalidateTagAsync("tag"), Throws.TypeOf<SharedStoreException>());
        Assert.That(async () => await cache.InvalidateMatchingAsync("acme:*"), Throws.TypeOf<SharedStoreException>());

        Assert.That(node.Queued, Is.EqualTo(3));
        Assert.That(await cache.GetTask(_database.Load(), s_key), Is.EqualTo("1"), "it holds here all the same");
        _network.Accept();
        await Until.TrueAsync(() => node.Queued == 0, "they are sent");
        Assert.That(await _server.CommandAsync("EXISTS", $"{{L{Lanes.Of("app:pages:acme:1"):00}}}:app:pages:acme:1"), Is.EqualTo("0"));
    }

    [Test]
    public async Task More_than_the_queue_holds_become_one_of_the_whole_cache()
    {
        await using var node = FaultNode.Hybrid(_network.ConnectionString, static shared => shared.InvalidationQueueLimit = 5);
        await using var other = FaultNode.Redis(_server.ConnectionString);
        await Task.WhenAll(node.JoinedAsync(), other.JoinedAsync());
        var definition = PageKey.Define<string>(groups: [0]);
        var (cache, elsewhere) = (definition.In(node.Cache), definition.In(other.Cache));
        await elsewhere.GetTask(_database.Load(), new("never invalidated", 1));
        await elsewhere.GetTask(_database.Load(), s_key);
        _network.Refuse();
        _database.Write();

        for (var page = 0; page < 20; page++)
        {
            Assert.That(await cache.InvalidateAsync(new("acme", page)), Is.EqualTo(InvalidationResult.Queued));
            Assert.That(await cache.InvalidateWhereAsync(PageKey.Where($"tenant {page}")), Is.EqualTo(InvalidationResult.Queued));
            Assert.That(node.Queued, Is.LessThanOrEqualTo(6));
        }
        _network.Accept();

        await Until.TrueAsync(() => node.Queued == 0, "they are sent");
        await Until.TrueAsync(async () => await elsewhere.GetTask(_database.Load(), new("never invalidated", 1)) == "1", "the whole cache is invalid");
        Assert.That(await elsewhere.GetTask(_database.Load(), s_key), Is.EqualTo("1"));
    }

    [Test]
    public async Task Thousands_of_them_hold_up_the_first_call_by_a_few_commands()
    {
        const int Kept = 10_000;
        await using var node = FaultNode.Redis(_network.ConnectionString);
        await node.JoinedAsync();
        var cache = PageKey.Define<string>().In(node.Cache);
        _network.Refuse();
        for (var page = 0; page < Kept; page++)
            await cache.InvalidateAsync(new("acme", page));
        Assert.That(node.Queued, Is.EqualTo(Kept));
        await _server.CommandAsync("CONFIG", "RESETSTAT");

        _network.Accept();
        await Until.TrueAsync(async () =>
        {
            var time = Stopwatch.StartNew();
            await cache.GetTask(_database.Load(), s_key);
            if (node.Queued > 0)
                return false;
            TestContext.Out.WriteLine($"the call that sent {Kept} invalidations took {time.Elapsed.TotalMilliseconds:0} ms");
            return true;
        }, "they are sent");

        Assert.That(await ScriptsAsync(), Is.LessThan(Kept / 10));
    }

    [Test]
    public async Task They_are_sent_before_the_container_is_gone()
    {
        var definition = PageKey.Define<string>();
        await using var other = FaultNode.Redis(_server.ConnectionString);
        var node = FaultNode.Hybrid(_network.ConnectionString, static shared => shared.CoherenceWindow = TimeSpan.FromMinutes(1));
        await Task.WhenAll(node.JoinedAsync(), other.JoinedAsync());
        await definition.In(other.Cache).GetTask(_database.Load(), s_key);
        _network.HoldReplies();
        _database.Write();
        Assert.That(await definition.In(node.Cache).InvalidateAsync(s_key), Is.EqualTo(InvalidationResult.Queued));
        // put back what the server has taken away already, so that the end of the node must do it again
        await definition.In(other.Cache).SetAsync(s_key, "old");
        _network.Release();
        Assert.That(node.Queued, Is.EqualTo(1), "with a window of a minute, nobody sends it meanwhile");

        await node.DisposeAsync();

        Assert.That((await definition.In(other.Cache).TryGetAsync(s_key)).Found, Is.False);
        Assert.That(node.Log.Messages.Any(static message => message.Level == LogLevel.Error), Is.False);
    }

    [Test]
    public async Task Those_that_are_lost_with_the_container_are_logged()
    {
        var node = FaultNode.Hybrid(_network.ConnectionString);
        await node.JoinedAsync();
        _network.Refuse();
        await PageKey.Define<string>().In(node.Cache).InvalidateAsync(s_key);

        await node.DisposeAsync();

        Assert.That(node.Log.Messages.Count(static message => message.Level == LogLevel.Error && message.Text.Contains("1 invalidations", StringComparison.Ordinal)), Is.EqualTo(1));
    }

    private async Task<int> ScriptsAsync() => (await _server.CommandAsync("INFO", "commandstats")).Split('\n')
        .Where(static line => line.StartsWith("cmdstat_eval", StringComparison.Ordinal))
        .Sum(static line => int.Parse(line.Split("calls=")[1].Split(',')[0], CultureInfo.InvariantCulture));
}
