using Cache.Tests.Engine;
using Microsoft.Extensions.DependencyInjection;

namespace Cache.Tests.Policies;

/// <summary>A load takes longer than it may.</summary>
public class HardTimeoutTests
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(5);

    [Test]
    public async Task All_who_wait_for_a_load_that_ignores_its_token_are_told_and_the_next_caller_loads_anew()
    {
        await using var container = new Container();
        var cache = Container.Define<int, string?>(hardTimeout: "5s").In(container.Cache);
        var loads = new HeldLoads<int, string?>();

        var callers = Enumerable.Range(0, 100).Select(_ => cache.GetTask(loads.Of(), 1)).ToArray();
        container.Time.Advance(s_limit - TimeSpan.FromMilliseconds(1));
        Assert.That(callers.Select(static caller => caller.IsCompleted), Is.All.False);
        container.Time.Advance(TimeSpan.FromMilliseconds(1));

        foreach (var caller in callers)
            Assert.That(async () => await caller, Throws.InstanceOf<CacheLoadTimeoutException>());
        await loads[0].Cancelled;
        var next = cache.GetTask(loads.Of(), 1);
        loads[1].Return("new");
        Assert.That(await next, Is.EqualTo("new"));

        // what the first still brings goes nowhere
        loads[0].Return("late");
        Assert.That((await cache.TryGetAsync(1)).Value, Is.EqualTo("new"));
        container.Store.InStepWith(cache);
        Assert.That(container.Time.PendingTimers, Is.EqualTo(1), "a timer of a load that has ended is left");
    }

    [Test]
    public async Task The_exception_says_what_took_too_long()
    {
        await using var container = new Container();
        var cache = Container.Define<int, string?>("reports", hardTimeout: "5s").In(container.Cache);

        var caller = cache.GetTask(new HeldLoads<int, string?>().Of(), 7);
        container.Time.Advance(s_limit);

        var failure = await Assert.ThrowsAsync<CacheLoadTimeoutException>(async () => await caller);
        Assert.That((failure!.CacheName, failure.Key, failure.Limit), Is.EqualTo(("reports", cache.Key(7), s_limit)));
        Assert.That(failure.Message, Does.Contain("'reports'").And.Contain(cache.Key(7)).And.Contain("5s"));
        Assert.That(failure, Is.InstanceOf<TimeoutException>());
    }

    [Test]
    public async Task A_load_that_ends_in_time_is_none_of_its_business()
    {
        await using var container = new Container();
        var cache = Container.Define<int, string?>(hardTimeout: "5s").In(container.Cache);
        var loads = new HeldLoads<int, string?>();

        var caller = cache.GetTask(loads.Of(), 1);
        container.Time.Advance(s_limit / 2);
        loads[0].Return("value");
        container.Time.Advance(s_limit);

        Assert.That(await caller, Is.EqualTo("value"));
        Assert.That(loads[0].Token.IsCancellationRequested, Is.False);
        Assert.That(await cache.GetValueTask(static (_, _, _) => new("at once"), 2), Is.EqualTo("at once"));
        Assert.That(container.Time.PendingTimers, Is.EqualTo(1), "a timer of a load that has ended is left");
    }

    [Test]
    public async Task A_limit_longer_than_a_timer_takes_is_none()
    {
        await using var services = new ServiceCollection().AddCache().AddMemory().Services.BuildServiceProvider();
        var cache = Container.Define<int, string?>(hardTimeout: "400d").In(services.GetRequiredService<ICache>());

        Assert.That(await cache.GetTask(static async (_, _, _) =>
        {
            await Task.Yield();
            return "value";
        }, 1), Is.EqualTo("value"));
    }

    [Test]
    public async Task With_FailSafe_all_get_the_stale_value_and_loads_pause()
    {
        await using var container = new Container();
        var cache = FailSafeTests.Define(hardTimeout: "5s").In(container.Cache);
        var loads = new HeldLoads<int, string?>();
        await FailSafeTests.ExpireAsync(container, cache, "old");

        var callers = Enumerable.Range(0, 100).Select(_ => cache.GetTask(loads.Of(), 1)).ToArray();
        container.Time.Advance(s_limit);

        Assert.That(await Task.WhenAll(callers), Is.All.EqualTo("old"));
        Assert.That(await cache.GetTask(loads.Of(), 1), Is.EqualTo("old"));
        Assert.That((loads.Count, FailSafeTests.Counts(cache).StaleServed), Is.EqualTo((1, 101)));
        container.Time.Advance(s_limit);
        var next = cache.GetTask(loads.Of(), 1);
        loads[1].Return("new");
        Assert.That(await next, Is.EqualTo("new"));
    }

    [Test]
    public async Task With_FailSafe_what_was_invalidated_meanwhile_is_not_served()
    {
        await using var container = new Container();
        var cache = FailSafeTests.Define(hardTimeout: "5s").In(container.Cache);
        var loads = new HeldLoads<int, string?>();
        await FailSafeTests.ExpireAsync(container, cache, "old");

        var caller = cache.GetTask(loads.Of(), 1);
        await cache.InvalidateAsync(1);
        container.Time.Advance(s_limit);

        Assert.That(async () => await caller, Throws.InstanceOf<CacheLoadTimeoutException>());
    }

    [Test]
    public async Task With_CacheErrorsFor_the_timeout_stands_like_any_failure()
    {
        await using var container = new Container();
        var cache = Container.Define<int, string?>(hardTimeout: "5s", errorsFor: "2s").In(container.Cache);
        var loads = new HeldLoads<int, string?>();

        var caller = cache.GetTask(loads.Of(), 1);
        container.Time.Advance(s_limit);

        Assert.That(async () => await caller, Throws.InstanceOf<CacheLoadTimeoutException>());
        Assert.That(async () => await cache.GetTask(loads.Of(), 1), Throws.InstanceOf<CacheLoadTimeoutException>());
        Assert.That(loads.Count, Is.EqualTo(1));
    }

    [Test]
    public async Task A_refresh_is_given_up_too_and_the_live_value_stays()
    {
        await using var container = new Container();
        var cache = FailSafeTests.Define(hardTimeout: "5s").In(container.Cache);
        var loads = new HeldLoads<int, string?>();
        await cache.SetAsync(1, "live");

        var refresh = cache.RefreshAsync(loads.Of(), 1).AsTask();
        container.Time.Advance(s_limit);

        Assert.That(async () => await refresh, Throws.InstanceOf<CacheLoadTimeoutException>());
        await loads[0].Cancelled;
        Assert.That((await cache.TryGetAsync(1)).Value, Is.EqualTo("live"));
    }

    [Test]
    public async Task A_load_that_is_run_again_for_another_caller_has_only_what_is_left()
    {
        await using var container = new Container();
        var cache = Container.Define<int, string?>(hardTimeout: "5s").In(container.Cache);
        var loads = new HeldLoads<int, string?>();
        using var leaving = new CancellationTokenSource();

        var first = cache.GetTask(loads.Of("first"), 1, leaving.Token);
        var second = cache.GetTask(loads.Of("second"), 1);
        container.Time.Advance(s_limit / 2);
        await leaving.CancelAsync();
        Assert.That(async () => await first, Throws.InstanceOf<OperationCanceledException>());
        loads[0].Throw(new ObjectDisposedException("its service"));
        Assert.That(loads[1].Caller, Is.EqualTo("second"));
        container.Time.Advance(s_limit / 2);

        Assert.That(async () => await second, Throws.InstanceOf<CacheLoadTimeoutException>());
        await loads[1].Cancelled;
    }

    [Test]
    public async Task A_caller_that_leaves_first_is_cancelled_and_nothing_fires_later()
    {
        await using var container = new Container();
        var cache = Container.Define<int, string?>(hardTimeout: "5s").In(container.Cache);
        var loads = new HeldLoads<int, string?>();
        using var leaving = new CancellationTokenSource();

        var left = cache.GetTask(loads.Of(), 1, leaving.Token);
        await leaving.CancelAsync();
        Assert.That(async () => await left, Throws.InstanceOf<OperationCanceledException>().And.Not.InstanceOf<CacheLoadTimeoutException>());

        Assert.That(container.Time.PendingTimers, Is.EqualTo(1), "a timer of a load that has ended is left");
    }

    [Test]
    public async Task Those_that_joined_a_synchronous_method_are_told_in_time_and_the_one_that_runs_it_when_it_ends()
    {
        await using var container = new Container();
        var cache = Container.Define<int, string?>(hardTimeout: "5s").In(container.Cache);
        var began = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var end = new ManualResetEventSlim();

        var leader = Task.Run(() => cache.GetValue((_, _, _) =>
        {
            began.SetResult();
            end.Wait();
            return new("late");
        }, 1));
        await began.Task;
        var joined = cache.GetTask(static (_, _, _) => new("not run"), 1);
        container.Time.Advance(s_limit);

        Assert.That(async () => await joined, Throws.InstanceOf<CacheLoadTimeoutException>());
        Assert.That(leader.IsCompleted, Is.False, "its thread cannot be taken from it");
        end.Set();
        Assert.That(async () => await leader, Throws.InstanceOf<CacheLoadTimeoutException>());
        Assert.That(await cache.ExistsAsync(1), Is.False);
    }
}
