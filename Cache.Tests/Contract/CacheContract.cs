using System.Diagnostics;
using Cache.CompilerServices;
using Cache.Tests.Engine;

namespace Cache.Tests.Contract;

/// <summary>What a cache does for its callers, whatever its tiers are: a provider is done when this suite passes unchanged.</summary>
public abstract partial class CacheContract : TopologyContract
{
    private protected static readonly PageKey Key = new("acme", 1);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    [Test]
    public async Task A_second_call_is_answered_without_a_load()
    {
        var cache = Fresh<int, string>();

        Assert.That(await cache.GetTask(Returns<int>("first"), 1), Is.EqualTo("first"));
        Assert.That(await cache.GetTask(Forbidden<int>(), 1), Is.EqualTo("first"));
        Assert.That(await cache.GetValueTask(Forbidden<int>(), 1), Is.EqualTo("first"));
    }

    [Test]
    public async Task Of_many_keys_those_that_are_missing_are_one_load_and_each_is_invalidated_by_itself()
    {
        var users = new ManyCache(Fresh<int, string?>());
        await users.Cache.SetAsync(2, "set 2");

        var first = users.GetManyAsync(1, 2, 3, 4);
        (await users.Batches.AtAsync(0)).Return(Many.Of("first", 1, 3));
        Assert.That((await first).Keys, Is.EquivalentTo(new[] { 1, 2, 3 }));
        Assert.That(await users.GetAsync(4), Is.Null, "that it is absent is cached");
        await users.Cache.InvalidateAsync(3);
        var second = users.GetManyAsync(4, 3, 2, 1);
        (await users.Batches.AtAsync(1)).Return(Many.Of("second", 3));

        Assert.That((await second).Values, Is.EquivalentTo(new[] { "first 1", "set 2", "second 3" }));
        Assert.That(users.Asked, Is.EqualTo((int[][])[[1, 3, 4], [3]]));
    }

    [Test]
    public async Task Callers_at_once_are_one_load()
    {
        var cache = Fresh<int, string>();
        var loads = new HeldLoads<int, string>();

        var callers = Enumerable.Range(0, 100).Select(_ => cache.GetTask(loads.Of(), 1)).ToArray();
        (await loads.AtAsync(0)).Return("value");

        Assert.That(await Task.WhenAll(callers), Is.All.EqualTo("value"));
        Assert.That(loads.Count, Is.EqualTo(1));
    }

    [Test]
    public async Task Null_is_cached()
    {
        var cache = Fresh<int, string?>();

        Assert.That(await cache.GetTask(static (_, _, _) => new((string?)null), 1), Is.Null);
        Assert.That(await cache.GetTask(static (_, _, _) => new("not asked"), 1), Is.Null);
        Assert.That((await cache.TryGetAsync(1)).Found, Is.True);
    }

    [Test]
    public async Task Null_is_not_cached_where_it_is_not_to_be()
    {
        var cache = Fresh<int, string?>(cacheNull: false);

        Assert.That(await cache.GetTask(static (_, _, _) => new((string?)null), 1), Is.Null);
        Assert.That(await cache.GetTask(static (_, _, _) => new("second"), 1), Is.EqualTo("second"));
    }

