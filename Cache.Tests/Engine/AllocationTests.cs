using Cache.CompilerServices;

namespace Cache.Tests.Engine;

// a hit costs no memory, whatever the shape of the method and of its key
public class AllocationTests
{
    private const int Hits = 1000;

    [Test]
    public async Task A_hit_allocates_nothing_by_number() => await Demand(Container.Define<int, string>(tags: static _ => ["some"]), 7);

    [Test]
    public async Task A_hit_allocates_nothing_by_text() => await Demand(Container.Define<string, string>(tags: static _ => ["some"]), "user-123");

    [Test]
    public async Task A_hit_allocates_nothing_by_a_key_of_three() => await Demand(
        Container.Define<Three, string>(tags: static _ => ["some"], parameters: ["tenant", "page", "day"], write: static (Three key, ref KeyWriter text) =>
        {
            text.Append(key.Tenant);
            text.Append(key.Page);
            text.Append(key.Day);
        }),
        new Three("acme", 1, new DateOnly(2026, 8, 1)));

    [Test]
    public async Task A_hit_of_a_manual_cache_allocates_nothing_with_either_factory()
    {
        await using var container = new Container();
        var sessions = new ManualCacheDefinition<string, string, string>
        {
            Name = "sessions",
            Declaration = "Shop.Sessions",
            Parameters = ["key"],
            ToKey = static key => key,
            WriteKey = static (string key, ref KeyWriter text) => text.Append(key),
            Load = ManualCacheDefinition<string, string, string>.RunFactory,
        }.OpenIn(container.Cache);
        Func<string, CancellationToken, ValueTask<string>> plain = static (key, _) => new(key + "!");
        Func<string, CacheContext, CancellationToken, ValueTask<string>> withContext = static (key, _, _) => new(key + "?");
        Assert.That(await sessions.GetOrCreateAsync("a", plain), Is.EqualTo("a!"));
        Assert.That(await sessions.GetOrCreateAsync("b", withContext), Is.EqualTo("b?"));

        HitBoth();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Hits; i++)
            HitBoth();
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);

        void HitBoth()
        {
            _ = sessions.GetOrCreateAsync("a", plain);
            _ = sessions.GetOrCreateAsync("a", withContext);
        }
    }

    private static async Task Demand<TKey>(CacheDefinition<Load<TKey, string>, TKey, string> definition, TKey key)
        where TKey : notnull
    {
        await using var container = new Container();
        var cache = definition.In(container.Cache);
        Load<TKey, string> load = static (_, _, _) => new("value");
        await cache.GetTask(load, key);

        Assert.That(Measure(cache, load, key), Is.Zero);

        // the first hit after a move compares the versions of the entry, and is a hit all the same
        await container.Cache.InvalidateTagAsync("unrelated");
        Assert.That(MeasureFirst(cache, load, key), Is.Zero);
        Assert.That(Measure(cache, load, key), Is.Zero);
        Assert.That(cache.GetTask(static (_, _, _) => throw new NotSupportedException(), key).Result, Is.EqualTo("value"));
    }

    private static long Measure<TKey>(MethodCache<Load<TKey, string>, TKey, string> cache, Load<TKey, string> load, TKey key)
        where TKey : notnull
    {
        MeasureFirst(cache, load, key);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Hits; i++)
            Hit(cache, load, key);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static long MeasureFirst<TKey>(MethodCache<Load<TKey, string>, TKey, string> cache, Load<TKey, string> load, TKey key)
        where TKey : notnull
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        Hit(cache, load, key);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static void Hit<TKey>(MethodCache<Load<TKey, string>, TKey, string> cache, Load<TKey, string> load, TKey key)
        where TKey : notnull
    {
        _ = cache.GetTask(load, key);
        _ = cache.GetValueTask(load, key);
        _ = cache.GetValue(load, key);
    }

    private readonly record struct Three(string Tenant, int Page, DateOnly Day);
}
