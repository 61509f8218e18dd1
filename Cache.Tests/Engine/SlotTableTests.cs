using Cache.Entries;
using Cache.Local;

namespace Cache.Tests.Engine;

public class SlotTableTests
{
    private readonly UnboundedStore _store = new();

    [OneTimeTearDown]
    public void Dispose() => _store.Dispose();

    [Test]
    public void What_was_added_is_found_until_it_is_removed()
    {
        var table = new SlotTable<int, string>();
        var slot = Entry(7);

        Assert.That(table.Find(7), Is.Null);
        Assert.That(table.TryAdd(slot), Is.True);
        Assert.That(table.Find(7), Is.SameAs(slot));
        Assert.That(EntryOf(table, 7), Is.SameAs(slot));
        Assert.That(table.Count, Is.EqualTo(1));
        Assert.That(table.Remove(7), Is.SameAs(slot));
        Assert.That(table.Find(7), Is.Null);
        Assert.That(EntryOf(table, 7), Is.Null);
        Assert.That(table.Remove(7), Is.Null);
        Assert.That(table.Count, Is.Zero);
    }

    [Test]
    public void A_key_that_is_there_is_not_added_again()
    {
        var table = new SlotTable<int, string>();
        var slot = Entry(7);
        table.TryAdd(slot);

        Assert.That(table.TryAdd(Entry(7)), Is.False);
        Assert.That(table.Find(7), Is.SameAs(slot));
        Assert.That(table.Count, Is.EqualTo(1));
    }

    [Test]
    public void A_slot_is_replaced_and_removed_only_by_who_names_the_very_one()
    {
        var table = new SlotTable<int, string>();
        var (first, second) = (Entry(7), Entry(7));
        table.TryAdd(first);

        Assert.That(table.TryUpdate(7, second, Entry(7)), Is.False);
        Assert.That(table.TryRemove(7, second), Is.False);
        Assert.That(table.TryUpdate(8, second, first), Is.False);
        Assert.That(table.Find(7), Is.SameAs(first));
        Assert.That(table.TryUpdate(7, second, first), Is.True);
        Assert.That(EntryOf(table, 7), Is.SameAs(second));
        Assert.That(table.TryRemove(7, first), Is.False);
        Assert.That(table.TryRemove(7, second), Is.True);
        Assert.That(table.Find(7), Is.Null);
    }

    [Test]
    public void What_is_no_entry_is_a_slot_but_no_hit()
    {
        var table = new SlotTable<int, string>();
        var reservation = new Reservation<int>(7);
        var entry = Entry(7);

        table.TryAdd(reservation);
        Assert.That(table.Find(7), Is.SameAs(reservation));
        Assert.That(EntryOf(table, 7), Is.Null);
        table.TryUpdate(7, entry, reservation);
        Assert.That(EntryOf(table, 7), Is.SameAs(entry));
        table.TryUpdate(7, reservation, entry);
        Assert.That(EntryOf(table, 7), Is.Null);
    }

    [Test]
    public void Keys_of_one_hash_do_not_meet([Values(0, 1, -1, int.MinValue)] int hash)
    {
        var table = new SlotTable<CollidingKey, string>();
        var slots = Enumerable.Range(0, 50).Select(value => new Reservation<CollidingKey>(new(value, hash))).ToArray();
        foreach (var slot in slots)
            table.TryAdd(slot);
        for (var i = 0; i < slots.Length; i += 2)
            Assert.That(table.Remove(slots[i].Key), Is.SameAs(slots[i]));

        for (var i = 0; i < slots.Length; i++)
            Assert.That(table.Find(slots[i].Key), i % 2 == 0 ? Is.Null : Is.SameAs(slots[i]));
        Assert.That(table.All(), Is.EquivalentTo(slots.Where((_, index) => index % 2 == 1)));
    }

    [Test]
    public void A_key_that_leaves_and_comes_back_behind_others_stands_once()
    {
        var table = new SlotTable<CollidingKey, string>();
        var (one, two) = (new Reservation<CollidingKey>(new(1, 5)), new Reservation<CollidingKey>(new(2, 5)));
        table.TryAdd(one);
        table.TryAdd(two);
        // its cell is a vacancy before the other now
        table.Remove(one.Key);

        Assert.That(table.TryAdd(new Reservation<CollidingKey>(two.Key)), Is.False);
        Assert.That(table.All(), Is.EqualTo(new[] { two }));
        Assert.That(table.TryAdd(one), Is.True);
        Assert.That(table.All(), Is.EquivalentTo(new[] { one, two }));
    }

