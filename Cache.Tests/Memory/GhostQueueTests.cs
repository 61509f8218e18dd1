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

    [Test]
    public void What_was_remembered_survives_growth()
    {
        var ghost = new GhostQueue();
        ghost.Add(42, 1);
        ghost.Add(7, 100_000);

        Assert.That((ghost.Take(42, 100_000), ghost.Take(7, 100_000), ghost.Take(8, 100_000)), Is.EqualTo((true, true, false)));
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
