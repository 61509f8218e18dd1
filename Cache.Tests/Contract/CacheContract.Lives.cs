using Cache.Tests.Engine;

namespace Cache.Tests.Contract;

// what may be asked of entries beside their values
public abstract partial class CacheContract
{
    private static readonly TimeSpan s_minute = TimeSpan.FromMinutes(1);

    // a node knows the clock of the server to within a tick of its own
    private static readonly TimeSpan s_tick = TimeSpan.FromMilliseconds(100);

    [Test]
    public async Task A_value_has_the_time_to_live_that_it_was_given()
    {
        var cache = Fresh<int, string>();

        await cache.SetAsync(1, "declared");
        await cache.SetAsync(2, "own", s_minute);
        await cache.SetAsync(3, "ever", Timeout.InfiniteTimeSpan);
        await cache.GetTask(Returns<int>("loaded"), 4);

        Assert.That(await cache.GetTimeToLiveAsync(1), Is.InRange(4 * s_minute, 5 * s_minute + s_tick));
        Assert.That(await cache.GetTimeToLiveAsync(2), Is.InRange(0.5 * s_minute, s_minute + s_tick));
        Assert.That(await cache.GetTimeToLiveAsync(3), Is.EqualTo(Timeout.InfiniteTimeSpan));
        Assert.That(await cache.GetTimeToLiveAsync(4), Is.InRange(4 * s_minute, 5 * s_minute + s_tick));
        Assert.That(await cache.GetTimeToLiveAsync(5), Is.Null);
        await cache.InvalidateAsync(3);
        Assert.That(await cache.GetTimeToLiveAsync(3), Is.Null);
    }

    [Test]
    public async Task A_touch_gives_a_value_another_time_shorter_or_longer_or_none()
    {
        var cache = Fresh<int, string>();
        await cache.SetAsync(1, "value");

        Assert.That(await cache.TouchAsync(1, 10 * s_minute), Is.True);
        Assert.That(await cache.GetTimeToLiveAsync(1), Is.InRange(9 * s_minute, 10 * s_minute + s_tick));
        Assert.That(await cache.TouchAsync(1, Timeout.InfiniteTimeSpan), Is.True);
        Assert.That(await cache.GetTimeToLiveAsync(1), Is.EqualTo(Timeout.InfiniteTimeSpan));
        Assert.That(await cache.TouchAsync(1, s_minute), Is.True);
        Assert.That(await cache.GetTimeToLiveAsync(1), Is.InRange(0.5 * s_minute, s_minute + s_tick));
        Assert.That((await cache.TryGetAsync(1)).Value, Is.EqualTo("value"));

        Assert.That(await cache.TouchAsync(1, TimeSpan.FromMilliseconds(50)), Is.True);
        await EventuallyAsync(async () => !await cache.ExistsAsync(1));
        Assert.That(await cache.TouchAsync(1, s_minute), Is.False, "it has expired");
        Assert.That(await cache.ExistsAsync(1), Is.False);
    }

    [Test]
    public async Task A_touch_brings_nothing_back()
    {
        var cache = Fresh<int, string>();
        Assert.That(await cache.TouchAsync(1, s_minute), Is.False);

        await cache.SetAsync(1, "value");
        await cache.InvalidateAsync(1);
        Assert.That(await cache.TouchAsync(1, s_minute), Is.False);
        await cache.SetAsync(1, "value");
        await cache.InvalidateAllAsync();
        Assert.That(await cache.TouchAsync(1, s_minute), Is.False);

        Assert.That(await cache.ExistsAsync(1), Is.False);
    }

    [TestCaseSource(typeof(Invalidation), nameof(Invalidation.All))]
    public async Task A_value_that_was_touched_is_invalidated_like_any_other(Invalidation invalidation)
    {
        var cache = invalidation.Define().In(Node.Cache);
        await cache.InvalidateAllAsync();
        await cache.GetTask((key, context, _) => Tagged(invalidation, key, context, "value"), Key);
        Assert.That(await cache.TouchAsync(Key, TimeSpan.FromHours(1)), Is.True);

        await invalidation.Apply(cache, Node.Cache, Key);

        Assert.That(await cache.ExistsAsync(Key), Is.False);
        Assert.That(await cache.TouchAsync(Key, s_minute), Is.False);
    }

    [TestCase(0)]
    [TestCase(-2)]
    public void A_time_to_live_is_above_zero(int milliseconds)
    {
        var cache = Fresh<int, string>();
        var ttl = TimeSpan.FromMilliseconds(milliseconds);

        Assert.That(async () => await cache.TouchAsync(1, ttl), Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("above zero"));
        Assert.That(async () => await cache.SetAsync(1, "value", ttl), Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("above zero"));
    }

