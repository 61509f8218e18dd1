using Cache.Entries;
using Cache.Local;

namespace Cache.Tests.Engine;

// the promises that readers without a lock rely on, while writers add, replace, remove and let the table grow
public class SlotTableThreadTests
{
    private const int Rounds = 30_000;

    [Test]
    public void A_key_that_stays_is_never_missed_and_no_search_finds_another_s()
    {
        const int Staying = 40;
        var table = new SlotTable<int, string>();
        for (var key = 0; key < Staying; key++)
            table.TryAdd(new Reservation<int>(key));
        var failures = 0;

        WhileWriting(table, firstKey: Staying, () =>
        {
            for (var key = 0; key < Staying + 100; key++)
            {
                var slot = table.Find(key);
                if (slot is null ? key < Staying : SlotTable<int, string>.KeyOf(slot) != key)
                    Interlocked.Increment(ref failures);
            }
        });

        Assert.That(failures, Is.Zero);
    }

    [Test]
    public void A_scan_meets_every_key_that_stays()
    {
        const int Staying = 40;
        var table = new SlotTable<int, string>();
        for (var key = 0; key < Staying; key++)
            table.TryAdd(new Reservation<int>(key));
        var failures = 0;

        WhileWriting(table, firstKey: Staying, () =>
        {
            if (table.All().Select(SlotTable<int, string>.KeyOf).Where(key => key < Staying).Distinct().Count() != Staying)
                Interlocked.Increment(ref failures);
        });

        Assert.That(failures, Is.Zero);
    }

    [Test]
    public void What_was_removed_before_a_search_began_is_not_found_by_it()
    {
        var table = new SlotTable<int, string>();
        var failures = 0;
        Slot? removed = null;

        // the one key that this writer adds and removes; the others make the table grow and shrink around it
        var writer = new Thread(() =>
        {
            for (var round = 0; round < Rounds; round++)
            {
                var slot = new Reservation<int>(-1);
                table.TryAdd(slot);
                table.Remove(-1);
                Volatile.Write(ref removed, slot);
            }
        });
        writer.Start();
        WhileWriting(table, firstKey: 0, () =>
        {
            var gone = Volatile.Read(ref removed);
            if (gone is not null && table.Find(-1) == gone)
                Interlocked.Increment(ref failures);
        });
        writer.Join();

        Assert.That(failures, Is.Zero);
    }

    [Test]
    public void No_slot_is_lost_when_many_threads_make_the_table_grow()
    {
        const int Each = 5_000;
        var table = new SlotTable<int, string>();
        var threads = Enumerable.Range(0, 4).Select(number => new Thread(() =>
        {
            for (var i = 0; i < Each; i++)
            {
                table.TryAdd(new Reservation<int>(number * Each + i));
                if (i % 3 == 0)
                    table.Remove(number * Each + i);
            }
        })).ToArray();
        foreach (var thread in threads)
            thread.Start();
        foreach (var thread in threads)
            thread.Join();

        var expected = Enumerable.Range(0, 4 * Each).Where(key => key % Each % 3 != 0).ToArray();
        Assert.That(table.Count, Is.EqualTo(expected.Length));
        Assert.That(table.All().Select(SlotTable<int, string>.KeyOf), Is.EquivalentTo(expected));
        Assert.That(expected.Select(table.Find), Has.None.Null);
    }

    // two writers: one lets keys pass through, one adds many and takes them out again, so that vacancies, nulls and new arrays come all the time
    private static void WhileWriting(SlotTable<int, string> table, int firstKey, Action read)
    {
        var passing = new Thread(() =>
        {
            for (var round = 0; round < Rounds; round++)
            {
                var key = firstKey + round % 100;
                table.TryAdd(new Reservation<int>(key));
                if (table.Find(key) is { } seen)
                    table.TryUpdate(key, new Reservation<int>(key), seen);
                table.Remove(key);
            }
        });
        var growing = new Thread(() =>
        {
            for (var round = 0; round < Rounds / 1_000; round++)
            {
                for (var key = 0; key < 1_000; key++)
                    table.TryAdd(new Reservation<int>(1_000_000 + key));
                for (var key = 0; key < 1_000; key++)
                    table.Remove(1_000_000 + key);
            }
        });
        passing.Start();
        growing.Start();
        do
            read();
        while (passing.IsAlive || growing.IsAlive);
        passing.Join();
        growing.Join();
    }
}
