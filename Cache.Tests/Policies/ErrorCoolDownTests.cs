using Cache.Tests.Engine;

namespace Cache.Tests.Policies;

/// <summary>A failure stands for a while, where the cache says so.</summary>
public class ErrorCoolDownTests
{
    private static readonly InvalidOperationException s_down = new("the database is down");

    [Test]
    public async Task Callers_of_the_key_get_the_failure_without_another_load_until_the_time_is_over()
    {
        await using var container = new Container();
        var cache = Container.Define<int, string?>(errorsFor: "2s").In(container.Cache);
        var loads = 0;
        ValueTask<string?> Failing(int key, CacheContext context, CancellationToken token)
        {
            loads++;
            throw s_down;
        }

        Assert.That(async () => await cache.GetTask(Failing, 1), Throws.Exception.SameAs(s_down));
        container.Time.Advance(TimeSpan.FromSeconds(1.9));
        Assert.That(async () => await cache.GetTask(Failing, 1), Throws.Exception.SameAs(s_down));
        Assert.That(async () => await cache.GetValueTask(Failing, 1), Throws.Exception.SameAs(s_down));
        Assert.That(() => cache.GetValue(Failing, 1), Throws.Exception.SameAs(s_down));
        Assert.That(loads, Is.EqualTo(1));
        Assert.That(await cache.GetTask(static (_, _, _) => new("other"), 2), Is.EqualTo("other"));

        container.Time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.That(await cache.GetTask(static (_, _, _) => new("new"), 1), Is.EqualTo("new"));
        Assert.That(FailSafeTests.Counts(cache).StaleServed, Is.Zero);
        container.Store.InStepWith(cache);
    }

    [Test]
    public async Task A_set_ends_it()
    {
        await using var container = new Container();
        var cache = Container.Define<int, string?>(errorsFor: "1m").In(container.Cache);
        Assert.That(async () => await cache.GetTask(FailSafeTests.Failing, 1), Throws.InvalidOperationException);

        await cache.SetAsync(1, "set");

        Assert.That(await cache.GetTask(FailSafeTests.Failing, 1), Is.EqualTo("set"));
    }

    [Test]
    public async Task A_refresh_loads_all_the_same_and_ends_it()
    {
        await using var container = new Container();
        var cache = Container.Define<int, string?>(errorsFor: "1m").In(container.Cache);
        Assert.That(async () => await cache.GetTask(FailSafeTests.Failing, 1), Throws.InvalidOperationException);

        Assert.That(await cache.RefreshAsync(static (_, _, _) => new("new"), 1), Is.EqualTo("new"));
        Assert.That(await cache.GetTask(FailSafeTests.Failing, 1), Is.EqualTo("new"));
    }

    [Test]
    public async Task It_is_no_value()
    {
        await using var container = new Container();
        var cache = FailSafeTests.Define(errorsFor: "1m").In(container.Cache);
        Assert.That(async () => await cache.GetTask(FailSafeTests.Failing, 1), Throws.InvalidOperationException);

        Assert.That(await cache.ExistsAsync(1), Is.False);
        Assert.That((await cache.TryGetAsync(1)).Found, Is.False);
    }

    [Test]
    public async Task A_stale_value_goes_before_it()
    {
        await using var container = new Container();
        var cache = FailSafeTests.Define(backoff: "1s", errorsFor: "1m").In(container.Cache);
        await FailSafeTests.ExpireAsync(container, cache, "old");

        Assert.That(await cache.GetTask(FailSafeTests.Failing, 1), Is.EqualTo("old"));
        container.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.That(await cache.GetTask(static (_, _, _) => new("new"), 1), Is.EqualTo("new"));
    }

    [Test]
    public async Task After_the_stale_value_is_over_the_failure_stands()
    {
        await using var container = new Container();
        var cache = FailSafeTests.Define(failSafe: "1m", errorsFor: "1m").In(container.Cache);
        await FailSafeTests.ExpireAsync(container, cache, "old");
        container.Time.Advance(TimeSpan.FromMinutes(1));

        Assert.That(async () => await cache.GetTask(FailSafeTests.Failing, 1), Throws.InvalidOperationException);
        Assert.That(async () => await cache.GetTask(static (_, _, _) => new("new"), 1), Throws.InvalidOperationException);
    }

    [Test]
    public async Task A_caller_that_leaves_is_no_failure_that_stands()
    {
        await using var container = new Container();
        var cache = Container.Define<int, string?>(errorsFor: "1m").In(container.Cache);
        var loads = new HeldLoads<int, string?>();
        using var leaving = new CancellationTokenSource();

        var left = cache.GetTask(loads.Of(), 1, leaving.Token);
        await leaving.CancelAsync();
        Assert.That(async () => await left, Throws.InstanceOf<OperationCanceledException>());
        loads[0].Throw(new OperationCanceledException());

        Assert.That(await cache.GetTask(static (_, _, _) => new("new"), 1), Is.EqualTo("new"));
    }
}
