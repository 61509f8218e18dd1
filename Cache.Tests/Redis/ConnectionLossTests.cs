using System.Diagnostics;
using Cache.SharedTier;
using Cache.Tests.Engine;
using Microsoft.Extensions.Logging;

namespace Cache.Tests.Redis;

public sealed class ConnectionLossTests
{
    [Test]
    public async Task A_node_that_starts_without_a_server_joins_it_when_it_comes()
    {
        var port = RedisServer.FreePort();
        var log = new RecordingLog();
        await using var node = await Node.StartAsync($"127.0.0.1:{port}", log: log);
        Assert.That(() => node.Store.GetAsync("app:users:1"), Throws.TypeOf<SharedStoreException>().With.Message.Contains($"127.0.0.1:{port}"));
        Assert.That(log.Messages.Count(static one => one.Level == LogLevel.Warning), Is.EqualTo(1));

        await using var server = await RedisServer.StartOnAsync(port);

        await ComesBackAsync(node);
        Assert.That(node.Connections.Last(), Is.True);
        await HearsAsync(node);
    }

    [Test]
    public async Task A_server_that_was_killed_and_comes_back_empty_is_joined_again_and_its_sequences_are_greater()
    {
        await using var server = await RedisServer.StartAsync();
        await using var node = await Node.StartAsync(server.ConnectionString);
        var before = await node.Store.ReadLanesAsync();
        var version = await node.Store.MoveVersionAsync("app:tag:1");

        await server.KillAsync();
        await Node.UntilAsync(() => node.Connections.Contains(false), "the loss is told");
        Assert.That(() => node.Store.GetAsync("app:users:1"), Throws.TypeOf<SharedStoreException>());
        await server.RestartAsync();

        await ComesBackAsync(node);
        var after = await node.Store.ReadLanesAsync();
        Assert.That(after.Sequences.Zip(before.Sequences).All(static pair => pair.First > pair.Second));
        Assert.That(after.History, Is.Not.EqualTo(before.History));
        Assert.That(await node.Store.GetVersionsAsync(["app:tag:1"]), Has.All.GreaterThan(version));
        // the scripts are gone with the server
        Assert.That(await node.Store.AwaitAsync("app:users:1", SlotId.New()), Is.False);
        await HearsAsync(node);
    }

    [Test]
    public async Task Sequences_and_versions_are_greater_after_all_was_flushed()
    {
        await using var server = await RedisServer.StartAsync();
        await using var node = await Node.StartAsync(server.ConnectionString);
        var before = await node.Store.ReadLanesAsync();
        var version = await node.Store.MoveVersionAsync("app:tag:1");

        await server.CommandAsync("FLUSHALL");
        await server.CommandAsync("SCRIPT", "FLUSH");

        var after = await node.Store.ReadLanesAsync();
        Assert.That(after.Sequences.Zip(before.Sequences).All(static pair => pair.First > pair.Second));
        Assert.That(await node.Store.MoveVersionAsync("app:tag:1"), Is.GreaterThan(version));
        Assert.That(await node.Store.GetVersionsAsync(["app:tag:2"]), Has.All.GreaterThan(version));
    }

    [Test]
    public async Task A_subscription_that_was_cut_comes_back()
    {
        await using var server = await RedisServer.StartAsync();
        await using var node = await Node.StartAsync(server.ConnectionString);
        await HearsAsync(node);

        Assert.That(await server.CommandAsync("CLIENT", "KILL", "TYPE", "pubsub"), Is.EqualTo("1"));

        await Node.UntilAsync(() => node.Connections.Contains(false), "the loss is told: messages may be missing");
        await HearsAsync(node);
        await Node.UntilAsync(() => node.Connections.Last(), "the return is told");
    }

