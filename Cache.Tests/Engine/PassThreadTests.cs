using System.Globalization;
using Cache.Entries;
using Cache.Local;

namespace Cache.Tests.Engine;

// readers that take no lock, while one cell has now this entry and now that
public class PassThreadTests
{
    private const int Rounds = 400_000;
    private const int Readers = 6;

    // a test that reads too little shows nothing, and one that reads nothing must end
    private const int EnoughPasses = 20_000;
    private const int MostRounds = 100 * Rounds;
    private static readonly long s_hour = TimeSpan.FromHours(1).Ticks;

    private readonly UnboundedStore _store = new();

    [OneTimeTearDown]
    public void Dispose() => _store.Dispose();

    [Test]
    public void No_key_is_handed_what_another_has_in_the_same_cell([Values] bool hasNeighbour)
    {
        var table = new SlotTable<int, string>();
        var keys = CollidingKey.HashesOf(cell: 3).Take(3).ToArray();
        // what leaves a cell before one that is in use leaves the vacancy
        if (hasNeighbour)
            table.TryAdd(new Reservation<int>(CollidingKey.HashesOf(cell: 4).First()));
        var entries = keys.Select(key => Entry(key, key.ToString(CultureInfo.InvariantCulture))).ToArray();

        var passed = WhileReading(
            round =>
            {
                var entry = Entry(keys[round % keys.Length], entries[round % keys.Length].Value);
                table.TryAdd(entry);
                table.Grant(entry, s_hour, table.Generation, forTask: false);
                table.Remove(entry.Key);
            },
            turn =>
            {
                var place = turn % keys.Length;
                if (!table.TryPass(keys[place], out string? value, out Slot? _))
                    return false;
                Assert.That(value, Is.SameAs(entries[place].Value));
                return true;
            });

        Assert.That(passed, Is.GreaterThanOrEqualTo(EnoughPasses));
    }

    [Test]
    public void The_vacancy_is_never_taken_for_an_entry()
    {
        var table = new SlotTable<int, long>();
        var key = CollidingKey.HashesOf(cell: 3).First();
        table.TryAdd(new Reservation<int>(CollidingKey.HashesOf(cell: 4).First()));

        var passed = WhileReading(
            round =>
            {
                var entry = Entry(key, 777L);
                table.TryAdd(entry);
                table.Grant(entry, s_hour, table.Generation, forTask: false);
                table.Remove(key);
            },
            _ =>
            {
                if (!table.TryPass(key, out long value, out Slot? _))
                    return false;
                Assert.That(value, Is.EqualTo(777));
                return true;
            });

        Assert.That(passed, Is.GreaterThanOrEqualTo(EnoughPasses));
    }

    [Test]
    public void The_vacancy_has_no_key_to_compare()
    {
        var table = new SlotTable<CollidingKey, string>();
        table.TryAdd(new Reservation<CollidingKey>(new(1, 5)));
        table.TryAdd(new Reservation<CollidingKey>(new(2, 5)));
        // its cell is the first that a search comes to, before one that is in use
        table.Remove(new(1, 5));

        var passed = WhileReading(
            round =>
            {
                var entry = Entry(new CollidingKey(3, 5), "value");
                table.TryAdd(entry);
                table.Grant(entry, s_hour, table.Generation, forTask: false);
                table.Remove(entry.Key);
            },
            _ =>
            {
                if (!table.TryPass(new(3, 5), out string? value, out Slot? _))
                    return false;
                Assert.That(value, Is.EqualTo("value"));
                return true;
            });

        Assert.That(passed, Is.GreaterThanOrEqualTo(EnoughPasses));
    }

