using Cache.CompilerServices;

namespace Cache.Tests.Engine;

public class InvalidationTests
{
    private static readonly PageKey s_key = new("acme", 1);

    [TestCaseSource(typeof(Invalidation), nameof(Invalidation.All))]
    public async Task An_invalidated_entry_is_gone(Invalidation invalidation)
    {
        await using var container = new Container();
        var cache = invalidation.Define().In(container.Cache);
        await cache.GetTask((key, context, _) => Tagged(invalidation, key, context, "old"), s_key);
        Assert.That(await cache.ExistsAsync(s_key), Is.True);

        Assert.That(await invalidation.Apply(cache, container.Cache, s_key), Is.EqualTo(InvalidationResult.Applied));

        Assert.That(await cache.ExistsAsync(s_key), Is.False);
        Assert.That(await cache.GetTask((key, context, _) => Tagged(invalidation, key, context, "new"), s_key), Is.EqualTo("new"));
        Assert.That(await cache.GetTask(static (_, _, _) => new("newer"), s_key), Is.EqualTo("new"));
        container.Store.InStepWith(cache);
    }

    [TestCaseSource(typeof(Invalidation), nameof(Invalidation.KnownAtOnce))]
    public async Task During_a_load_those_who_wait_get_their_value_later_callers_load_anew_and_the_fill_is_dropped(Invalidation invalidation)
    {
        await using var container = new Container();
        var cache = invalidation.Define().In(container.Cache);
        var loads = new HeldLoads<PageKey, string>();

        var first = cache.GetTask(loads.Of(), s_key);
        var second = cache.GetValueTask(loads.Of(), s_key).AsTask();
        await invalidation.Apply(cache, container.Cache, s_key);
        var later = cache.GetTask(loads.Of(), s_key);
        Assert.That(loads.Count, Is.EqualTo(2), "a later caller joined a load that began before the invalidation");

        loads[0].Return("old");
        Assert.That(await Task.WhenAll(first, second), Is.All.EqualTo("old"));
        Assert.That(await cache.ExistsAsync(s_key), Is.False, "the old value was stored");
        Assert.That(container.Store.Count, Is.Zero);

        loads[1].Return("new");
        Assert.That(await later, Is.EqualTo("new"));
        Assert.That((await cache.TryGetAsync(s_key)).Value, Is.EqualTo("new"));
        container.Store.InStepWith(cache);
    }

    [TestCaseSource(typeof(Invalidation), nameof(Invalidation.All))]
    public async Task A_load_that_ends_after_an_invalidation_stores_nothing_even_if_nobody_has_called_meanwhile(Invalidation invalidation)
    {
        await using var container = new Container();
        var cache = invalidation.Define().In(container.Cache);
        var loads = new HeldLoads<PageKey, string>();

        var caller = cache.GetTask(loads.Of(), s_key);
        await invalidation.Apply(cache, container.Cache, s_key);
        AddTag(invalidation, s_key, loads[0].Context);
        loads[0].Return("old");

        Assert.That(await caller, Is.EqualTo("old"));
        Assert.That(container.Store.Count, Is.Zero);
        container.Store.InStepWith(cache);
        Assert.That(await cache.GetTask(static (_, _, _) => new("new"), s_key), Is.EqualTo("new"));
    }

    [TestCaseSource(typeof(Invalidation), nameof(Invalidation.KnownAtOnce))]
    public async Task Of_two_loads_the_younger_one_is_kept_in_whatever_order_they_end(Invalidation invalidation)
    {
        await using var container = new Container();
        var cache = invalidation.Define().In(container.Cache);
        var loads = new HeldLoads<PageKey, string>();

        var first = cache.GetTask(loads.Of(), s_key);
        await invalidation.Apply(cache, container.Cache, s_key);
        var second = cache.GetTask(loads.Of(), s_key);
        loads[1].Return("new");
        loads[0].Return("old");

        Assert.That(await first, Is.EqualTo("old"));
        Assert.That(await second, Is.EqualTo("new"));
        Assert.That((await cache.TryGetAsync(s_key)).Value, Is.EqualTo("new"));
    }

    [TestCaseSource(typeof(Invalidation), nameof(Invalidation.All))]
    public async Task What_is_not_under_an_invalidation_stays(Invalidation invalidation)
    {
        await using var container = new Container();
        var cache = invalidation.Define().In(container.Cache);
        var other = new PageKey("umbrella", 2);
        await cache.GetTask((key, context, _) => Tagged(invalidation, key, context, "value"), other);
        var loads = new HeldLoads<PageKey, string>();
        var loading = new PageKey("umbrella", 3);
        var caller = cache.GetTask(loads.Of(), loading);

        if (invalidation.ToString() is "all" or "effect of a write on all")
            await container.Cache.InvalidateTagAsync("some other cache's");
        else
            await invalidation.Apply(cache, container.Cache, s_key);
        loads[0].Return("value");
        await caller;

        Assert.That(await cache.ExistsAsync(other), Is.True);
        Assert.That(await cache.ExistsAsync(loading), Is.True, "the fill of an unrelated load was dropped");
    }

    [Test]
    public async Task A_load_is_joined_across_an_unrelated_invalidation()
    {
        await using var container = new Container();
        var cache = PageKey.Define<string>(static key => [$"tenant:{key.Tenant}"], groups: [0]).In(container.Cache);
        var loads = new HeldLoads<PageKey, string>();

        var first = cache.GetTask(loads.Of(), s_key);
        await container.Cache.InvalidateTagAsync("tenant:umbrella");
        await cache.InvalidateWhereAsync(PageKey.Where("umbrella"));
        await cache.InvalidateMatchingAsync("umbrella:*");
        var second = cache.GetTask(loads.Of(), s_key);

        Assert.That(loads.Count, Is.EqualTo(1));
        loads[0].Return("value");
        Assert.That(await Task.WhenAll(first, second), Is.All.EqualTo("value"));
    }