    [Test]
    public async Task Values_of_all_kinds_come_back_as_they_were()
    {
        await ComesBackAsync(0);
        await ComesBackAsync(long.MinValue);
        await ComesBackAsync("");
        await ComesBackAsync("\ud83d\ude00 \u0000 unpaired \ud800");
        await ComesBackAsync(new string('x', 100_000));
        await ComesBackAsync(new byte[] { 0, 255, 1 });
        await ComesBackAsync(new Person("Ada", 36, ["mathematics", "poetry"]));
        await ComesBackAsync(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.FromHours(2)));
        await ComesBackAsync(new List<int> { 1, 2, 3 });
        await ComesBackAsync<int?>(null);
    }

    [Test]
    public async Task A_failure_reaches_all_who_wait_and_is_not_cached()
    {
        var cache = Fresh<int, string>();
        var loads = new HeldLoads<int, string>();
        var failure = new InvalidOperationException("the database is down");

        var first = cache.GetTask(loads.Of(), 1);
        var second = cache.GetTask(loads.Of(), 1);
        (await loads.AtAsync(0)).Throw(failure);

        Assert.That(async () => await first, Throws.Exception.SameAs(failure));
        Assert.That(async () => await second, Throws.Exception.SameAs(failure));
        Assert.That(await cache.GetTask(Returns<int>("again"), 1), Is.EqualTo("again"));
        Assert.That(loads.Count, Is.EqualTo(1));
    }

    [Test]
    public async Task A_caller_that_cancels_leaves_alone_and_the_last_one_cancels_the_load()
    {
        var cache = Fresh<int, string>();
        var loads = new HeldLoads<int, string>();
        using var impatient = new CancellationTokenSource();
        using var last = new CancellationTokenSource();

        var first = cache.GetTask(loads.Of(), 1, impatient.Token);
        var second = cache.GetTask(loads.Of(), 1, last.Token);
        var load = await loads.AtAsync(0);
        await impatient.CancelAsync();
        Assert.That(async () => await first, Throws.InstanceOf<OperationCanceledException>());
        Assert.That(load.Token.IsCancellationRequested, Is.False);

        await last.CancelAsync();
        Assert.That(async () => await second, Throws.InstanceOf<OperationCanceledException>());
        await load.Cancelled;
        load.Throw(new OperationCanceledException(load.Token));

        Assert.That(await cache.GetTask(Returns<int>("again"), 1), Is.EqualTo("again"));
    }

    [Test]
    public async Task What_was_set_is_served_until_it_is_invalidated()
    {
        var cache = Fresh<int, string>();

        await cache.SetAsync(1, "set");
        Assert.That((await cache.TryGetAsync(1)).Value, Is.EqualTo("set"));
        Assert.That(await cache.GetTask(Forbidden<int>(), 1), Is.EqualTo("set"));
        await cache.SetAsync(1, "set again", Timeout.InfiniteTimeSpan);
        Assert.That((await cache.TryGetAsync(1)).Value, Is.EqualTo("set again"));

        Assert.That(await cache.InvalidateAsync(1), Is.EqualTo(InvalidationResult.Applied));
        Assert.That((await cache.TryGetAsync(1)).Found, Is.False);
        Assert.That(await cache.ExistsAsync(1), Is.False);
    }

    [Test]
    public async Task A_load_under_way_does_not_overwrite_what_is_set()
    {
        var cache = Fresh<int, string>();
        var loads = new HeldLoads<int, string>();

        var caller = cache.GetTask(loads.Of(), 1);
        var load = await loads.AtAsync(0);
        await cache.SetAsync(1, "set");
        load.Return("loaded");

        Assert.That(await caller, Is.EqualTo("loaded"));
        Assert.That((await cache.TryGetAsync(1)).Value, Is.EqualTo("set"));
    }

    [Test]
    public async Task An_entry_expires()
    {
        var cache = Fresh<int, string>();

        await cache.SetAsync(1, "short", TimeSpan.FromMilliseconds(200));

        await EventuallyAsync(async () => !await cache.ExistsAsync(1));
        Assert.That(await cache.GetTask(Returns<int>("anew"), 1), Is.EqualTo("anew"));
    }

    private protected static async Task EventuallyAsync(Func<Task<bool>> condition)
    {
        for (var since = TimeProvider.System.GetTimestamp(); !await condition();)
        {
            if (TimeProvider.System.GetElapsedTime(since) > s_patience)
                Assert.Fail($"It did not come true within {s_patience}.");
            await Task.Yield();
        }
    }

    private protected static Load<TKey, string> Returns<TKey>(string value) => (_, _, _) => new(value);

    private protected static Load<TKey, string> Forbidden<TKey>() => static (key, _, _) => throw new UnreachableException($"{key} was loaded");

    private protected static ValueTask<string> Tagged(Invalidation invalidation, PageKey key, CacheContext context, string value)
    {
        if (invalidation.DynamicTag is { } tag)
            context.AddTag($"{tag}{key.Tenant}");
        return new(value);
    }

    // a cache that no other test has touched, on a server that all tests of the fixture share
    private protected MethodCache<Load<TKey, TValue>, TKey, TValue> Fresh<TKey, TValue>(bool cacheNull = true)
        where TKey : notnull => Container.Define<TKey, TValue>($"c-{Guid.NewGuid():N}", cacheNull: cacheNull).In(Node.Cache);

    private static async Task<PageKey[]> LeftAsync(MethodCache<Load<PageKey, string>, PageKey, string> cache, PageKey[] keys)
    {
        var left = new List<PageKey>();
        foreach (var key in keys)
        {
            if (await cache.ExistsAsync(key))
                left.Add(key);
        }
        return [.. left];
    }

    private async Task ComesBackAsync<TValue>(TValue value)
    {
        var cache = Fresh<int, TValue>();
        await cache.SetAsync(1, value);
        await using var other = Topology.Open();
        var read = await cache.TryGetAsync(1);
        Assert.That(read.Found, Is.True, $"{value}");
        Assert.That(read.Value, Is.EqualTo(value).UsingPropertiesComparer());
    }

    private sealed record Person(string Name, int Age, string[] Interests);
}