    [Test]
    public void What_was_taken_away_before_a_read_began_is_not_handed_out_by_it([Values] bool byVersion)
    {
        var table = new SlotTable<int, string>();
        var taken = -1L;

        var passed = WhileReading(
            round =>
            {
                var entry = Entry(7, round.ToString(CultureInfo.InvariantCulture));
                table.TryAdd(entry);
                var generation = table.Generation;
                table.Grant(entry, s_hour, generation, forTask: false);
                if (byVersion)
                {
                    table.RevokeAll();
                    // one that has found the entry live before, and comes late
                    table.Grant(entry, s_hour, generation, forTask: false);
                    Volatile.Write(ref taken, round);
                }
                table.Remove(7);
                Volatile.Write(ref taken, round);
            },
            _ =>
            {
                var before = Volatile.Read(ref taken);
                if (!table.TryPass(7, out string? value, out Slot? _))
                    return false;
                Assert.That(long.Parse(value, CultureInfo.InvariantCulture), Is.GreaterThan(before));
                return true;
            });

        Assert.That(passed, Is.GreaterThanOrEqualTo(EnoughPasses));
    }

    [Test]
    public void An_entry_that_goes_behind_a_flight_and_comes_back_is_handed_out_whole([Values] bool tasks)
    {
        var table = new SlotTable<int, string>(tasks);
        var entry = Entry(7, "value");
        table.TryAdd(entry);
        var flight = new HoldingFlight(7, entry);

        var passed = WhileReading(
            _ =>
            {
                table.Grant(entry, s_hour, table.Generation, tasks);
                table.TryUpdate(7, flight, entry);
                table.TryUpdate(7, entry, flight);
            },
            _ =>
            {
                if (tasks)
                {
                    if (!table.TryPass(7, out Task<string>? task, out Slot? _))
                        return false;
                    Assert.That(task?.Result, Is.EqualTo("value"));
                    return true;
                }
                if (!table.TryPass(7, out string? value, out Slot? _))
                    return false;
                Assert.That(value, Is.EqualTo("value"));
                return true;
            });

        Assert.That(passed, Is.GreaterThanOrEqualTo(EnoughPasses));
    }

    [Test]
    public void A_pass_does_not_outlive_the_mark_that_is_taken_away_while_it_is_granted()
    {
        const int Meetings = 50_000;
        var entries = new EntryTable<int, string>(_store, 0);
        var entry = new CacheEntry<int, string>(entries, 7, new("value", null, s_hour, 1, null, 1));
        entries.Put(7, entry);
        using var meeting = new Barrier(2);

        var granting = new Thread(() =>
        {
            for (var round = 0; round < Meetings; round++)
            {
                meeting.SignalAndWait();
                Thread.SpinWait(round % 11);
                if (entry.Visited)
                    entries.Slots.Grant(entry, s_hour, entries.Slots.Generation, forTask: false);
                meeting.SignalAndWait();
            }
        });
        granting.Start();
        var outlived = 0;
        for (var round = 0; round < Meetings; round++)
        {
            entry.Visited = true;
            meeting.SignalAndWait();
            Thread.SpinWait(round % 13);
            entry.Visited = false;
            meeting.SignalAndWait();
            if (entries.Slots.TryPass(7, out string? _, out Slot? _))
                outlived++;
        }
        granting.Join();

        Assert.That(outlived, Is.Zero);
    }

    // one writer, and more readers than processors, so that some are interrupted in the middle; gives how often a reader found what it looked for
    private static long WhileReading(Action<int> write, Func<int, bool> read)
    {
        var (passed, isOver) = (0L, false);
        Exception? failure = null;
        var readers = Enumerable.Range(0, Readers).Select(_ => new Thread(() =>
        {
            try
            {
                for (var turn = 0; !Volatile.Read(ref isOver); turn++)
                {
                    if (read(turn))
                        Interlocked.Increment(ref passed);
                }
            }
            catch (Exception found)
            {
                Volatile.Write(ref failure, found);
            }
        })).ToArray();
        foreach (var reader in readers)
            reader.Start();
        try
        {
            for (var round = 0; round < MostRounds && (round < Rounds || Volatile.Read(ref passed) < EnoughPasses) && Volatile.Read(ref failure) is null; round++)
                write(round);
        }
        finally
        {
            Volatile.Write(ref isOver, true);
            foreach (var reader in readers)
                reader.Join();
        }
        Assert.That(failure, Is.Null);
        return passed;
    }

    private CacheEntry<TKey, TValue> Entry<TKey, TValue>(TKey key, TValue value)
        where TKey : notnull => new(new(_store, 0), key, new(value, null, s_hour, 1, null, 1)) { Visited = true };
}
