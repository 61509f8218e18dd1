using Cache.Tests.Engine;

namespace Cache.Tests.Contract;

// what an invalidation takes, and what it leaves
public abstract partial class CacheContract
{
    [TestCaseSource(typeof(Invalidation), nameof(Invalidation.All))]
    public async Task After_an_invalidation_the_next_call_loads_anew(Invalidation invalidation)
    {
        var cache = invalidation.Define().In(Node.Cache);
        await cache.InvalidateAllAsync();
        await cache.GetTask((key, context, _) => Tagged(invalidation, key, context, "old"), Key);
        Assert.That(await cache.ExistsAsync(Key), Is.True);

        Assert.That(await invalidation.Apply(cache, Node.Cache, Key), Is.EqualTo(InvalidationResult.Applied));

        Assert.That(await cache.ExistsAsync(Key), Is.False);
        Assert.That(await cache.GetTask((key, context, _) => Tagged(invalidation, key, context, "new"), Key), Is.EqualTo("new"));
        Assert.That(await cache.GetTask(Forbidden<PageKey>(), Key), Is.EqualTo("new"));
    }

    [TestCaseSource(typeof(Invalidation), nameof(Invalidation.KnownAtOnce))]
    public async Task A_load_that_an_invalidation_overtakes_is_for_those_alone_who_had_waited(Invalidation invalidation)
    {
        var cache = invalidation.Define().In(Node.Cache);
        await cache.InvalidateAllAsync();
        var loads = new HeldLoads<PageKey, string>();

        var early = cache.GetTask(loads.Of(), Key);
        var load = await loads.AtAsync(0);
        await invalidation.Apply(cache, Node.Cache, Key);
        var late = cache.GetTask(loads.Of(), Key);
        var lateLoad = await loads.AtAsync(1);

        load.Return("old");
        Assert.That(await early, Is.EqualTo("old"));
        lateLoad.Return("new");
        Assert.That(await late, Is.EqualTo("new"));
        Assert.That((await cache.TryGetAsync(Key)).Value, Is.EqualTo("new"));
    }

    [TestCaseSource(typeof(Invalidation), nameof(Invalidation.All))]
    public async Task A_load_that_ends_after_an_invalidation_is_not_stored(Invalidation invalidation)
    {
        var cache = invalidation.Define().In(Node.Cache);
        await cache.InvalidateAllAsync();
        var loads = new HeldLoads<PageKey, string>();

        var caller = cache.GetTask(loads.Of(), Key);
        var load = await loads.AtAsync(0);
        await invalidation.Apply(cache, Node.Cache, Key);
        if (invalidation.DynamicTag is { } tag)
            load.Context.AddTag($"{tag}{Key.Tenant}");
        load.Return("old");

        Assert.That(await caller, Is.EqualTo("old"));
        Assert.That(await cache.ExistsAsync(Key), Is.False);
    }

    [Test]
    public async Task A_glob_and_partial_arguments_take_what_they_match_and_nothing_else()
    {
        var cache = PageKey.Define<string>().In(Node.Cache);
        await cache.InvalidateAllAsync();
        PageKey[] keys = [new("acme", 1), new("acme", 2), new("acme:1", 1), new("emca", 1), new("*", 1), new("", 1)];
        foreach (var key in keys)
            await cache.SetAsync(key, key.Tenant);

        await cache.InvalidateMatchingAsync("acme:*");
        await cache.InvalidateWhereAsync(PageKey.Where(tenant: "emca"));

        Assert.That(await LeftAsync(cache, keys), Is.EqualTo((PageKey[])[new("acme:1", 1), new("*", 1), new("", 1)]));
        await cache.InvalidateMatchingAsync(@"\**");
        Assert.That(await LeftAsync(cache, keys), Is.EqualTo((PageKey[])[new("acme:1", 1), new("", 1)]));
    }

    [Test]
    public async Task Long_keys_are_told_apart_and_found_by_globs()
    {
        var cache = Fresh<string, string>();
        var beginning = new string('k', 2000);
        await cache.SetAsync(beginning + "1", "one");
        await cache.SetAsync(beginning + "2", "two");

        Assert.That((await cache.TryGetAsync(beginning + "1")).Value, Is.EqualTo("one"));
        Assert.That((await cache.TryGetAsync(beginning + "2")).Value, Is.EqualTo("two"));
        await cache.InvalidateAsync(beginning + "1");
        Assert.That(await cache.ExistsAsync(beginning + "1"), Is.False);
        Assert.That(await cache.ExistsAsync(beginning + "2"), Is.True);
        await cache.InvalidateMatchingAsync("kkk*2");
        Assert.That(await cache.ExistsAsync(beginning + "2"), Is.False);
    }
}
