using System.Globalization;
using Cache.SharedTier;
using Cache.Tests.SharedTier;

namespace Cache.Tests.Redis;

public abstract partial class SharedStoreContract
{
    [Test]
    public async Task A_lease_put_in_front_of_a_value_holds_it([Values] bool keep)
    {
        await using var node = await StartNodeAsync();
        var (key, lease) = (NewKey(), SlotId.New());
        var seen = await StoredAsync(node, key, "old");

        Assert.That(await node.Store.TakeOverAsync(key, Seen.Value(seen), lease, 0, s_long, keep));

        var slot = await node.Store.GetAsync(key);
        Assert.That((slot.Kind, slot.Id, Text(slot)), Is.EqualTo((SharedSlotKind.Lease, lease, keep ? "old" : "")));
        Assert.That(await node.Store.FillAsync(key, lease, Bytes("new"), s_long));
        Assert.That(Text(await node.Store.GetAsync(key)), Is.EqualTo("new"));
    }

    [Test]
    public async Task What_has_changed_since_it_was_seen_is_not_taken_over()
    {
        await using var node = await StartNodeAsync();
        var key = NewKey();
        var seen = await StoredAsync(node, key, "old");
        await node.Store.SetAsync(key, SlotId.New(), Bytes("set"), s_long, null);

        Assert.That(await node.Store.TakeOverAsync(key, Seen.Value(seen), SlotId.New(), 0, s_long, keep: true), Is.False);
        Assert.That(Text(await node.Store.GetAsync(key)), Is.EqualTo("set"));
        Assert.That(await node.Store.TakeOverAsync(NewKey(), Seen.Value(seen), SlotId.New(), 0, s_long, keep: true), Is.False, "an empty slot");
    }

    [Test]
    public async Task A_lease_that_has_become_a_value_since_it_was_seen_is_not_taken_over()
    {
        await using var node = await StartNodeAsync();
        var (key, lease) = (NewKey(), SlotId.New());
        var seen = await StoredAsync(node, key, "old");
        await node.Store.TakeOverAsync(key, Seen.Value(seen), lease, 0, s_long, keep: true);
        Assert.That(await node.Store.FillAsync(key, lease, Bytes("new"), s_long));

        Assert.That(await node.Store.TakeOverAsync(key, Seen.Lease(lease), SlotId.New(), 0, s_long, keep: true), Is.False);
        var slot = await node.Store.GetAsync(key);
        Assert.That((slot.Kind, Text(slot)), Is.EqualTo((SharedSlotKind.Value, "new")));
    }

    [Test]
    public async Task A_take_over_sent_twice_stands_and_keeps_the_value()
    {
        await using var node = await StartNodeAsync();
        var (key, lease) = (NewKey(), SlotId.New());
        var seen = await StoredAsync(node, key, "old");
        await node.Store.TakeOverAsync(key, Seen.Value(seen), lease, 0, s_long, keep: true);

        Assert.That(await node.Store.TakeOverAsync(key, Seen.Value(seen), lease, 0, s_long, keep: true));
        Assert.That(Text(await node.Store.GetAsync(key)), Is.EqualTo("old"));
    }

    [Test]
    public async Task A_lease_gives_way_when_its_life_is_over_and_not_before()
    {
        await using var node = await StartNodeAsync();
        var (key, first, second) = (NewKey(), SlotId.New(), SlotId.New());
        var seen = await StoredAsync(node, key, "old");
        await node.Store.TakeOverAsync(key, Seen.Value(seen), first, 0, s_long, keep: true);
        Assert.That(await node.Store.TakeOverAsync(key, Seen.Lease(first), second, 0, s_long, keep: true), Is.False);

        await node.Store.RenewAsync(key, first, s_short);
        await Node.UntilAsync(() => node.Store.TakeOverAsync(key, Seen.Lease(first), second, 0, s_long, keep: true), "the lease's life is over");

        var slot = await node.Store.GetAsync(key);
        Assert.That((slot.Id, Text(slot)), Is.EqualTo((second, "old")));
        Assert.That(await node.Store.FillAsync(key, first, Bytes("late"), s_long), Is.False);
        Assert.That(await node.Store.RenewAsync(key, first, s_long), Is.False);
    }

    [Test]
    public async Task A_lease_without_a_value_behind_it_does_not_give_way_while_it_stands()
    {
        await using var node = await StartNodeAsync();
        var (key, first) = (NewKey(), SlotId.New());
        await node.Store.GetOrLeaseAsync(key, first, 0, s_long);

        Assert.That(await node.Store.TakeOverAsync(key, Seen.Lease(first), SlotId.New(), 0, s_long, keep: false), Is.False);
    }