    [Test]
    public void Keys_are_compared_and_not_their_references()
    {
        var texts = new SlotTable<string, string>();
        texts.TryAdd(new Reservation<string>("user-123"));
        var objects = new SlotTable<object, string>();
        objects.TryAdd(new Reservation<object>("user-123"));
        objects.TryAdd(new Reservation<object>(new Version(1, 2)));

        Assert.That(texts.Find(string.Concat("user", "-123")), Is.Not.Null);
        Assert.That(texts.Find("user-124"), Is.Null);
        Assert.That(objects.Find(string.Concat("user", "-123")), Is.Not.Null);
        Assert.That(objects.Find(new Version(1, 2)), Is.Not.Null);
        Assert.That(objects.Find("1.2"), Is.Null);
        Assert.That(() => texts.Find(null!), Throws.ArgumentNullException);
    }

    [Test]
    public void Strided_keys_are_found_by_short_searches([Values(1, 64, 1 << 12, 1 << 16)] int stride)
    {
        const int Count = 10_000;
        var table = new SlotTable<int, string>();
        for (var i = 0; i < Count; i++)
            table.TryAdd(new Reservation<int>(i * stride));

        Assert.That(Enumerable.Range(0, Count).Select(i => table.Find(i * stride)), Has.None.Null);
        Assert.That(table.LongestRun, Is.LessThan(200), "a search may go through a run of cells in use");
    }

    [Test]
    public void Keys_of_two_equal_numbers_are_found_by_short_searches()
    {
        var longs = new SlotTable<long, string>();
        var wide = new SlotTable<UInt128, string>();
        for (var number = 0L; number < 5_000; number++)
        {
            longs.TryAdd(new Reservation<long>(number << 32 | number));
            wide.TryAdd(new Reservation<UInt128>(new((ulong)number, (ulong)number)));
        }

        Assert.That((longs.Count, wide.Count), Is.EqualTo((5_000, 5_000)));
        Assert.That(Math.Max(longs.LongestRun, wide.LongestRun), Is.LessThan(200), "their own hash is one for all of them");
    }

    [Test]
    public void A_table_through_which_many_keys_pass_stays_small()
    {
        var table = new SlotTable<int, string>();
        for (var key = 0; key < 100_000; key++)
        {
            table.TryAdd(new Reservation<int>(key));
            table.Remove(key - 20);
        }

        Assert.That(table.Count, Is.EqualTo(20));
        Assert.That(table.Capacity, Is.LessThanOrEqualTo(128));
    }

    [Test]
    public void It_does_what_a_dictionary_does([Range(1, 12)] int seed)
    {
        var random = new Random(seed);
        var table = new SlotTable<CollidingKey, string>();
        var model = new Dictionary<CollidingKey, Slot>();
        var (keys, hashes) = (random.Next(5, 2_000), random.Next(1, 200));
        for (var step = 0; step < 20_000; step++)
        {
            var key = new CollidingKey(random.Next(keys), 0);
            key = key with { Hash = key.Value % hashes * 0x01000193 };
            var slot = new Reservation<CollidingKey>(key);
            var present = model.GetValueOrDefault(key);
            switch (random.Next(step / 4_000 % 2 == 0 ? 4 : 6))
            {
                case 0 or 1:
                    Assert.That(table.TryAdd(slot), Is.EqualTo(model.TryAdd(key, slot)));
                    break;
                case 2:
                    Assert.That(table.TryUpdate(key, slot, present ?? slot), Is.EqualTo(present is not null));
                    if (present is not null)
                        model[key] = slot;
                    break;
                case 3:
                    Assert.That(table.Find(key), Is.SameAs(present));
                    break;
                case 4:
                    Assert.That(table.Remove(key), Is.SameAs(present));
                    model.Remove(key);
                    break;
                default:
                    Assert.That(table.TryRemove(key, present ?? slot), Is.EqualTo(model.Remove(key)));
                    break;
            }
        }

        Assert.That(table.Count, Is.EqualTo(model.Count));
        Assert.That(table.All(), Is.EquivalentTo(model.Values));
        Assert.That(model, Is.All.Matches<KeyValuePair<CollidingKey, Slot>>(pair => table.Find(pair.Key) == pair.Value));
    }

    private static CacheEntry<int, string>? EntryOf(SlotTable<int, string> table, int key) => SlotTable<int, string>.EntryIn(table.Find(key));

    private CacheEntry<int, string> Entry(int key) => new(new(_store, 0), key, new("", null, 1, 1, null, 1));
}
