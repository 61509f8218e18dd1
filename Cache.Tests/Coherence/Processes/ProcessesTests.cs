using System.Diagnostics;
using Cache.Tests.Redis;

namespace Cache.Tests.Coherence.Processes;

/// <summary>Nodes that are processes, on a real server.</summary>
[TestFixture]
public sealed class ProcessesTests
{
    private static readonly string[] s_changes = ["key", "key", "key", "set", "set", "put", "put", "where", "glob", "group", "tag", "all"];
    private RedisServer _server = null!;

    [OneTimeSetUp]
    public async Task StartServerAsync() => _server = await RedisServer.StartAsync();

    [OneTimeTearDown]
    public async Task StopServerAsync() => await _server.DisposeAsync();

    [TestCase(2, 2, "Hybrid")]
    [TestCase(4, 200, "Hybrid")]
    [TestCase(2, 200, "Redis")]
    [TestCase(4, 2, "Redis")]
    public Task No_read_returns_what_was_loaded_before_an_acknowledged_invalidation(int processes, int keys, string provider) =>
        InterleaveAsync(_server.ConnectionString, processes, keys, provider, operations: 10_000);

    [TestCase(2, 20, "Hybrid")]
    [TestCase(4, 20, "Redis")]
    public async Task Nor_on_a_cluster(int processes, int keys, string provider)
    {
        await using var cluster = await RedisCluster.StartAsync();
        await InterleaveAsync(cluster.ConnectionString, processes, keys, provider, operations: 2_500);
    }

    [Test]
    public async Task When_the_process_that_loads_is_killed_another_loads_within_the_life_of_the_lease()
    {
        var life = TimeSpan.FromMilliseconds(500);
        var workers = await WorkerProcess.StartAsync(3, _server.ConnectionString, "Hybrid", life);
        await using var _ = new Workers(workers);
        await workers[0].AskAsync("load-takes 60000");

        var lost = workers[0].AskAsync("read t 1");
        await workers[0].NextAsync("loading");
        var waiting = workers.Skip(1).Select(static worker => worker.AskAsync("read t 1")).ToArray();
        // the lease is renewed while its holder lives
        Assert.That(await Task.WhenAny(Task.WhenAny(waiting), Task.Delay(3 * life)), Is.Not.InstanceOf<Task<Task<Answer>>>());
        var killed = Stopwatch.GetTimestamp();
        workers[0].Kill();
        var answers = await Task.WhenAll(waiting);

        var loads = workers.Skip(1).SelectMany(static worker => worker.Take("loading")).ToArray();
        Assert.That(loads, Has.Length.EqualTo(1));
        Assert.That(answers.Select(static answer => answer.Value), Is.All.EqualTo(answers[0].Value));
        var successor = Stopwatch.GetElapsedTime(killed, loads[0].Began);
        TestContext.Out.WriteLine($"a successor loaded {successor.TotalMilliseconds:F0} ms after the kill; the lease lives {life.TotalMilliseconds} ms");
        // who waits looks again after 400 ms at most; a second for a machine that is busy
        Assert.That(successor, Is.LessThan(life + TimeSpan.FromMilliseconds(400) + TimeSpan.FromSeconds(1)));
        Assert.That(lost.IsCompletedSuccessfully, Is.False);
    }

    [Test]
    public async Task The_late_fill_of_a_process_that_was_stopped_is_refused()
    {
        var workers = await WorkerProcess.StartAsync(3, _server.ConnectionString, "Hybrid", TimeSpan.FromMilliseconds(500));
        await using var _ = new Workers(workers);
        await workers[0].AskAsync("load-takes 1500");

        var late = workers[0].AskAsync("read t 2");
        await workers[0].NextAsync("loading");
        await workers[0].PauseAsync();
        var successor = await workers[1].AskAsync("read t 2");
        await workers[1].NextAsync("loading");
        await workers[0].ResumeAsync();

        await workers[0].NextAsync("refused");
        Assert.That((await late).Value, Is.Not.EqualTo(successor.Value), "those who waited for it have it");
        foreach (var worker in workers)
            Assert.That((await worker.AskAsync("read t 2")).Value, Is.EqualTo(successor.Value));
    }

    private static async Task InterleaveAsync(string connection, int processes, int keys, string provider, int operations)
    {
        const int AtOnce = 6;
        var workers = await WorkerProcess.StartAsync(processes, connection, provider);
        await using var _ = new Workers(workers);
        foreach (var worker in workers)
            await worker.AskAsync("load-takes 2");

        var history = new History(new SharedOptions().CoherenceWindow);
        var left = operations;
        await Task.WhenAll(Enumerable.Range(0, processes * AtOnce).Select(caller => Task.Run(() => CallAsync(caller % processes, new Random(caller)))));

        Assert.That(history.Violations(), Is.Empty);
        Assert.That(history.Reads + history.Changes, Is.EqualTo(operations));
        Assert.That(history.FromShared, Is.GreaterThan(operations / 20));
        TestContext.Out.WriteLine($"{processes} processes, {keys} keys, {provider}: {history.Reads} reads, {history.FromShared} of them in the shared tier, {history.Changes} changes; the oldest value in another's memory {history.OldestElsewhere.TotalMilliseconds:F1} ms");

        async Task CallAsync(int worker, Random random)
        {
            while (Interlocked.Decrement(ref left) >= 0)
            {
                var verb = random.Next(10) < 7 ? "read" : s_changes[random.Next(s_changes.Length)];
                var key = random.Next(keys);
                var (tenant, page) = ($"t{key % 10}", key / 10);
                history.Add(worker, verb, tenant, page, await workers[worker].AskAsync($"{verb} {tenant} {page}"));
            }
        }
    }
}
