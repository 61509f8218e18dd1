using Cache.Local;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;

namespace Cache.Tests.Memory;

public class MemoryCacheStoreTests : LocalStoreContract
{
    private MemoryCache _cache = null!;

    private protected override ILocalStore Create(long bytes)
    {
        _cache?.Dispose();
        _cache = new MemoryCache(Options.Create(new MemoryCacheOptions { SizeLimit = bytes, TrackStatistics = true }));
        return new MemoryCacheStore(_cache, new EntrySizes(new Dictionary<Type, Delegate>()), Clock);
    }

    [TearDown]
    public void CloseCache() => _cache.Dispose();

    [Test]
    public void A_full_cache_refuses_the_new_entry_and_the_table_lets_it_go()
    {
        Use(100);
        Table.Add(1, size: 80);

        Table.Add(2, size: 80);

        Settle(() => !Table.Has(2));
        Assert.That(Table.Has(2), Is.False);
        Assert.That(Table.EvictedForCapacity, Is.GreaterThanOrEqualTo(1));
    }

    [Test]
    public void The_application_sees_entries_sizes_and_every_hit()
    {
        Table.Add(1, size: 10);
        Table.Add(2, size: 20);
        var before = _cache.GetCurrentStatistics()!;

        Table.Hit(1, times: 100);

        var after = _cache.GetCurrentStatistics()!;
        Assert.That((after.CurrentEntryCount, after.CurrentEstimatedSize), Is.EqualTo((2, 30)));
        Assert.That(after.TotalHits - before.TotalHits, Is.EqualTo(100));
    }

    [Test]
    public void What_the_application_throws_out_leaves_the_tables()
    {
        for (var key = 0; key < 10; key++)
            Table.Add(key);

        _cache.Clear();

        SpinWait.SpinUntil(() => Table.Count == 0, TimeSpan.FromSeconds(20));
        Assert.That((Table.Count, Store.Count, Table.EvictedForCapacity), Is.EqualTo((0, 0, 10)));
    }

    [Test]
    public void What_leaves_a_table_leaves_the_application_s_cache()
    {
        Table.Add(1);
        Table.Add(2, expiresAt: Clock.After(TimeSpan.FromMinutes(1)));

        Table.Remove(1);
        Assert.That(_cache.Count, Is.EqualTo(1));

        Advance(TimeSpan.FromMinutes(2));
        Assert.That(_cache.Count, Is.Zero);
    }

    [Test]
    public void Entries_that_end_are_given_an_end_in_the_application_s_cache_too()
    {
        var clock = new SteppedClock();
        using var cache = new MemoryCache(Options.Create(new MemoryCacheOptions { Clock = clock }));
        Use(new MemoryCacheStore(cache, new EntrySizes(new Dictionary<Type, Delegate>()), Clock));
        var ends = Table.Add(1, expiresAt: Clock.After(TimeSpan.FromMinutes(1)));
        var stays = Table.Add(2);

        clock.UtcNow += TimeSpan.FromMinutes(2);

        Assert.That((cache.TryGetValue(ends, out _), cache.TryGetValue(stays, out _)), Is.EqualTo((false, true)));
        SpinWait.SpinUntil(() => Table.EvictedAsExpired == 1, TimeSpan.FromSeconds(20));
        Assert.That((Table.Has(1), Table.EvictedAsExpired, Store.Count), Is.EqualTo((false, 1, 1)));
    }

    [Test]
    public void A_removal_in_the_middle_of_an_addition_leaves_nothing_behind()
    {
        using var interrupted = new InterruptedCache(_cache);
        Use(new MemoryCacheStore(interrupted, new EntrySizes(new Dictionary<Type, Delegate>()), Clock));
        interrupted.BeforeCreate = () => Table.Remove(1);

        Table.Add(1);

        Assert.That((_cache.Count, Store.Count, Table.Count), Is.EqualTo((0, 0, 0)));
    }

    [Test]
    public void A_cache_that_the_application_has_closed_does_not_stop_the_clock()
    {
        Table.Add(1, expiresAt: Clock.After(TimeSpan.FromMinutes(1)));
        var ticks = 0;
        Clock.Ticked += _ => ticks++;

        _cache.Dispose();
        Advance(TimeSpan.FromMinutes(2));
        Advance(TimeSpan.FromMinutes(2));

        Assert.That((Table.Has(1), ticks), Is.EqualTo((false, 2)));
    }

    // runs something at the one moment at which the store knows of an entry and the application's cache does not yet
    private sealed class InterruptedCache(MemoryCache cache) : IMemoryCache
    {
        public Action BeforeCreate { get; set; } = () => { };

        public ICacheEntry CreateEntry(object key)
        {
            BeforeCreate();
            return cache.CreateEntry(key);
        }

        public void Remove(object key) => cache.Remove(key);

        public bool TryGetValue(object key, out object? value) => cache.TryGetValue(key, out value);

        public void Dispose()
        {
        }
    }

    private sealed class SteppedClock : Microsoft.Extensions.Internal.ISystemClock
    {
        public DateTimeOffset UtcNow { get; set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    }
}
