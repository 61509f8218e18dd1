using Cache.Entries;
using Cache.Local;
using Cache.Time;

namespace Cache.Tests.Engine;

// what lets a hit through on the cell of the table alone, and all that has to stop it
public class PassTests
{
    private static readonly TimeSpan s_hour = TimeSpan.FromHours(1);

    private readonly UnboundedStore _store = new();

    [OneTimeTearDown]
    public void Dispose() => _store.Dispose();

    [Test]
    public void An_entry_passes_when_it_has_been_granted_a_pass_and_not_before()
    {
        var table = new SlotTable<int, string>();
        var entry = Add(table, 7, "value");
        Assert.That(table.TryPass(7, out string? _, out _), Is.False);

        Grant(table, entry);

        Assert.That(table.TryPass(7, out string? value, out _), Is.True);
        Assert.That(value, Is.SameAs(entry.Value));
        Assert.That(table.TryPass(8, out string? _, out _), Is.False);
    }

    [Test]
    public void A_table_of_tasks_hands_out_the_task_that_the_entry_keeps()
    {
        var table = new SlotTable<int, string>(handsOutTasks: true);
        var entry = Add(table, 7, "value");
        Grant(table, entry, forTask: true);

        Assert.That(table.TryPass(7, out Task<string>? task, out _), Is.True);
        Assert.That(task, Is.SameAs(entry.Task));
    }

    [Test]
    public void A_table_hands_out_one_of_the_two_only([Values] bool tasks)
    {
        var table = new SlotTable<int, string>(tasks);
        var entry = Add(table, 7, "value");
        Grant(table, entry, forTask: !tasks);
        Assert.That((table.TryPass(7, out Task<string>? _, out _), table.TryPass(7, out string? _, out _)), Is.EqualTo((false, false)), "what the table does not hand out earns no pass");

        Grant(table, entry, forTask: tasks);
        Assert.That((table.TryPass(7, out Task<string>? _, out _), table.TryPass(7, out string? _, out _)), Is.EqualTo((tasks, !tasks)));
        table.RevokeAll();
        Assert.That((table.TryPass(7, out Task<string>? _, out _), table.TryPass(7, out string? _, out _)), Is.EqualTo((false, false)));
    }

    [Test]
    public void Null_and_values_that_are_no_objects_pass_like_others()
    {
        var texts = new SlotTable<int, string?>();
        Grant(texts, Add(texts, 1, null));
        var numbers = new SlotTable<string, long>();
        Grant(numbers, Add(numbers, "one", 1));

        Assert.That(texts.TryPass(1, out string? text, out _), Is.True);
        Assert.That(text, Is.Null);
        Assert.That(numbers.TryPass(string.Concat("o", "ne"), out long number, out _), Is.True);
        Assert.That(number, Is.EqualTo(1));
    }

    [Test]
    public void Of_keys_of_one_hash_the_first_passes_and_the_others_are_found_the_longer_way()
    {
        var table = new SlotTable<CollidingKey, string>();
        var entries = Enumerable.Range(0, 5).Select(value => Add(table, new CollidingKey(value, 5), $"{value}")).ToArray();
        foreach (var entry in entries)
            Grant(table, entry);

        Assert.That(entries.Select(entry => table.TryPass(entry.Key, out string? value, out _) ? value : null), Is.EqualTo(new[] { "0", null, null, null, null }));
        Assert.That(entries.Select(entry => table.Find(entry.Key)), Is.EqualTo(entries));
        Assert.That(table.TryPass(new CollidingKey(5, 5), out string? _, out _), Is.False);
    }

    [Test]
    public void Keys_of_one_cell_pass_each_by_itself()
    {
        var table = new SlotTable<CollidingKey, string>();
        var entries = CollidingKey.HashesOf(cell: 3).Take(6).Select((hash, value) => Add(table, new CollidingKey(value, hash), $"{value}")).ToArray();
        foreach (var entry in entries)
            Grant(table, entry);

        Assert.That(entries.Select(entry => table.TryPass(entry.Key, out string? value, out _) ? value : null), Is.EqualTo(new[] { "0", "1", "2", "3", "4", "5" }));
    }