    [Test]
    public async Task A_caller_that_came_after_a_tag_had_moved_that_the_load_names_at_its_end_loads_anew([Values] bool stores, [Values] bool synchronous)
    {
        await using var container = new Container();
        var cache = PageKey.Define<string>(takesContext: true).In(container.Cache);
        var loads = new HeldLoads<PageKey, string>();

        var first = cache.GetTask(loads.Of(), s_key);
        await container.Cache.InvalidateTagAsync("city:7");
        // either of the two may be the one that loads anew
        Load<PageKey, string> anew = synchronous ? static (_, _, _) => new("new") : loads.Of();
        var later = synchronous ? Task.Run(() => cache.GetValue(anew, s_key)) : cache.GetTask(anew, s_key);
        var another = cache.GetValueTask(anew, s_key).AsTask();
        loads[0].Context.AddTag("city:7");
        loads[0].Context.Store = stores;
        loads[0].Return("old");

        Assert.That(await first, Is.EqualTo("old"));
        if (!synchronous)
            (await loads.AtAsync(1)).Return("new");
        Assert.That(await later, Is.EqualTo("new"));
        Assert.That(await another, Is.EqualTo("new"));
        Assert.That((await cache.TryGetAsync(s_key)).Value, Is.EqualTo("new"));
        container.Store.InStepWith(cache);
    }

    [Test]
    public async Task A_key_whose_loads_take_longer_than_the_time_between_two_invalidations_of_others_is_loaded_once_and_stored()
    {
        await using var container = new Container();
        var cache = PageKey.Define<string>(takesContext: true).In(container.Cache);
        var loads = new HeldLoads<PageKey, string>();

        var callers = new List<Task<string>>();
        for (var i = 0; i < 10; i++)
        {
            callers.Add(cache.GetTask(loads.Of(), s_key));
            await container.Cache.InvalidateTagAsync($"city:{i}");
        }
        loads[0].Context.AddTag("city:77");
        loads[0].Return("value");

        Assert.That(await Task.WhenAll(callers), Is.All.EqualTo("value"));
        Assert.That(loads.Count, Is.EqualTo(1));
        Assert.That(await cache.ExistsAsync(s_key), Is.True);
    }

    [Test]
    public async Task A_tag_stands_on_entries_of_several_caches()
    {
        await using var container = new Container();
        var users = Container.Define<int, string>("users", tags: static key => [$"user:{key}"]).In(container.Cache);
        var orders = Container.Define<int, string>("orders", tags: static key => [$"user:{key}"]).In(container.Cache);
        foreach (var cache in new[] { users, orders })
        {
            await cache.SetAsync(1, "one");
            await cache.SetAsync(2, "two");
        }

        await container.Cache.InvalidateTagAsync("user:1");

        foreach (var cache in new[] { users, orders })
        {
            Assert.That(await cache.ExistsAsync(1), Is.False);
            Assert.That(await cache.ExistsAsync(2), Is.True);
        }
    }

    [Test]
    public async Task The_group_of_a_key_with_one_parameter_is_the_whole_text()
    {
        await using var container = new Container();
        var cache = Container.Define<string, string>(groups: [0]).In(container.Cache);
        await cache.SetAsync("a:b", "value");
        await cache.SetAsync("a", "value");

        await cache.InvalidateWhereAsync(new KeyFilter(1).With<string>("a:b", static (string value, ref KeyWriter text) => text.Append(value)));

        Assert.That(await cache.ExistsAsync("a:b"), Is.False);
        Assert.That(await cache.ExistsAsync("a"), Is.True);
    }

    [Test]
    public async Task Tags_and_filters_without_content_are_refused()
    {
        await using var container = new Container();
        var cache = PageKey.Define<string>().In(container.Cache);

        Assert.That(async () => await container.Cache.InvalidateTagAsync(""), Throws.InstanceOf<ArgumentException>());
        Assert.That(async () => await container.Cache.InvalidateTagAsync(null!), Throws.InstanceOf<ArgumentNullException>());
        Assert.That(async () => await cache.InvalidateWhereAsync(PageKey.Where()),
            Throws.InstanceOf<ArgumentException>().With.Message.Contains("InvalidateAllAsync"));
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task During_a_load_what_is_set_is_what_later_callers_get_and_the_load_does_not_replace_it(bool put)
    {
        await using var container = new Container();
        var cache = PageKey.Define<string>().In(container.Cache);
        var loads = new HeldLoads<PageKey, string>();

        var waiting = cache.GetTask(loads.Of(), s_key);
        if (put)
            await cache.Puts(s_key).ApplyAsync("set");
        else
            await cache.SetAsync(s_key, "set");
        Assert.That(await cache.GetTask(loads.Of(), s_key), Is.EqualTo("set"));
        loads[0].Return("loaded");

        Assert.That(await waiting, Is.EqualTo("loaded"));
        Assert.That((await cache.TryGetAsync(s_key)).Value, Is.EqualTo("set"));
        Assert.That(loads.Count, Is.EqualTo(1));
        container.Store.InStepWith(cache);
    }

    private static ValueTask<string> Tagged(Invalidation invalidation, PageKey key, CacheContext? context, string value)
    {
        AddTag(invalidation, key, context);
        return new(value);
    }

    private static void AddTag(Invalidation invalidation, PageKey key, CacheContext? context)
    {
        if (invalidation.DynamicTag is { } tag)
            context!.AddTag(tag + key.Tenant);
    }
}