    [Test]
    public async Task Keys_come_by_pattern_and_by_pages_with_their_times()
    {
        var cache = Fresh<string, string>();
        for (var i = 0; i < 25; i++)
            await cache.SetAsync($"user:{i}", "value", s_minute);
        await cache.SetAsync("order:1", "value", Timeout.InfiniteTimeSpan);
        await cache.SetAsync($"user:{new string('x', 600)}", "long", s_minute);
        await cache.SetAsync("100% {mine}", "escaped");

        var pages = await PagesAsync(cache, "user:*", 10);
        Assert.That(pages.Select(static page => page.Count), Is.EqualTo(new[] { 10, 10, 6 }));
        Assert.That(pages.SelectMany(static page => page).Select(static key => key.Text),
            Is.EquivalentTo(Enumerable.Range(0, 25).Select(static i => $"user:{i}").Append($"user:{new string('x', 600)}")));
        Assert.That(pages.SelectMany(static page => page).Select(static key => key.TimeToLive), Is.All.InRange(0.5 * s_minute, s_minute + s_tick));
        Assert.That(await PagesAsync(cache, "order:*"), Is.EqualTo((CachedKey[][])[[new("order:1", Timeout.InfiniteTimeSpan)]]));
        Assert.That((await PagesAsync(cache, "*")).Sum(static page => page.Count), Is.EqualTo(28));
        Assert.That((await PagesAsync(cache, "100*")).Single().Single().Text, Is.EqualTo("100%25 %7Bmine%7D"));
        Assert.That(await PagesAsync(cache, "nobody:*"), Is.Empty);
    }

    [Test]
    public async Task Keys_of_values_that_are_not_live_are_left_out_and_those_of_other_caches()
    {
        var name = $"c-{Guid.NewGuid():N}";
        var cache = Container.Define<int, string>(name, tags: static key => [$"even:{key % 2 == 0}"]).In(Node.Cache);
        var other = Container.Define<int, string>(name + "2").In(Node.Cache);
        await other.SetAsync(7, "other");
        for (var i = 0; i < 10; i++)
            await cache.SetAsync(i, "value");
        var loads = new HeldLoads<int, string>();
        var loading = cache.GetTask(loads.Of(), 101);
        var load = await loads.AtAsync(0);

        await Node.Cache.InvalidateTagAsync("even:True");
        await cache.InvalidateAsync(1);
        Assert.That((await PagesAsync(cache, "*")).Single().Select(static key => key.Text), Is.EquivalentTo(new[] { "3", "5", "7", "9" }));
        load.Return("value");
        await loading;
        Assert.That((await PagesAsync(cache, "1*")).Single().Select(static key => key.Text), Is.EquivalentTo(new[] { "101" }));
        await cache.InvalidateAllAsync();
        Assert.That(await PagesAsync(cache, "*"), Is.Empty);
        Assert.That((await PagesAsync(other, "*")).Single().Single().Text, Is.EqualTo("7"));
    }

    [Test]
    public void A_listing_needs_a_pattern_and_pages_that_hold_something()
    {
        var cache = Fresh<int, string>();

        Assert.That(() => cache.KeysAsync("", 10), Throws.ArgumentException);
        Assert.That(() => cache.KeysAsync("*", 0), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public async Task Values_are_the_same_where_they_hold_the_same()
    {
        var lists = Fresh<int, List<string>>();
        await lists.SetAsync(1, ["a", "b"]);
        Assert.That(await lists.HoldsAsync(1, ["a", "b"]), Is.True);
        Assert.That(await lists.HoldsAsync(1, ["b", "a"]), Is.False);
        Assert.That(await lists.HoldsAsync(2, []), Is.False);

        var bytes = Fresh<int, byte[]>();
        await bytes.SetAsync(1, [1, 2]);
        Assert.That(await bytes.HoldsAsync(1, [1, 2]), Is.True);
        Assert.That(await bytes.HoldsAsync(1, [1]), Is.False);

        var texts = Fresh<int, string?>();
        await texts.SetAsync(1, null);
        Assert.That(await texts.HoldsAsync(1, null), Is.True);
        Assert.That(await texts.HoldsAsync(1, ""), Is.False);
        Assert.That(await texts.HoldsAsync(2, null), Is.False, "nothing is not null");

        var nested = Fresh<int, Basket>();
        await nested.SetAsync(1, new("ada", [1, 2]));
        Assert.That(await nested.HoldsAsync(1, new("ada", [1, 2])), Is.True, "a record with an array, which is equal only by reference");
        Assert.That(await nested.HoldsAsync(1, new("ada", [1, 3])), Is.False);
    }

    private protected static async Task<List<IReadOnlyList<CachedKey>>> PagesAsync<TService, TKey, TValue>(
        Cache.CompilerServices.MethodCache<TService, TKey, TValue> cache, string glob, int pageSize = 1000)
        where TKey : notnull
    {
        var pages = new List<IReadOnlyList<CachedKey>>();
        await foreach (var page in cache.KeysAsync(glob, pageSize))
            pages.Add(page);
        return pages;
    }
}

public sealed record Basket(string Owner, int[] Items);
