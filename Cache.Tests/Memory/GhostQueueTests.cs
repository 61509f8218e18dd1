using Cache.Entries;
using Cache.Local;
using Cache.Tests.Engine;

namespace Cache.Tests.Memory;

public class GhostQueueTests
{
    private const int Capacity = 1_000;

    [Test]
    public void The_latest_keys_are_remembered_and_older_ones_are_not()
    {
        var ghost = new GhostQueue();
        for (var hash = 0; hash < 10_000; hash++)
            ghost.Add(hash, Capacity);

        var remembered = Enumerable.Range(0, 10_000).Where(hash => ghost.Take(hash, Capacity)).ToArray();

        Assert.That(remembered.Min(), Is.GreaterThanOrEqualTo(9_000));
        Assert.That(remembered, Has.Length.GreaterThan(Capacity * 95 / 100), "few are lost to buckets that are full");
    }

    [Test]
    public void A_key_is_forgotten_when_it_was_taken()
    {
        var ghost = new GhostQueue();
        ghost.Add(42, Capacity);

        Assert.That((ghost.Take(42, Capacity), ghost.Take(42, Capacity)), Is.EqualTo((true, false)));
    }

    [TestCase(10)]
    [TestCase(50_000)]
    [TestCase(1_000_000)]
    public void The_memory_grows_with_the_capacity(int capacity)
    {
        var ghost = new GhostQueue();
        ghost.Add(-1, 1);
        for (var hash = 0; hash < 3 * capacity; hash++)
            ghost.Add(hash, capacity);

        var latest = Enumerable.Range(2 * capacity, capacity).Count(hash => ghost.Take(hash, capacity));
        var older = Enumerable.Range(0, 2 * capacity).Count(hash => ghost.Take(hash, capacity));

        Assert.That(latest, Is.GreaterThan(capacity * 9 / 10));
        Assert.That(older, Is.LessThanOrEqualTo(capacity / 500), "the precision of an age, and keys that look alike");
    }

    [Test]
    public void An_empty_slot_is_nobody_s_key()
    {
        var ghost = new GhostQueue();
        for (var hash = 1; hash < 2_000; hash++)
            ghost.Add(hash, Capacity);

        Assert.That(ghost.Take(0, Capacity), Is.False);
    }

    [Test]
    public void The_same_small_numbers_as_keys_of_several_caches_do_not_meet()
    {
        using var store = new UnboundedStore();
        var hashes = Enumerable.Range(0, 16).Select(cache => new EntryTable<int, int>(store, cache))
            .SelectMany(table => Enumerable.Range(0, 10_000).Select(table.HashOf));

        Assert.That(hashes.Distinct().Count(), Is.EqualTo(16 * 10_000));
    }

    [Test]
    public void Nothing_is_remembered_before_anything_was_evicted() =>
        Assert.That(new GhostQueue().Take(0, Capacity), Is.False);
}
