namespace Cache.Tests.Engine;

public class RefreshTests
{
    private static readonly PageKey s_key = new("acme", 1);

    [Test]
    public async Task While_a_refresh_runs_the_old_value_serves_then_the_new_one()
    {
        await using var container = new Container();
        var cache = PageKey.Define<string>().In(container.Cache);
        await cache.SetAsync(s_key, "old");
        var loads = new HeldLoads<PageKey, string>();

        var refresh = cache.RefreshAsync(loads.Of(), s_key).AsTask();
        Assert.That(await cache.GetTask(loads.Of(), s_key), Is.EqualTo("old"));
        Assert.That(await cache.GetValueTask(loads.Of(), s_key), Is.EqualTo("old"));
        Assert.That(cache.GetValue(loads.Of(), s_key), Is.EqualTo("old"));
        Assert.That((await cache.TryGetAsync(s_key)).Value, Is.EqualTo("old"));
        Assert.That(await cache.ExistsAsync(s_key), Is.True);
        container.Store.InStepWith(cache);

        loads[0].Return("new");
        Assert.That(await refresh, Is.EqualTo("new"));
        Assert.That(await cache.GetTask(loads.Of(), s_key), Is.EqualTo("new"));
        Assert.That(loads.Count, Is.EqualTo(1));
        container.Store.InStepWith(cache);
        Assert.That(container.Store.Count, Is.EqualTo(1));
    }

    [Test]
    public async Task A_refresh_that_fails_leaves_the_old_value()
    {
        await using var container = new Container();
        var cache = PageKey.Define<string>().In(container.Cache);
        await cache.SetAsync(s_key, "old");
        var loads = new HeldLoads<PageKey, string>();
        var failure = new InvalidOperationException("the database is down");

        var refresh = cache.RefreshAsync(loads.Of(), s_key).AsTask();
        loads[0].Throw(failure);

        Assert.That(async () => await refresh, Throws.Exception.SameAs(failure));
        Assert.That(await cache.GetTask(loads.Of(), s_key), Is.EqualTo("old"));
        Assert.That(loads.Count, Is.EqualTo(1));
        container.Store.InStepWith(cache);
    }

    [Test]
    public async Task A_refresh_whose_caller_leaves_leaves_the_old_value()
    {
        await using var container = new Container();
        var cache = PageKey.Define<string>().In(container.Cache);
        await cache.SetAsync(s_key, "old");
        var loads = new HeldLoads<PageKey, string>();
        using var leaving = new CancellationTokenSource();

        var refresh = cache.RefreshAsync(loads.Of(), s_key, leaving.Token).AsTask();
        await leaving.CancelAsync();

        Assert.That(async () => await refresh, Throws.InstanceOf<OperationCanceledException>());
        await loads[0].Cancelled;
        Assert.That((await cache.TryGetAsync(s_key)).Value, Is.EqualTo("old"));
        loads[0].Return("new");
        Assert.That((await cache.TryGetAsync(s_key)).Value, Is.EqualTo("old"));
        container.Store.InStepWith(cache);
    }

    [TestCaseSource(typeof(Invalidation), nameof(Invalidation.All))]
    public async Task An_invalidation_during_a_refresh_drops_the_old_value_and_the_new_one(Invalidation invalidation)
    {
        await using var container = new Container();
        var cache = invalidation.Define().In(container.Cache);
        await cache.GetTask((key, context, _) => Tagged(invalidation, key, context, "old"), s_key);
        var loads = new HeldLoads<PageKey, string>();

        var refresh = cache.RefreshAsync(loads.Of(), s_key).AsTask();
        await invalidation.Apply(cache, container.Cache, s_key);
        Assert.That(await cache.ExistsAsync(s_key), Is.False, "the old value");
        _ = Tagged(invalidation, s_key, loads[0].Context, "");
        loads[0].Return("read before");

        Assert.That(await refresh, Is.EqualTo("read before"));
        Assert.That(await cache.ExistsAsync(s_key), Is.False, "the new value");
        Assert.That(container.Store.Count, Is.Zero);
        container.Store.InStepWith(cache);
    }

    [TestCaseSource(typeof(Invalidation), nameof(Invalidation.KnownAtOnce))]
    public async Task A_call_after_an_invalidation_during_a_refresh_loads_anew(Invalidation invalidation)
    {
        await using var container = new Container();
        var cache = invalidation.Define().In(container.Cache);
        await cache.GetTask((key, context, _) => Tagged(invalidation, key, context, "old"), s_key);
        var loads = new HeldLoads<PageKey, string>();

        var refresh = cache.RefreshAsync(loads.Of(), s_key).AsTask();
        await invalidation.Apply(cache, container.Cache, s_key);
        var later = cache.GetTask(loads.Of(), s_key);
        loads[1].Return("new");
        loads[0].Return("read before");

        Assert.That(await refresh, Is.EqualTo("read before"));
        Assert.That(await later, Is.EqualTo("new"));
        Assert.That((await cache.TryGetAsync(s_key)).Value, Is.EqualTo("new"));
        container.Store.InStepWith(cache);
    }

