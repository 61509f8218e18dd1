using Cache.Local;
using Cache.Time;

namespace Cache.Tests.Memory;

/// <summary>What any store must do: a store is done when this suite passes unchanged.</summary>
public abstract class LocalStoreContract
{
    private static readonly TimeSpan s_precision = TimeSpan.FromTicks(TimerWheel.Precision) + 2 * CoarseClock.Resolution;

    private protected ManualTimeProvider Time { get; private set; } = null!;

    private protected CoarseClock Clock { get; private set; } = null!;

    private protected ILocalStore Store { get; private set; } = null!;

    private protected FakeTable Table { get; private set; } = null!;

    [SetUp]
    public void Open()
    {
        Time = new();
        Clock = new(Time);
        Use(100_000);
    }

    [TearDown]
    public void Close()
    {
        Store.Dispose();
        Clock.Dispose();
    }

    [Test]
    public void What_is_added_is_counted_and_measured()
    {
        Table.Add(1, size: 10);
        Table.Add(2, size: 20);

        Assert.That((Store.Count, Store.Bytes), Is.EqualTo((2, 30)));
    }

    [Test]
    public void What_is_removed_is_forgotten_and_not_evicted()
    {
        var entry = Table.Add(1, size: 10, expiresAt: Clock.After(TimeSpan.FromMinutes(1)));

        Table.Remove(1);
        Store.Remove(entry);
        Advance(TimeSpan.FromMinutes(2));

        Assert.That((Store.Count, Store.Bytes, entry.Evictions), Is.EqualTo((0, 0, 0)));
    }

    [Test]
    public void An_entry_that_is_removed_before_it_is_added_is_not_admitted()
    {
        var entry = Table.Put(1, expiresAt: Clock.After(TimeSpan.FromMinutes(1)));
        Table.Remove(1);

        Store.Add(entry);

        Assert.That(Store.Count, Is.Zero);
        Advance(TimeSpan.FromMinutes(2));
        Assert.That(entry.Evictions, Is.Zero);
    }

    [Test]
    public void An_expired_entry_that_is_kept_for_longer_leaves_when_that_time_is_over()
    {
        var entry = Table.Put(1, expiresAt: Clock.After(TimeSpan.FromMinutes(1)));
        entry.KeptFor = TimeSpan.FromHours(1).Ticks;
        Store.Add(entry);

        Advance(TimeSpan.FromMinutes(61) - s_precision);
        Assert.That((Table.Has(1), Store.Count), Is.EqualTo((true, 1)));
        Advance(2 * s_precision);
        Assert.That((Table.Has(1), Store.Count), Is.EqualTo((false, 0)));
        Assert.That(Table.EvictedAsExpired, Is.EqualTo(1));
    }

    [Test]
    public void An_entry_that_is_to_be_kept_for_longer_than_when_it_was_added_is()
    {
        var entry = Table.Add(1, expiresAt: Clock.After(TimeSpan.FromMinutes(1)));
        entry.KeptFor = TimeSpan.FromMinutes(1).Ticks;

        Advance(TimeSpan.FromMinutes(2) - s_precision);
        Assert.That(Table.Has(1), Is.True);
        Advance(2 * s_precision);
        Assert.That(Table.Has(1), Is.False);
    }

    [TestCase("500ms")]
    [TestCase("59s")]
    [TestCase("7m")]
    [TestCase("3h")]
    [TestCase("2d")]
    [TestCase("400d")]
    public void An_expired_entry_leaves_its_table_without_a_request(string ttl)
    {
        Advance(TimeSpan.FromHours(7));
        var duration = CacheDuration.Parse(ttl);
        var entry = Table.Add(1, expiresAt: Clock.After(duration));
        Table.Add(2);

        Advance(duration - CoarseClock.Resolution);
        Assert.That(Table.Has(1), Is.True, "its time is not over");

        Advance(s_precision);
        Assert.That(Table.Has(1), Is.False);
        Assert.That((entry.Evictions, Table.EvictedAsExpired, Store.Count), Is.EqualTo((1, 1, 1)));
        Assert.That(Table.Has(2), Is.True, "it never expires");
    }

