using Cache.CompilerServices;
using Cache.Tests.Engine;

namespace Cache.Tests.Policies;

/// <summary>A value that was invalidated is never served stale, whenever that was.</summary>
public class FailSafeInvalidationTests
{
    private static readonly InvalidOperationException s_down = new("the database is down");

    [TestCase("key")]
    [TestCase("glob")]
    [TestCase("all")]
    [TestCase("tag")]
    public async Task Before_the_load(string what)
    {
        await using var container = new Container();
        var cache = FailSafeTests.Define(tags: static key => [$"thing:{key}"]).In(container.Cache);
        await FailSafeTests.ExpireAsync(container, cache, "old");

        await InvalidateAsync(what, container, cache);

        Assert.That(async () => await cache.GetTask(FailSafeTests.Failing, 1), Throws.InvalidOperationException);
        Assert.That(FailSafeTests.Counts(cache).StaleServed, Is.Zero);
    }

    [TestCase("key")]
    [TestCase("glob")]
    [TestCase("all")]
    [TestCase("tag")]
    public async Task While_the_load_runs(string what)
    {
        await using var container = new Container();
        var cache = FailSafeTests.Define(tags: static key => [$"thing:{key}"]).In(container.Cache);
        var loads = new HeldLoads<int, string?>();
        await FailSafeTests.ExpireAsync(container, cache, "old");

        var before = cache.GetTask(loads.Of(), 1);
        await InvalidateAsync(what, container, cache);
        var after = cache.GetTask(loads.Of(), 1);
        loads[0].Throw(s_down);
        loads[1].Throw(s_down);

        Assert.That(async () => await before, Throws.Exception.SameAs(s_down));
        Assert.That(async () => await after, Throws.Exception.SameAs(s_down));
        Assert.That(async () => await cache.GetTask(FailSafeTests.Failing, 1), Throws.InvalidOperationException);
        Assert.That(FailSafeTests.Counts(cache).StaleServed, Is.Zero);
        container.Store.InStepWith(cache);
    }

    [TestCase("key")]
    [TestCase("glob")]
    [TestCase("all")]
    [TestCase("tag")]
    public async Task While_loads_pause(string what)
    {
        await using var container = new Container();
        var cache = FailSafeTests.Define(tags: static key => [$"thing:{key}"]).In(container.Cache);
        await FailSafeTests.ExpireAsync(container, cache, "old");
        Assert.That(await cache.GetTask(FailSafeTests.Failing, 1), Is.EqualTo("old"));

        await InvalidateAsync(what, container, cache);

        Assert.That(async () => await cache.GetTask(FailSafeTests.Failing, 1), Throws.InvalidOperationException);
        Assert.That(await cache.GetTask(static (_, _, _) => new("new"), 1), Is.EqualTo("new"));
    }

    [TestCase("key")]
    [TestCase("glob")]
    [TestCase("all")]
    [TestCase("tag")]
    public async Task While_a_failure_stands(string what)
    {
        await using var container = new Container();
        var cache = FailSafeTests.Define(errorsFor: "1m", tags: static key => [$"thing:{key}"]).In(container.Cache);
        Assert.That(async () => await cache.GetTask(FailSafeTests.Failing, 1), Throws.InvalidOperationException);

        await InvalidateAsync(what, container, cache);

        Assert.That(await cache.GetTask(static (_, _, _) => new("new"), 1), Is.EqualTo("new"));
    }

    [Test]
    public async Task By_a_tag_that_only_the_old_load_has_named_and_a_caller_joined_after_it()
    {
        await using var container = new Container();
        var cache = FailSafeTests.Define(takesContext: true).In(container.Cache);
        var loads = new HeldLoads<int, string?>();
        await cache.GetTask(static (_, context, _) =>
        {
            context.AddTag("x");
            return new("old");
        }, 1);
        container.Time.Advance(TimeSpan.FromMinutes(5));

        var before = cache.GetTask(loads.Of(), 1);
        await container.Cache.InvalidateTagAsync("x");
        var after = cache.GetTask(loads.Of(), 1);
        loads[0].Throw(s_down);

        Assert.That(loads.Count, Is.EqualTo(1), "the second has joined");
        Assert.That(async () => await before, Throws.Exception.SameAs(s_down));
        Assert.That(async () => await after, Throws.Exception.SameAs(s_down));
    }

    [Test]
    public async Task Another_key_and_another_tag_do_not_end_it()
    {
        await using var container = new Container();
        var cache = FailSafeTests.Define(tags: static key => [$"thing:{key}"]).In(container.Cache);
        await FailSafeTests.ExpireAsync(container, cache, "old");

        await cache.InvalidateAsync(2);
        await container.Cache.InvalidateTagAsync("thing:2");

        Assert.That(await cache.GetTask(FailSafeTests.Failing, 1), Is.EqualTo("old"));
    }

    private static ValueTask<InvalidationResult> InvalidateAsync(string what, Container container, MethodCache<Load<int, string?>, int, string?> cache) => what switch
    {
        "key" => cache.InvalidateAsync(1),
        "glob" => cache.InvalidateMatchingAsync("*"),
        "all" => cache.InvalidateAllAsync(),
        _ => container.Cache.InvalidateTagAsync("thing:1"),
    };
}