    [Test]
    public void What_a_call_without_a_pass_has_seen_is_where_its_search_begins()
    {
        var table = new SlotTable<CollidingKey, string>();
        var (first, second) = (Add(table, new CollidingKey(1, 5), "first"), Add(table, new CollidingKey(2, 5), "second"));

        Assert.That(Found(table, first.Key), Is.EqualTo((first, first)));
        Assert.That(Found(table, second.Key), Is.EqualTo((first, second)), "behind another of its hash");
        Assert.That(Found(table, new CollidingKey(3, 5)), Is.EqualTo((first, default(Slot))));
        Assert.That(Found(table, new CollidingKey(1, 6)), Is.EqualTo((default(Slot), default(Slot))));
        table.Remove(first.Key);
        Assert.That(Found(table, first.Key), Is.EqualTo((Vacancy.Instance, default(Slot))));
        Assert.That(Found(table, second.Key), Is.EqualTo((Vacancy.Instance, second)));
    }

    [Test]
    public void Passes_of_a_generation_that_is_over_are_none()
    {
        var table = new SlotTable<int, string>();
        var entry = Add(table, 7, "value");
        Grant(table, entry);

        table.RevokeAll();
        Assert.That(table.TryPass(7, out string? _, out _), Is.False);

        Grant(table, entry);
        Assert.That(table.TryPass(7, out string? _, out _), Is.True);
    }

    [Test]
    public void Who_found_an_entry_live_before_a_generation_ended_grants_nothing_in_the_next()
    {
        var table = new SlotTable<int, string>();
        var entry = Add(table, 7, "value");
        var seen = table.Generation;

        table.RevokeAll();
        table.Grant(entry, s_hour.Ticks, seen, forTask: false);

        Assert.That(table.TryPass(7, out string? _, out _), Is.False);
    }

    [Test]
    public void A_pass_is_none_in_any_later_generation_also_where_numbers_come_again()
    {
        const int Numbers = (1 << 15) - 1;
        var table = new SlotTable<int, string>();
        var (entry, other) = (Add(table, 7, "value"), Add(table, 8, "other"));
        Grant(table, entry);
        var seen = table.Generation;

        for (var generation = 1; generation <= 2 * Numbers + 1; generation++)
        {
            table.RevokeAll();
            Assert.That(table.TryPass(7, out string? _, out _), Is.False, $"{generation} generations later");
        }
        table.Grant(entry, s_hour.Ticks, seen, forTask: false);
        Assert.That(table.TryPass(7, out string? _, out _), Is.False, "nor does one who saw the first grant a pass of the one with its number");
        Grant(table, other);
        Assert.That(table.TryPass(8, out string? _, out _), Is.True);
    }

    [Test]
    public void A_pass_ends_by_its_time_and_at_most_105_ms_before([Values(250, 1_000, 60_000, 3 * 3_600_000, 12 * 3_600_000)] int milliseconds)
    {
        var tick = TimeSpan.FromMilliseconds(105);
        var table = new SlotTable<int, string>();
        var entry = Add(table, 7, "value");
        var until = TimeSpan.FromMilliseconds(milliseconds);
        for (var now = TimeSpan.Zero; now < until - tick; now += TimeSpan.FromMilliseconds(Math.Max(15, milliseconds / 500)))
        {
            table.Tick(now.Ticks);
            Grant(table, entry, until: until.Ticks);
            Assert.That(table.TryPass(7, out string? _, out _) || IsLastTickOfAPeriod(now), Is.True, $"at {now}");
        }

        table.Tick(until.Ticks);
        Assert.That(table.TryPass(7, out string? _, out _), Is.False);
        Grant(table, entry, until: until.Ticks);
        Assert.That(table.TryPass(7, out string? _, out _), Is.False, "what is over earns no pass");
    }

    [Test]
    public void A_pass_lasts_no_longer_than_its_period_and_is_granted_again_in_the_next()
    {
        var table = new SlotTable<int, string>();
        var entry = Add(table, 7, "value");
        Grant(table, entry, until: CoarseClock.Never);

        table.Tick(TimeSpan.FromHours(3.5).Ticks);
        Assert.That(table.TryPass(7, out string? _, out _), Is.True);
        table.Tick(TimeSpan.FromHours(4).Ticks);
        Assert.That(table.TryPass(7, out string? _, out _), Is.False);
        // as much later in the next but one as it was granted in its own
        table.Tick(TimeSpan.FromTicks(2L << 37).Ticks);
        Assert.That(table.TryPass(7, out string? _, out _), Is.False);

        Grant(table, entry, until: CoarseClock.Never);
        Assert.That(table.TryPass(7, out string? _, out _), Is.True);
    }