    [Test]
    public async Task A_lease_given_up_gives_the_value_back_with_the_time_that_it_had_left()
    {
        await using var node = await StartNodeAsync();
        var (key, lease) = (NewKey(), SlotId.New());
        var seen = await StoredAsync(node, key, "old", TimeSpan.FromSeconds(100));
        // the lease lives longer than the value: the key stays for the lease's sake, and the value is not to live longer for it
        await node.Store.TakeOverAsync(key, Seen.Value(seen), lease, 0, TimeSpan.FromSeconds(1000), keep: true);
        Assert.That(await TimeLeftAsync(key), Is.GreaterThan(900_000));

        await node.Store.ReleaseAsync(key, lease);

        var slot = await node.Store.GetAsync(key);
        Assert.That((slot.Kind, slot.Id, Text(slot)), Is.EqualTo((SharedSlotKind.Value, seen, "old")));
        Assert.That(await TimeLeftAsync(key), Is.InRange(1, 100_000));
    }

    [Test]
    public async Task A_value_that_has_expired_behind_its_lease_does_not_come_back()
    {
        await using var node = await StartNodeAsync();
        var (key, lease) = (NewKey(), SlotId.New());
        var seen = await StoredAsync(node, key, "old", TimeSpan.FromSeconds(1));
        await node.Store.TakeOverAsync(key, Seen.Value(seen), lease, 0, s_long, keep: true);
        var expires = await ServerTimeAsync(key) + 1_000_000;

        await Node.UntilAsync(async () => await ServerTimeAsync(key) > expires, "the value's time is over");
        await node.Store.ReleaseAsync(key, lease);

        Assert.That((await node.Store.GetAsync(key)).Kind, Is.EqualTo(SharedSlotKind.Empty));
    }

    [Test]
    public async Task A_value_that_never_expires_stays_so_behind_a_lease()
    {
        await using var node = await StartNodeAsync();
        var (key, lease) = (NewKey(), SlotId.New());
        var seen = await StoredAsync(node, key, "old", Timeout.InfiniteTimeSpan);
        await node.Store.TakeOverAsync(key, Seen.Value(seen), lease, 0, s_short, keep: true);
        await node.Store.RenewAsync(key, lease, s_long);
        Assert.That(await TimeLeftAsync(key), Is.EqualTo(-1));

        await node.Store.ReleaseAsync(key, lease);

        Assert.That((await TimeLeftAsync(key), Text(await node.Store.GetAsync(key))), Is.EqualTo((-1L, "old")));
    }

    [Test]
    public async Task An_invalidation_drops_lease_and_held_value()
    {
        await using var node = await StartNodeAsync();
        var (key, lease) = (NewKey(), SlotId.New());
        var seen = await StoredAsync(node, key, "old");
        await node.Store.TakeOverAsync(key, Seen.Value(seen), lease, 0, s_long, keep: true);

        await node.Store.InvalidateAsync(Lanes.Of(key), [key]);
        await node.Store.ReleaseAsync(key, lease);

        Assert.That((await node.Store.GetAsync(key)).Kind, Is.EqualTo(SharedSlotKind.Empty));
    }

    [Test]
    public async Task Who_waits_for_a_lease_hears_of_its_end([Values] bool filled, [Values] bool holds)
    {
        await using var loader = await StartNodeAsync();
        await using var waiter = await StartNodeAsync();
        var (key, lease) = (NewKey(), SlotId.New());
        if (holds)
            await loader.Store.TakeOverAsync(key, Seen.Value(await StoredAsync(loader, key, "old")), lease, 0, s_long, keep: true);
        else
            await loader.Store.GetOrLeaseAsync(key, lease, 0, s_long);

        Assert.That(await waiter.Store.AwaitAsync(key, lease));
        Assert.That(await waiter.Store.AwaitAsync(key, lease), "asked again");
        Assert.That(Text(await waiter.Store.GetAsync(key)), Is.EqualTo(holds ? "old" : ""));
        if (filled)
            await loader.Store.FillAsync(key, lease, Bytes("new"), s_long);
        else
            await loader.Store.ReleaseAsync(key, lease);

        await Node.UntilAsync(() => waiter.Landings.Contains(key), "the waiter hears");
        Assert.That(await waiter.Store.AwaitAsync(key, lease), Is.False);
    }

    [Test]
    public async Task Nobody_is_told_of_a_load_that_nobody_waits_for()
    {
        await using var node = await StartNodeAsync();
        var (quiet, awaited, lease) = (NewKey(), NewKey(), SlotId.New());
        await StoredAsync(node, quiet, "Ada");
        await node.Store.GetOrLeaseAsync(awaited, lease, 0, s_long);
        await node.Store.AwaitAsync(awaited, lease);
        await node.Store.FillAsync(awaited, lease, Bytes("Ada"), s_long);

        await Node.UntilAsync(() => node.Landings.Contains(awaited), "the message of the second load");
        Assert.That(node.Landings, Has.No.Member(quiet));
    }

    private async Task<long> TimeLeftAsync(string key) => long.Parse(await OnServerOfAsync(key, "PTTL", OnServer(key)), CultureInfo.InvariantCulture);

    private async Task<long> ServerTimeAsync(string key)
    {
        // EVAL, so that on a cluster it is the server that holds the key
        var time = await OnServerOfAsync(key, "EVAL", "return redis.call('TIME')[1] * 1000000 + redis.call('TIME')[2]", "1", OnServer(key));
        return long.Parse(time, CultureInfo.InvariantCulture);
    }
}
