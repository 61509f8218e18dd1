namespace Cache.Tests.Engine;

[CancelAfter(60_000)]
public class SynchronousTests
{
    [Test]
    public async Task The_caller_that_misses_loads_on_its_own_thread_and_those_that_join_block_for_the_value()
    {
        await using var container = new Container();
        var cache = Container.Define<int, int>().In(container.Cache);
        using var begun = new ManualResetEventSlim();
        using var goOn = new ManualResetEventSlim();
        var loads = 0;
        Load<int, int> load = (_, _, _) =>
        {
            Interlocked.Increment(ref loads);
            begun.Set();
            goOn.Wait();
            return new(Environment.CurrentManagedThreadId);
        };

        var first = OnThread(() => (Environment.CurrentManagedThreadId, cache.GetValue(load, 1)));
        begun.Wait();
        var others = Enumerable.Range(0, 8).Select(_ => OnThread(() => cache.GetValue(load, 1))).ToArray();
        Assert.That(others, Has.All.Property(nameof(Task.IsCompleted)).False);
        goOn.Set();

        var (thread, value) = await first;
        Assert.That(value, Is.EqualTo(thread));
        Assert.That(await Task.WhenAll(others), Is.All.EqualTo(thread));
        Assert.That(loads, Is.EqualTo(1));
    }

    [Test]
    public async Task Those_that_join_get_the_exception_itself()
    {
        await using var container = new Container();
        var cache = Container.Define<int, int>().In(container.Cache);
        using var begun = new ManualResetEventSlim();
        using var joined = new ManualResetEventSlim();
        var failure = new InvalidOperationException("no such row");
        Load<int, int> load = (_, _, _) =>
        {
            begun.Set();
            joined.Wait();
            throw failure;
        };

        var first = OnThread(() => cache.GetValue(load, 1));
        begun.Wait();
        var second = cache.GetTask(load, 1);
        joined.Set();

        Assert.That(async () => await first, Throws.Exception.SameAs(failure));
        Assert.That(async () => await second, Throws.Exception.SameAs(failure));
        Assert.That(() => cache.GetValue((_, _, _) => new(5), 1), Is.EqualTo(5));
    }

    [Test]
    public async Task A_caller_that_blocks_may_be_cancelled_and_leaves_alone()
    {
        await using var container = new Container();
        var cache = Container.Define<int, string>().In(container.Cache);
        var loads = new HeldLoads<int, string>();
        using var leaving = new CancellationTokenSource();

        var first = cache.GetTask(loads.Of(), 1);
        var blocked = OnThread(() => cache.GetValue(loads.Of(), 1, leaving.Token));
        var staying = OnThread(() => cache.GetValue(loads.Of(), 1));
        await leaving.CancelAsync();

        Assert.That(async () => await blocked, Throws.InstanceOf<OperationCanceledException>());
        loads[0].Return("value");
        Assert.That(await first, Is.EqualTo("value"));
        Assert.That(await staying, Is.EqualTo("value"));
        Assert.That(loads.Count, Is.EqualTo(1));
    }

    [Test]
    public async Task The_last_caller_that_leaves_while_it_blocks_cancels_the_load()
    {
        await using var container = new Container();
        var cache = Container.Define<int, string>().In(container.Cache);
        var loads = new HeldLoads<int, string>();
        using var one = new CancellationTokenSource();
        using var two = new CancellationTokenSource();

        var first = cache.GetTask(loads.Of(), 1, one.Token);
        var blocked = OnThread(() => cache.GetValue(loads.Of(), 1, two.Token));
        await one.CancelAsync();
        Assert.That(async () => await first, Throws.InstanceOf<OperationCanceledException>());
        await two.CancelAsync();

        Assert.That(async () => await blocked, Throws.InstanceOf<OperationCanceledException>());
        await loads[0].Cancelled;
        Assert.That(await cache.ExistsAsync(1), Is.False);
    }

    [Test]
    public async Task A_thousand_blocked_callers_of_one_key_cost_one_load()
    {
        await using var container = new Container();
        var cache = Container.Define<int, int>().In(container.Cache);
        var loads = 0;

        var threads = Enumerable.Range(0, 32).Select(_ => OnThread(() =>
        {
            var sum = 0;
            for (var key = 0; key < 32; key++)
                sum += cache.GetValue((k, _, _) => { Interlocked.Increment(ref loads); return new(k); }, key);
            return sum;
        })).ToArray();

        Assert.That(await Task.WhenAll(threads), Is.All.EqualTo(31 * 32 / 2));
        Assert.That(loads, Is.EqualTo(32));
    }

    private static Task<T> OnThread<T>(Func<T> call) =>
        Task.Factory.StartNew(call, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
