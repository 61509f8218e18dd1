using System.Diagnostics;
using System.Globalization;
using Cache.SharedTier;

namespace Cache.Tests.Redis;

public sealed class ClusterLossTests
{
    private RedisCluster _cluster = null!;

    [SetUp]
    public async Task StartClusterAsync() => _cluster = await RedisCluster.StartAsync();

    [TearDown]
    public async Task StopClusterAsync() => await _cluster.DisposeAsync();

    [Test]
    public async Task A_replica_that_takes_over_is_found_and_tells_another_history([Range(0, 2)] int killed)
    {
        await using var node = await Node.StartAsync(_cluster.ConnectionString);
        await using var other = await Node.StartAsync(_cluster.ConnectionString);
        var before = await node.Store.ReadLanesAsync();

        // each in turn: one of them is the one that the nodes are subscribed at
        await _cluster.Servers[killed].KillAsync();
        await Node.UntilAsync(() => SucceedsAsync(async () => await node.Store.ReadLanesAsync()), "all lanes are read again");
        await _cluster.UntilWholeAsync();

        await Node.UntilAsync(async () => (await node.Store.ReadLanesAsync()).History.Split(' ').Length == 3, "three masters again");
        Assert.That((await node.Store.ReadLanesAsync()).History, Is.Not.EqualTo(before.History));
        for (var lane = 0; lane < Lanes.Count; lane += 9)
            await HearsAsync(node, other, lane);
    }

    [Test]
    public async Task While_a_master_hangs_the_keys_of_the_others_are_served()
    {
        await using var node = await Node.StartAsync(_cluster.ConnectionString, configure: static options => options.CommandTimeout = "200ms");
        var hanging = _cluster.Servers[0];
        var key = await KeyAwayFromAsync(hanging);
        await hanging.PauseAsync();

        for (var call = 0; call < 100; call++)
        {
            var time = Stopwatch.StartNew();
            await node.Store.GetAsync(key);
            Assert.That(time.Elapsed, Is.LessThan(TimeSpan.FromSeconds(1)));
        }
        await hanging.ResumeAsync();
    }

    [Test]
    public async Task A_scan_during_which_slots_move_is_begun_anew()
    {
        await using var node = await Node.StartAsync(_cluster.ConnectionString);
        var (source, target) = (_cluster.Servers[0], _cluster.Servers[1]);
        var slot = await SlotOfALaneAsync(source);
        await target.CommandAsync("CLUSTER", "SETSLOT", slot, "IMPORTING", await source.CommandAsync("CLUSTER", "MYID"));
        await source.CommandAsync("CLUSTER", "SETSLOT", slot, "MIGRATING", await target.CommandAsync("CLUSTER", "MYID"));

        // each server tells of its own moves only, and the client asks any of them
        await Node.UntilAsync(async () => !await SucceedsAsync(async () =>
        {
            await foreach (var _ in node.Store.ScanAsync("app:", CancellationToken.None))
            {
            }
        }), "the scan is refused");
    }

    private static async Task HearsAsync(Node sender, Node receiver, int lane)
    {
        var key = Enumerable.Range(0, 10_000).Select(static number => $"app:heard:{number}").First(key => Lanes.Of(key) == lane);
        await Node.UntilAsync(() => SucceedsAsync(async () =>
        {
            await sender.Store.InvalidateAsync(lane, [key]);
            await Node.UntilAsync(() => receiver.Messages.Any(message => message.Texts.Contains(key)), "the message is heard");
        }), "the lane is invalidated");
    }

    private static async Task<bool> SucceedsAsync(Func<Task> action)
    {
        try
        {
            await action();
            return true;
        }
        catch (SharedStoreException)
        {
            return false;
        }
    }

    private async Task<string> KeyAwayFromAsync(RedisServer server)
    {
        for (var number = 0; ; number++)
        {
            var key = $"app:users:{number}";
            if (await _cluster.ServerOfAsync(Tag(Lanes.Of(key))) != server)
                return key;
        }
    }

    private async Task<string> SlotOfALaneAsync(RedisServer server)
    {
        for (var lane = 0; ; lane++)
        {
            if (await _cluster.ServerOfAsync(Tag(lane)) == server)
                return await server.CommandAsync("CLUSTER", "KEYSLOT", Tag(lane));
        }
    }

    private static string Tag(int lane) => string.Create(CultureInfo.InvariantCulture, $"{{L{lane:00}}}");
}
