using Cache.SharedTier;
using Cache.Tests.SharedTier;

namespace Cache.Tests.Redis;

// some bytes of a value are changed where they stand
public abstract partial class SharedStoreContract
{
    [Test]
    public async Task An_amendment_changes_its_bytes_and_the_life_and_tells_nobody()
    {
        await using var node = await StartNodeAsync();
        var key = NewKey();
        var seen = await StoredAsync(node, key, "until 12:00, Ada");
        var sequence = await node.Store.GetSequenceAsync(Lanes.Of(key));

        Assert.That(await node.Store.AmendAsync(key, Amend(seen, 6, "12:00", "13:30", 2 * s_long)), Is.True);

        var slot = await node.Store.GetAsync(key);
        Assert.That((slot.Kind, slot.Id, Text(slot)), Is.EqualTo((SharedSlotKind.Value, seen, "until 13:30, Ada")));
        Assert.That(long.Parse(await OnServerOfAsync(key, "PTTL", OnServer(key)), System.Globalization.CultureInfo.InvariantCulture), Is.GreaterThan(s_long.TotalMilliseconds));
        Assert.That(await node.Store.GetSequenceAsync(Lanes.Of(key)), Is.EqualTo(sequence));
    }

    [Test]
    public async Task An_amendment_may_tell_the_other_nodes()
    {
        await using var node = await StartNodeAsync();
        await using var other = await StartNodeAsync();
        var key = NewKey();
        var seen = await StoredAsync(node, key, "Ada");
        var sequence = await node.Store.GetSequenceAsync(Lanes.Of(key));

        await node.Store.AmendAsync(key, Amend(seen, 0, "A", "a", s_long) with { Tells = true });

        Assert.That(await MessageAsync(other, key), Is.EqualTo((Lanes.Of(key), sequence + 1, false, SharedMessageKind.Keys)));
        Assert.That(Text(await other.Store.GetAsync(key)), Is.EqualTo("ada"));
    }

    [Test]
    public async Task An_amendment_that_is_sent_again_finds_its_own_bytes()
    {
        await using var node = await StartNodeAsync();
        var key = NewKey();
        var amendment = Amend(await StoredAsync(node, key, "Ada"), 0, "A", "a", s_long);

        Assert.That(await node.Store.AmendAsync(key, amendment), Is.True);
        Assert.That(await node.Store.AmendAsync(key, amendment), Is.True);
        Assert.That(Text(await node.Store.GetAsync(key)), Is.EqualTo("ada"));
    }

    [Test]
    public async Task An_amendment_of_what_has_changed_meanwhile_changes_nothing()
    {
        await using var node = await StartNodeAsync();
        var key = NewKey();
        var seen = await StoredAsync(node, key, "Ada");

        Assert.That(await node.Store.AmendAsync(key, Amend(SlotId.New(), 0, "A", "a", s_long)), Is.False, "another value");
        Assert.That(await node.Store.AmendAsync(key, Amend(seen, 0, "E", "a", s_long)), Is.False, "other bytes");
        Assert.That(await node.Store.AmendAsync(NewKey(), Amend(seen, 0, "A", "a", s_long)), Is.False, "nothing there");
        Assert.That(Text(await node.Store.GetAsync(key)), Is.EqualTo("Ada"));
    }

    [Test]
    public async Task An_amendment_leaves_a_lease_and_the_value_behind_it_as_they_are()
    {
        await using var node = await StartNodeAsync();
        var (key, lease) = (NewKey(), SlotId.New());
        var seen = await StoredAsync(node, key, "Ada");
        Assert.That(await node.Store.TakeOverAsync(key, Seen.Value(seen), lease, 0, s_long, keep: true), Is.True);

        Assert.That(await node.Store.AmendAsync(key, Amend(seen, 0, "A", "a", s_long)), Is.False);

        var slot = await node.Store.GetAsync(key);
        Assert.That((slot.Kind, slot.Id, Text(slot)), Is.EqualTo((SharedSlotKind.Lease, lease, "Ada")));
    }

    [Test]
    public async Task An_amended_value_may_stay_for_ever()
    {
        await using var node = await StartNodeAsync();
        var key = NewKey();
        var seen = await StoredAsync(node, key, "Ada");

        await node.Store.AmendAsync(key, Amend(seen, 0, "A", "a", Timeout.InfiniteTimeSpan));

        Assert.That(await OnServerOfAsync(key, "PTTL", OnServer(key)), Is.EqualTo("-1"));
    }

    private static SharedAmendment Amend(SlotId seen, int at, string before, string after, TimeSpan life) => new(seen, at, Bytes(before), Bytes(after), life, Tells: false);
}