    [Test]
    public void Entries_whose_times_are_far_apart_leave_each_in_its_time()
    {
        TimeSpan[] ends = [.. Enumerable.Range(0, 22).Select(power => TimeSpan.FromSeconds(1 << power))];
        for (var i = 0; i < ends.Length; i++)
            Table.Add(i, expiresAt: Clock.After(ends[i]));

        for (var i = 0; i < ends.Length; i++)
        {
            Advance(ends[i] + s_precision - Elapsed);
            Assert.That(Table.Count, Is.EqualTo(ends.Length - i - 1), $"after {ends[i]}");
        }
    }

    [Test]
    public void A_spent_budget_evicts_until_what_is_held_fits()
    {
        Use(1_000);
        for (var key = 0; key < 500; key++)
            Table.Add(key, size: 10);

        Settle(() => Store.Bytes <= 1_000);
        Assert.That(Store.Bytes, Is.InRange(1, 1_000));
        Assert.That(Table.EvictedForCapacity, Is.EqualTo(500 - Store.Count));
    }

    [Test]
    public void A_hit_allocates_nothing()
    {
        var entry = Table.Add(1);

        Assert.That(Enumerable.Range(0, 5).Min(_ => AllocatedByHits(entry)), Is.Zero, "the first rounds may make what is made once");
    }

    [Test]
    public async Task Writers_removals_expiry_and_evictions_at_the_same_time_leave_nothing_behind()
    {
        Use(2_000);
        var entries = await Task.WhenAll(Enumerable.Range(0, 4).Select(writer => Task.Run(() => Write(writer))));
        for (var i = 0; i < 200; i++)
            Advance(TimeSpan.FromMilliseconds(50));

        Settle(() => Store.Bytes <= 2_000);
        Assert.That(entries.SelectMany(entry => entry).Max(entry => entry.Evictions), Is.EqualTo(1), "never evicted twice");
        for (var key = 0; key < 80_000; key++)
            Table.Remove(key);
        Assert.That((Table.Bytes, Store.Count, Store.Bytes), Is.EqualTo((0, 0, 0)));
    }

    [Test]
    public void A_store_that_is_disposed_leaves_the_clock()
    {
        Table.Add(1, expiresAt: Clock.After(TimeSpan.FromSeconds(1)));

        Store.Dispose();
        Advance(TimeSpan.FromMinutes(1));

        Assert.That(Table.EvictedAsExpired, Is.Zero);
    }

    /// <summary>A store whose budget is in bytes.</summary>
    private protected abstract ILocalStore Create(long bytes);

    private protected void Use(long bytes) => Use(Create(bytes));

    private protected void Use(ILocalStore store)
    {
        Store?.Dispose();
        Store = store;
        Table = new(store);
    }

    private protected void Advance(TimeSpan by) => Time.Advance(by);

    /// <summary>Waits for evictions that run on other threads, and checks that table and store agree.</summary>
    private protected void Settle(Func<bool> done)
    {
        SpinWait.SpinUntil(() => done() && Table.Count == Store.Count && Table.Bytes == Store.Bytes, TimeSpan.FromSeconds(20));
        Assert.That((Table.Count, Table.Bytes), Is.EqualTo((Store.Count, Store.Bytes)));
    }

    private long AllocatedByHits(FakeEntry entry)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
        {
            if (!entry.Visited)
                Store.Touch(entry);
        }
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private TimeSpan Elapsed => TimeSpan.FromTicks(Time.GetTimestamp());

    private List<FakeEntry> Write(int writer)
    {
        var random = new Random(writer);
        var entries = new List<FakeEntry>();
        for (var i = 0; i < 20_000; i++)
        {
            var key = writer * 20_000 + i;
            entries.Add(Table.Add(key, random.Next(1, 20), random.Next(2) == 0 ? CoarseClock.Never : Clock.After(TimeSpan.FromMilliseconds(random.Next(1, 500)))));
            switch (random.Next(10))
            {
                case 0:
                    Table.Remove(random.Next(writer * 20_000, key + 1));
                    break;
                case 1:
                    Store.Touch(entries[random.Next(entries.Count)]);
                    break;
                case 2 when i % 50 == 0:
                    Advance(CoarseClock.Resolution);
                    break;
            }
        }
        return entries;
    }
}