    [Test]
    public void What_takes_the_place_of_an_entry_does_not_get_its_pass()
    {
        var table = new SlotTable<int, string>();
        var (first, second) = (Add(table, 7, "first"), Entry(7, "second"));
        Grant(table, first);

        table.TryUpdate(7, second, first);
        Assert.That(table.TryPass(7, out string? _, out _), Is.False);
        Grant(table, first);
        Assert.That(table.TryPass(7, out string? _, out _), Is.False, "an entry that is gone earns none");
        Grant(table, second);
        Assert.That(table.TryPass(7, out string? value, out _), Is.True);
        Assert.That(value, Is.EqualTo("second"));

        table.TryUpdate(7, new Reservation<int>(7), second);
        Assert.That(table.TryPass(7, out string? _, out _), Is.False);
    }

    [Test]
    public void An_entry_that_was_removed_does_not_pass_nor_does_what_comes_into_its_cell()
    {
        var table = new SlotTable<int, string>();
        var first = Add(table, 7, "first");
        Grant(table, first);

        table.Remove(7);
        Assert.That(table.TryPass(7, out string? _, out _), Is.False);
        Add(table, 7, "second");
        Assert.That(table.TryPass(7, out string? _, out _), Is.False);
    }

    [Test]
    public void An_entry_that_comes_back_from_behind_a_flight_passes_once_it_is_granted_a_pass_again([Values] bool tasks)
    {
        var table = new SlotTable<int, string>(tasks);
        var entry = Add(table, 7, "value");
        Grant(table, entry, tasks);
        var flight = new HoldingFlight(7, entry);

        table.TryUpdate(7, flight, entry);
        Assert.That(Passes(table), Is.Null);
        table.TryUpdate(7, entry, flight);
        Assert.That(Passes(table), Is.Null);

        Grant(table, entry, tasks);
        Assert.That(Passes(table), Is.EqualTo("value"));
    }

    [Test]
    public void An_entry_whose_mark_is_taken_away_passes_no_more_until_it_is_marked()
    {
        var entries = new EntryTable<int, string>(_store, 0);
        var entry = new CacheEntry<int, string>(entries, 7, new("value", null, s_hour.Ticks, 1, null, 1)) { Visited = true };
        entries.Put(7, entry);
        Grant(entries.Slots, entry);
        Assert.That(entries.Slots.TryPass(7, out string? _, out _), Is.True);

        entry.Visited = false;
        Assert.That(entries.Slots.TryPass(7, out string? _, out _), Is.False);
        entries.Slots.Grant(entry, s_hour.Ticks, entries.Slots.Generation, forTask: false);
        Assert.That(entries.Slots.TryPass(7, out string? _, out _), Is.False, "the store wants to hear of its hits");

        entry.Visited = true;
        Grant(entries.Slots, entry);
        Assert.That(entries.Slots.TryPass(7, out string? _, out _), Is.True);
    }

    [Test]
    public void Passes_are_not_carried_over_into_a_larger_array()
    {
        var table = new SlotTable<int, string>();
        var entry = Add(table, 7, "value");
        Grant(table, entry);

        for (var key = 100; table.Capacity == 16; key++)
            Add(table, key, "");
        Assert.That(table.TryPass(7, out string? _, out _), Is.False);

        Grant(table, entry);
        Assert.That(table.TryPass(7, out string? _, out _), Is.True);
    }

    private static (Slot? Seen, Slot? Found) Found(SlotTable<CollidingKey, string> table, CollidingKey key)
    {
        Assert.That(table.TryPass(key, out string? _, out var seen), Is.False);
        return (seen, table.Find(key, seen));
    }

    private static string? Passes(SlotTable<int, string> table) =>
        table.TryPass(7, out string? value, out _) ? value : table.TryPass(7, out Task<string>? task, out _) ? task.Result : null;

    // a pass that would end with its period right now is none
    private static bool IsLastTickOfAPeriod(TimeSpan now) => (now.Ticks >> 20) % (1 << 17) == (1 << 17) - 1;

    private static void Grant<TKey, TValue>(SlotTable<TKey, TValue> table, CacheEntry<TKey, TValue> entry, bool forTask = false, long? until = null)
        where TKey : notnull => table.Grant(entry, until ?? s_hour.Ticks, table.Generation, forTask);

    private CacheEntry<TKey, TValue> Add<TKey, TValue>(SlotTable<TKey, TValue> table, TKey key, TValue value)
        where TKey : notnull
    {
        var entry = Entry(key, value);
        Assert.That(table.TryAdd(entry), Is.True);
        return entry;
    }

    private CacheEntry<TKey, TValue> Entry<TKey, TValue>(TKey key, TValue value)
        where TKey : notnull => new(new(_store, 0), key, new(value, null, s_hour.Ticks, 1, null, 1)) { Visited = true };
}
