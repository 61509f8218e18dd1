using Cache.Local;
using Cache.Time;

namespace Cache.Tests.Memory;

public class LocalStoreTests : LocalStoreContract
{
    private protected override ILocalStore Create(long bytes) => new LocalStore(new(bytes, InBytes: true), Sizes, Clock);

    private static EntrySizes Sizes => new(new Dictionary<Type, Delegate>());

    [Test]
    public void The_newest_entry_is_never_refused()
    {
        Use(new LocalStore(new(100, InBytes: false), Sizes, Clock));
        for (var key = 0; key < 5_000; key++)
        {
            Table.Add(key);
            Table.Hit(key / 2 * 2 == key ? key : key - 1, times: 3);
            Assert.That(Table.Has(key), Is.True);
        }
        Assert.That((Table.Count, Store.Count), Is.EqualTo((100, 100)));
    }

    [Test]
    public void The_newest_entry_is_admitted_even_when_all_others_were_hit()
    {
        Use(new LocalStore(new(1_000, InBytes: false), Sizes, Clock));
        for (var key = 0; key < 1_000; key++)
        {
            Table.Add(key);
            Table.Hit(key, times: 3);
        }

        Table.Add(1_000);

        Assert.That(Table.Has(1_000), Is.True);
        Assert.That(Table.Count, Is.EqualTo(1_000));
    }

    [Test]
    public void An_entry_larger_than_the_budget_stays_alone_until_the_next_one_comes()
    {
        Use(100);
        for (var key = 0; key < 10; key++)
            Table.Add(key, size: 10);

        Table.Add(10, size: 500);
        Assert.That((Table.Has(10), Table.Count, Store.Bytes), Is.EqualTo((true, 1, 500)));

        Table.Add(11, size: 10);
        Assert.That((Table.Has(10), Table.Has(11), Store.Bytes), Is.EqualTo((false, true, 10)));
    }

    [Test]
    public void A_budget_of_one_entry_holds_the_newest([Values(1, 2)] int limit, [Values] bool inBytes)
    {
        Use(new LocalStore(new(inBytes ? limit * 10 : limit, inBytes), Sizes, Clock));
        for (var key = 0; key < 100; key++)
        {
            Table.Add(key, size: 10);
            Assert.That((Table.Has(key), Store.Count), Is.EqualTo((true, Math.Min(key + 1, limit))));
        }
    }

    [Test]
    public void An_entry_that_was_hit_outlives_those_that_were_not()
    {
        Use(new LocalStore(new(100, InBytes: false), Sizes, Clock));
        Table.Add(0);
        Table.Hit(0);

        for (var key = 1; key < 1_000; key++)
            Table.Add(key);

        Assert.That(Table.Has(0), Is.True);
        Assert.That(Table.Has(1), Is.False);
    }

    [Test]
    public void A_key_that_comes_back_soon_after_its_eviction_is_kept_longer()
    {
        Use(new LocalStore(new(100, InBytes: false), Sizes, Clock));
        for (var key = 0; key < 101; key++)
            Table.Add(key);
        Assert.That(Table.Has(0), Is.False);

        Table.Add(0);
        for (var key = 1_000; key < 1_200; key++)
            Table.Add(key);

        Assert.That(Table.Has(0), Is.True);
    }

    [Test]
    public async Task Many_writers_exceed_the_budget_by_one_entry_each_at_most()
    {
        const int Writers = 8;
        const int Largest = 100;
        Use(10_000);
        var done = false;
        var most = 0L;
        var observer = Task.Run(() =>
        {
            while (!Volatile.Read(ref done))
                most = Math.Max(most, Table.Bytes);
        });

        var highest = await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(() => Fill(writer, 20_000, Largest))));
        Volatile.Write(ref done, true);
        await observer;

        Assert.That(highest.Append(most).Max(), Is.InRange(9_000, 10_000 + Writers * Largest));
        Assert.That((Table.Count, Table.Bytes), Is.EqualTo((Store.Count, Store.Bytes)));
        Assert.That(Store.Bytes, Is.InRange(10_000 - Largest, 10_000));
    }

    [Test]
    public void What_has_expired_goes_before_what_lives()
    {
        const int Living = 5_000;
        const int Expiring = 20_000;
        Use(new LocalStore(new(Living + Expiring, InBytes: false), Sizes, Clock));
        // the living are the oldest: the policy alone would take them first
        for (var key = 0; key < Living; key++)
            Table.Add(key);
        for (var key = 0; key < Expiring; key++)
            Table.Add(Living + key, expiresAt: Clock.After(TimeSpan.FromSeconds(1)));

        // one tick frees a part only, so that it stays short
        Advance(TimeSpan.FromSeconds(10));
        Assert.That(Table.EvictedAsExpired, Is.InRange(1, Expiring - 1));

        for (var key = 0; key < Expiring; key++)
            Table.Add(Living + Expiring + key);
        Assert.That((Table.EvictedAsExpired, Table.EvictedForCapacity), Is.EqualTo((Expiring, 0)));
    }

    [Test]
    public void An_expired_entry_is_not_kept_for_its_hits()
    {
        Use(new LocalStore(new(10, InBytes: false), Sizes, Clock));
        Table.Add(0, expiresAt: Clock.After(TimeSpan.FromMilliseconds(1)));
        Table.Hit(0, times: 3);
        for (var key = 1; key < 10; key++)
            Table.Add(key);
        // over, but too lately for the wheel
        Advance(CoarseClock.Resolution);

        Table.Add(10);

        Assert.That((Table.Has(0), Table.EvictedAsExpired, Table.EvictedForCapacity), Is.EqualTo((false, 1, 0)));
    }

    [Test]
    public void After_three_hits_an_entry_asks_for_no_more()
    {
        var entry = Table.Add(1);

        Store.Touch(entry);
        Store.Touch(entry);
        Assert.That(entry.Visited, Is.False);

        Store.Touch(entry);
        Assert.That(entry.Visited, Is.True);
    }

    [Test]
    public void An_addition_allocates_nothing_once_the_store_is_full()
    {
        Use(new LocalStore(new(100, InBytes: false), Sizes, Clock));
        for (var key = 0; key < 1_000; key++)
            Table.Add(key);
        var outside = new FakeTable(Store);

        Assert.That(Enumerable.Range(0, 5).Min(_ => Allocated(outside)), Is.Zero, "the runtime may allocate a table of its own in some round, the store in none");
        Assert.That(Store.Count, Is.EqualTo(100));
    }

    [Test]
    public void A_budget_in_entries_measures_nothing()
    {
        Assert.That(new LocalStore(new(100, InBytes: false), Sizes, Clock).SizerFor<string, string>(null), Is.Null);
        Assert.That(Store.SizerFor<string, string>(null), Is.Not.Null);
    }

    private long Allocated(FakeTable table)
    {
        var entries = Enumerable.Range(0, 1_000).Select(key => new FakeEntry(table, key, 1, Clock.After(TimeSpan.FromMinutes(1 + key)))).ToArray();
        var before = GC.GetAllocatedBytesForCurrentThread();
        foreach (var entry in entries)
            Store.Add(entry);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private long Fill(int writer, int count, int largest)
    {
        var random = new Random(writer);
        var most = 0L;
        for (var i = 0; i < count; i++)
        {
            Table.Add(writer * count + i, random.Next(1, largest + 1));
            most = Math.Max(most, Table.Bytes);
        }
        return most;
    }
}