    [Test]
    public async Task An_old_value_that_is_evicted_during_a_refresh_does_not_come_back([Values] bool fails)
    {
        await using var container = new Container();
        var cache = PageKey.Define<string>().In(container.Cache);
        await cache.SetAsync(s_key, "old");
        var loads = new HeldLoads<PageKey, string>();

        var refresh = cache.RefreshAsync(loads.Of(), s_key).AsTask();
        container.Store.EvictAll();
        if (fails)
            loads[0].Throw(new InvalidOperationException("the database is down"));
        else
            loads[0].Return("new");

        if (fails)
            Assert.That(async () => await refresh, Throws.InvalidOperationException);
        else
            Assert.That(await refresh, Is.EqualTo("new"));
        Assert.That(await cache.ExistsAsync(s_key), Is.EqualTo(!fails));
        container.Store.InStepWith(cache);
        Assert.That(container.Store.Count, Is.EqualTo(fails ? 0 : 1));
    }

    [Test]
    public async Task Of_two_refreshes_the_younger_one_stays_in_whatever_order_they_end([Values] bool youngerEndsFirst)
    {
        await using var container = new Container();
        var cache = PageKey.Define<string>().In(container.Cache);
        await cache.SetAsync(s_key, "old");
        var loads = new HeldLoads<PageKey, string>();

        var one = cache.RefreshAsync(loads.Of(), s_key).AsTask();
        var two = cache.RefreshAsync(loads.Of(), s_key).AsTask();
        Assert.That((await cache.TryGetAsync(s_key)).Value, Is.EqualTo("old"));
        loads[youngerEndsFirst ? 1 : 0].Return(youngerEndsFirst ? "younger" : "older");
        loads[youngerEndsFirst ? 0 : 1].Return(youngerEndsFirst ? "older" : "younger");

        Assert.That(await one, Is.EqualTo("older"));
        Assert.That(await two, Is.EqualTo("younger"));
        Assert.That((await cache.TryGetAsync(s_key)).Value, Is.EqualTo("younger"));
        container.Store.InStepWith(cache);
        Assert.That(container.Store.Count, Is.EqualTo(1));
    }

    [Test]
    public async Task A_second_refresh_that_fails_leaves_what_the_first_one_was_to_replace()
    {
        await using var container = new Container();
        var cache = PageKey.Define<string>().In(container.Cache);
        await cache.SetAsync(s_key, "old");
        var loads = new HeldLoads<PageKey, string>();

        var one = cache.RefreshAsync(loads.Of(), s_key).AsTask();
        var two = cache.RefreshAsync(loads.Of(), s_key).AsTask();
        loads[1].Throw(new InvalidOperationException("the database is down"));
        loads[0].Return("older");

        Assert.That(async () => await two, Throws.InvalidOperationException);
        Assert.That(await one, Is.EqualTo("older"));
        Assert.That((await cache.TryGetAsync(s_key)).Value, Is.EqualTo("old"));
        container.Store.InStepWith(cache);
    }

    [Test]
    public async Task Without_a_value_a_refresh_loads_and_callers_join_it()
    {
        await using var container = new Container();
        var cache = PageKey.Define<string>().In(container.Cache);
        var loads = new HeldLoads<PageKey, string>();

        var refresh = cache.RefreshAsync(loads.Of(), s_key).AsTask();
        var caller = cache.GetTask(loads.Of(), s_key);
        Assert.That(loads.Count, Is.EqualTo(1));
        loads[0].Return("new");

        Assert.That(await Task.WhenAll(refresh, caller), Is.All.EqualTo("new"));
    }

    [Test]
    public async Task A_value_that_expires_during_a_refresh_serves_no_longer_and_callers_join()
    {
        await using var container = new Container();
        var cache = PageKey.Define<string>().In(container.Cache);
        await cache.SetAsync(s_key, "old");
        var loads = new HeldLoads<PageKey, string>();

        var refresh = cache.RefreshAsync(loads.Of(), s_key).AsTask();
        container.Time.Advance(TimeSpan.FromMinutes(5));
        var caller = cache.GetTask(loads.Of(), s_key);
        Assert.That(loads.Count, Is.EqualTo(1));
        loads[0].Return("new");

        Assert.That(await Task.WhenAll(refresh, caller), Is.All.EqualTo("new"));
        container.Store.InStepWith(cache);
    }

    [Test]
    public async Task A_refresh_that_finds_what_is_not_to_be_stored_takes_the_old_value_with_it([Values] bool byNull)
    {
        await using var container = new Container();
        var cache = PageKey.Define<string?>(takesContext: true, cacheNull: false).In(container.Cache);
        await cache.SetAsync(s_key, "old");

        await cache.RefreshAsync(
            (_, context, _) =>
            {
                context.Store = byNull;
                return new(byNull ? null : "not for storing");
            }, s_key);

        Assert.That(await cache.ExistsAsync(s_key), Is.False);
        Assert.That(container.Store.Count, Is.Zero);
        container.Store.InStepWith(cache);
    }

    [Test]
    public async Task A_set_during_a_refresh_stays()
    {
        await using var container = new Container();
        var cache = PageKey.Define<string>().In(container.Cache);
        await cache.SetAsync(s_key, "old");
        var loads = new HeldLoads<PageKey, string>();

        var refresh = cache.RefreshAsync(loads.Of(), s_key).AsTask();
        await cache.SetAsync(s_key, "set");
        loads[0].Return("read before");

        Assert.That(await refresh, Is.EqualTo("read before"));
        Assert.That((await cache.TryGetAsync(s_key)).Value, Is.EqualTo("set"));
        container.Store.InStepWith(cache);
        Assert.That(container.Store.Count, Is.EqualTo(1));
    }

    private static ValueTask<string> Tagged(Invalidation invalidation, PageKey key, CacheContext? context, string value)
    {
        if (invalidation.DynamicTag is { } tag)
            context!.AddTag(tag + key.Tenant);
        return new(value);
    }
}
