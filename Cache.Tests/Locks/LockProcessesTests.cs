using System.Diagnostics;
using Cache.Tests.Coherence.Processes;
using Cache.Tests.Redis;
using Microsoft.Extensions.DependencyInjection;

namespace Cache.Tests.Locks;

/// <summary>Holders that are processes, which die and stall.</summary>
[TestFixture]
public sealed class LockProcessesTests
{
    private static readonly TimeSpan s_ttl = TimeSpan.FromMilliseconds(500);
    private readonly string _namespace = $"locks-{Guid.NewGuid():N}";
    private RedisServer _server = null!;
    private ServiceProvider _services = null!;

    private ICacheLocks Locks => _services.GetRequiredService<ICacheLocks>();

    [OneTimeSetUp]
    public async Task StartServerAsync()
    {
        _server = await RedisServer.StartAsync();
        var services = new ServiceCollection();
        services.AddCache(options => options.Namespace = _namespace).AddRedis(_server.ConnectionString);
        _services = services.BuildServiceProvider();
    }

    [OneTimeTearDown]
    public async Task StopServerAsync()
    {
        await _services.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Test]
    public async Task Ten_thousand_acquisitions_with_kills_and_pauses_never_make_two_holders()
    {
        const int Total = 10_000;
        await using var crowd = new LockCrowd(_server, _namespace, TimeSpan.FromMilliseconds(300), Total);
        await crowd.JoinAsync(4);
        var time = Stopwatch.StartNew();

        await crowd.DisturbAsync(new Random(5)).WaitAsync(TimeSpan.FromMinutes(2));

        TestContext.Out.WriteLine($"{crowd.Entered} acquisitions in {time.Elapsed.TotalSeconds:F1} s; {crowd.Kills} kills, {crowd.Pauses} pauses, {crowd.Stalls} of a holder for longer than its ttl; "
            + $"{crowd.Stale} holders were refused by the resource, and all of them knew of their loss");
        Assert.That(crowd.Violations, Is.Empty);
        Assert.That(crowd.Entered, Is.GreaterThanOrEqualTo(Total));
        Assert.That(crowd.Kills, Is.Positive);
        Assert.That(crowd.Stale, Is.Positive);
    }

    [Test]
    public async Task The_lock_of_a_killed_holder_is_free_at_its_expiry()
    {
        var worker = (await WorkerProcess.StartAsync(1, _server.ConnectionString, "Redis", cacheNamespace: _namespace))[0];
        await using var _ = worker;
        var fence = (await worker.AskAsync($"hold killed {s_ttl.TotalMilliseconds}")).Value;
        var waiting = Locks.AcquireAsync("killed", s_ttl).AsTask();
        // renewed while it lives
        Assert.That(await Task.WhenAny(waiting, Task.Delay(3 * s_ttl)), Is.Not.SameAs(waiting));

        worker.Kill();
        var killed = Stopwatch.GetTimestamp();
        await using var held = await waiting;
        var free = Stopwatch.GetElapsedTime(killed);

        TestContext.Out.WriteLine($"free {free.TotalMilliseconds:F0} ms after the kill; the ttl is {s_ttl.TotalMilliseconds} ms");
        Assert.That(held.Fence, Is.GreaterThan(fence));
        // half a second for a machine that is busy; a poll alone would come once a second
        Assert.That(free, Is.LessThan(s_ttl + TimeSpan.FromMilliseconds(500)));
    }

    [Test]
    public async Task A_stalled_holder_learns_of_its_loss()
    {
        var worker = (await WorkerProcess.StartAsync(1, _server.ConnectionString, "Redis", cacheNamespace: _namespace))[0];
        await using var _ = worker;
        var fence = (await worker.AskAsync($"hold stalled {s_ttl.TotalMilliseconds}")).Value;

        await worker.PauseAsync();
        await using var held = await Locks.AcquireAsync("stalled", s_ttl);
        var resumed = Stopwatch.GetTimestamp();
        await worker.ResumeAsync();
        var lost = await worker.NextAsync("lost");

        TestContext.Out.WriteLine($"it knew {Stopwatch.GetElapsedTime(resumed, lost.Began).TotalMilliseconds:F0} ms after it ran again");
        Assert.That(held.Fence, Is.GreaterThan(fence));
        Assert.That(held.Lost.IsCancellationRequested, Is.False);
    }
}
