using System.Diagnostics;
using Cache.Locks;
using Cache.Tests.Faults;

namespace Cache.Tests.Locks;

public abstract partial class LockContract
{
    [Test]
    public Task Who_waits_is_woken_by_the_release() => IsWokenAsync(Locks);

    [Test]
    public async Task The_release_of_one_who_named_its_owner_wakes_as_well()
    {
        await Locks.TryAcquireAsync(Key, "me", Long);
        var waiting = Locks.AcquireAsync(Key, Long).AsTask();
        await WaitedForAsync(Locks);

        await Locks.ReleaseAsync(Key, "me");

        await using var held = await waiting.WaitAsync(Long);
        Assert.That(await Locks.IsHeldAsync(Key, held.Owner), Is.True);
    }

    [Test]
    public async Task Those_who_wait_in_one_process_come_in_their_order()
    {
        const int Waiters = 10;
        var order = new List<int>();
        var first = await Locks.AcquireAsync(Key, Long);
        var waiting = Enumerable.Range(0, Waiters).Select(number => PassAsync(number, order)).ToArray();
        await first.DisposeAsync();
        await Task.WhenAll(waiting).WaitAsync(Long);

        Assert.That(order, Is.EqualTo(Enumerable.Range(0, Waiters)));
        Assert.That(await Locks.GetHolderAsync(Key), Is.Null);

        async Task PassAsync(int number, List<int> order)
        {
            await using var held = await Locks.AcquireAsync(Key, Long);
            order.Add(number);
        }
    }

    [Test]
    public async Task A_wait_that_is_over_says_so_and_leaves_the_lock_alone()
    {
        await using var held = await Locks.AcquireAsync(Key, Long);

        var failure = await Assert.ThrowsAsync<CacheLockTimeoutException>(async () => await Locks.AcquireAsync(Key, Long, TimeSpan.FromMilliseconds(50)));

        Assert.That((failure!.Key, failure.Wait), Is.EqualTo((Key, TimeSpan.FromMilliseconds(50))));
        Assert.That(failure.Message, Does.Contain("within 50ms"));
        Assert.That(await Locks.IsHeldAsync(Key, held.Owner), Is.True);
    }

    [Test]
    public async Task No_wait_asks_once()
    {
        await using var held = await Locks.AcquireAsync(Key, Long);

        Assert.That(async () => await Locks.AcquireAsync(Key, Long, TimeSpan.Zero), Throws.TypeOf<CacheLockTimeoutException>().With.Message.Contains("Give AcquireAsync a wait"));
    }

    [Test]
    public async Task Who_leaves_gets_nothing_and_holds_up_nobody()
    {
        var first = await Locks.AcquireAsync(Key, Long);
        using var leaving = new CancellationTokenSource();
        var left = Locks.AcquireAsync(Key, Long, null, leaving.Token).AsTask();
        var stayed = Locks.AcquireAsync(Key, Long).AsTask();
        await WaitedForAsync(Locks);

        await leaving.CancelAsync();
        Assert.That(async () => await left, Throws.InstanceOf<OperationCanceledException>());
        await first.DisposeAsync();

        await using var held = await stayed.WaitAsync(Long);
        Assert.That(await Locks.IsHeldAsync(Key, held.Owner), Is.True);
    }

    [Test]
    public async Task A_token_that_is_cancelled_already_acquires_nothing()
    {
        var cancelled = new CancellationToken(canceled: true);

        Assert.That(async () => await Locks.AcquireAsync(Key, Long, null, cancelled), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(async () => await Locks.TryAcquireAsync(Key, "me", Long, cancelled), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(await Locks.GetHolderAsync(Key), Is.Null);
    }

    [Test]
    public async Task A_container_that_is_disposed_holds_no_lock_any_more()
    {
        var own = Topology.Open();
        var locks = LocksOf(own);
        var held = await locks.AcquireAsync(Key, Long);
        var waiting = locks.AcquireAsync(Key, Long).AsTask();

        await own.DisposeAsync();

        Assert.That(held.Lost.IsCancellationRequested, Is.True);
        Assert.That(held.Remaining, Is.EqualTo(TimeSpan.Zero));
        Assert.That(async () => await waiting, Throws.TypeOf<ObjectDisposedException>());
        Assert.That(async () => await locks.TryAcquireAsync(Key, Long), Throws.TypeOf<ObjectDisposedException>());
    }

    /// <summary>Waits until somebody has been told that the lock is held, and waits for the message of its release.</summary>
    private protected static Task WaitedForAsync(ICacheLocks locks) => Until.TrueAsync(() => ((CacheLocks)locks).Pausing == 1, "somebody waits");

    /// <summary>Shows that who waits is told of the release, and does not find out by its next poll.</summary>
    private protected async Task IsWokenAsync(ICacheLocks waiter)
    {
        // other tests run beside this one: that it is no poll, which comes once a second, is shown by the best round
        var best = TimeSpan.MaxValue;
        for (var round = 0; round < 10 && best > TimeSpan.FromMilliseconds(100); round++)
        {
            var first = await Locks.AcquireAsync(Key, Long);
            var waiting = waiter.AcquireAsync(Key, Long).AsTask();
            await WaitedForAsync(waiter);

            var released = Stopwatch.GetTimestamp();
            await first.DisposeAsync();
            await using var second = await waiting;
            var woken = Stopwatch.GetElapsedTime(released);
            best = woken < best ? woken : best;
            Assert.That(second.Fence, Is.GreaterThan(first.Fence));
        }
        TestContext.Out.WriteLine($"woken {best.TotalMilliseconds:F1} ms after the release");
        Assert.That(best, Is.LessThanOrEqualTo(TimeSpan.FromMilliseconds(100)));
    }
}