    [Test]
    public async Task A_server_that_hangs_holds_no_command_over_its_time_and_is_left_alone()
    {
        await using var server = await RedisServer.StartAsync();
        await using var node = await Node.StartAsync(server.ConnectionString, configure: static options => options.CommandTimeout = "100ms");
        await server.PauseAsync();

        var time = Stopwatch.StartNew();
        Assert.That(() => node.Store.GetAsync("app:users:1"), Throws.TypeOf<SharedStoreException>().With.Message.Contains("within 100ms"));
        Assert.That(time.Elapsed, Is.LessThan(TimeSpan.FromSeconds(5)));
        await Node.UntilAsync(async () => (await FailureAsync(node)).Contains("left alone", StringComparison.Ordinal), "the breaker opens");
        Assert.That(node.Connections.Last(), Is.False);

        await server.ResumeAsync();
        await ComesBackAsync(node);
        await Node.UntilAsync(() => node.Connections.Last(), "the return is told");
    }

    [Test]
    public async Task An_error_that_the_server_answers_with_does_not_open_the_breaker()
    {
        await using var server = await RedisServer.StartAsync();
        await using var node = await Node.StartAsync(server.ConnectionString);
        await server.CommandAsync("CONFIG", "SET", "min-replicas-to-write", "1");

        for (var call = 0; call < 30; call++)
            Assert.That(await FailureAsync(node), Does.Contain("NOREPLICAS"));
        Assert.That((await node.Store.GetAsync("app:users:1")).Kind, Is.EqualTo(SharedSlotKind.Empty));
        Assert.That(node.Connections, Is.EqualTo(new[] { true }));

        async Task<string> FailureAsync(Node failing)
        {
            try
            {
                await failing.Store.MoveVersionAsync("app:tag:1");
                return "";
            }
            catch (SharedStoreException failure)
            {
                return failure.Message;
            }
        }
    }

    [Test]
    public async Task A_caller_that_goes_on_slowly_holds_up_no_other()
    {
        await using var server = await RedisServer.StartAsync();
        await using var node = await Node.StartAsync(server.ConnectionString);
        using var slow = new ManualResetEventSlim();
        using var reached = new CountdownEvent(4);
        // each begins on a thread of the pool: an answer that is there at once must not block the test itself
        var callers = Enumerable.Range(0, 4).Select(number => Task.Run(async () =>
        {
            await node.Store.GetAsync($"app:users:{number}").ConfigureAwait(false);
            reached.Signal();
            slow.Wait(TimeSpan.FromSeconds(20));
        })).ToArray();

        // blocked where the client told them of their answers
        Assert.That(await Task.Run(() => reached.Wait(TimeSpan.FromSeconds(10))), "all have their answers");
        for (var call = 0; call < 20; call++)
            Assert.That((await node.Store.GetAsync("app:users:1")).Kind, Is.EqualTo(SharedSlotKind.Empty));
        slow.Set();
        await Task.WhenAll(callers);
    }

    [Test]
    public async Task A_store_that_was_disposed_says_so()
    {
        await using var server = await RedisServer.StartAsync();
        var node = await Node.StartAsync(server.ConnectionString);
        await node.DisposeAsync();
        await node.DisposeAsync();

        Assert.That(() => node.Store.GetAsync("app:users:1"), Throws.TypeOf<SharedStoreException>().With.Message.Contains("disposed"));
        await Node.UntilAsync(async () => !(await server.CommandAsync("CLIENT", "LIST")).Contains("sub=2", StringComparison.Ordinal), "its connections are closed");
    }

    private static async Task<string> FailureAsync(Node node)
    {
        try
        {
            await node.Store.GetAsync("app:users:1");
            return "";
        }
        catch (SharedStoreException failure)
        {
            return failure.Message;
        }
    }

    private static Task ComesBackAsync(Node node) => Node.UntilAsync(async () => (await FailureAsync(node)).Length == 0, "commands are answered again");

    // sent again until it is heard: what is published before the subscription stands again is lost, and may be
    private static Task HearsAsync(Node node)
    {
        var key = "app:heard:" + Guid.NewGuid();
        return Node.UntilAsync(async () =>
        {
            await node.Store.InvalidateAsync(Lanes.Of(key), [key]);
            return node.Messages.Any(message => message.Texts.Contains(key));
        }, "a message is heard");
    }
}
