using System.Globalization;
using Cache.SharedTier;

namespace Cache.Tests.Redis;

public abstract partial class SharedStoreContract
{
    [Test]
    public async Task An_invalidation_empties_raises_the_lane_and_tells_every_node_of_the_namespace()
    {
        await using var sender = await StartNodeAsync();
        await using var other = await StartNodeAsync();
        await using var stranger = await StartNodeAsync("strangers");
        var key = NewKey();
        var lane = Lanes.Of(key);
        await StoredAsync(sender, key, "Ada");
        var before = await sender.Store.GetSequenceAsync(lane);

        var after = await sender.Store.InvalidateAsync(lane, [key]);

        Assert.That((await other.Store.GetAsync(key)).Kind, Is.EqualTo(SharedSlotKind.Empty));
        Assert.That((after, await other.Store.GetSequenceAsync(lane)), Is.EqualTo((before + 1, before + 1)));
        Assert.That(await MessageAsync(sender, key), Is.EqualTo((lane, after, true, SharedMessageKind.Keys)));
        Assert.That(await MessageAsync(other, key), Is.EqualTo((lane, after, false, SharedMessageKind.Keys)));
        // the stranger hears of its own namespace only
        var own = "strangers:users:" + Guid.NewGuid();
        await stranger.Store.InvalidateAsync(Lanes.Of(own), [own]);
        await MessageAsync(stranger, own);
        Assert.That(stranger.Messages, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Several_keys_of_a_lane_go_together()
    {
        await using var node = await StartNodeAsync();
        var keys = Enumerable.Range(0, 100_000).Select(static number => $"app:many:ключ{number}").Where(static key => Lanes.Of(key) == 7).Take(1200).ToArray();
        await StoredAsync(node, keys[0], "a");
        await StoredAsync(node, keys[^1], "b");

        await node.Store.InvalidateAsync(7, keys);

        Assert.That((await node.Store.GetAsync(keys[0])).Kind, Is.EqualTo(SharedSlotKind.Empty));
        Assert.That((await node.Store.GetAsync(keys[^1])).Kind, Is.EqualTo(SharedSlotKind.Empty));
        await Node.UntilAsync(() => node.Messages.Any(message => message.Texts.Contains(keys[^1])), "the message");
        Assert.That(node.Messages.Single(message => message.Texts.Contains(keys[^1])).Texts, Is.EqualTo(keys));
    }

    [Test]
    public async Task A_set_replaces_what_is_there_raises_the_lane_and_voids_the_lease()
    {
        await using var node = await StartNodeAsync();
        var (key, lease, id) = (NewKey(), SlotId.New(), SlotId.New());
        await node.Store.GetOrLeaseAsync(key, lease, 0, s_long);
        var before = await node.Store.GetSequenceAsync(Lanes.Of(key));

        var (sequence, stored) = await node.Store.SetAsync(key, id, Bytes("set"), s_long, null);

        Assert.That((sequence, stored), Is.EqualTo((before + 1, true)));
        Assert.That(await node.Store.FillAsync(key, lease, Bytes("loaded"), s_long), Is.False);
        var slot = await node.Store.GetAsync(key);
        Assert.That((slot.Kind, slot.Id, Text(slot)), Is.EqualTo((SharedSlotKind.Value, id, "set")));
        Assert.That(await MessageAsync(node, key), Is.EqualTo((Lanes.Of(key), sequence, true, SharedMessageKind.Keys)));
    }

    [Test]
    public async Task A_set_that_others_came_before_stores_nothing_and_empties_the_slot()
    {
        await using var node = await StartNodeAsync();
        var key = NewKey();
        var lane = Lanes.Of(key);
        var seen = await node.Store.GetSequenceAsync(lane);
        await node.Store.InvalidateAsync(lane, [key]);
        await StoredAsync(node, key, "loaded");

        var (sequence, stored) = await node.Store.SetAsync(key, SlotId.New(), Bytes("put"), s_long, seen);

        Assert.That((sequence, stored), Is.EqualTo((seen + 2, false)));
        Assert.That((await node.Store.GetAsync(key)).Kind, Is.EqualTo(SharedSlotKind.Empty));
    }

    [Test]
    public async Task A_set_on_an_unmoved_lane_stores_also_when_it_is_sent_twice()
    {
        await using var node = await StartNodeAsync();
        var (key, id) = (NewKey(), SlotId.New());
        var seen = await node.Store.GetSequenceAsync(Lanes.Of(key));

        Assert.That((await node.Store.SetAsync(key, id, Bytes("put"), Timeout.InfiniteTimeSpan, seen)).Stored);
        Assert.That((await node.Store.SetAsync(key, id, Bytes("put"), Timeout.InfiniteTimeSpan, seen)).Stored);
        Assert.That(Text(await node.Store.GetAsync(key)), Is.EqualTo("put"));
    }

    [Test]
    public async Task A_sequence_is_born_as_the_time_and_is_the_same_for_all()
    {
        await using var node = await StartNodeAsync("born" + Guid.NewGuid().ToString("N"));

        var sequence = await node.Store.GetSequenceAsync(3);

        Assert.That(sequence, Is.GreaterThan(1_600_000_000_000_000).And.LessThan(10_000_000_000_000_000));
        Assert.That(await node.Store.GetSequenceAsync(3), Is.EqualTo(sequence));
        Assert.That((await node.Store.ReadLanesAsync()).Sequences[3], Is.EqualTo(sequence));
    }

    [Test]
    public async Task A_sequence_that_was_evicted_comes_back_greater([Values] bool raised)
    {
        var app = "evicted" + Guid.NewGuid().ToString("N");
        await using var node = await StartNodeAsync(app);
        var key = $"{app}:users:1";
        var lane = Lanes.Of(key);
        var before = await node.Store.InvalidateAsync(lane, [key]);
        var name = string.Create(CultureInfo.InvariantCulture, $"{{L{lane:00}}}:{app}:#seq");
        Assert.That(await OnServerOfAsync(name, "DEL", name), Is.EqualTo("1"));

        Assert.That(raised ? await node.Store.InvalidateAsync(lane, [key]) : await node.Store.GetSequenceAsync(lane), Is.GreaterThan(before));
    }

    [Test]
    public async Task Versions_are_born_once_and_move_upwards()
    {
        await using var node = await StartNodeAsync();
        string[] names = [NewKey("tag-a"), NewKey("tag-b"), NewKey("tag-c")];

        var born = await node.Store.GetVersionsAsync(names);
        var moved = await node.Store.MoveVersionAsync(names[1]);

        Assert.That(born, Has.All.GreaterThan(1_600_000_000_000_000));
        Assert.That(moved, Is.GreaterThan(born[1]));
        Assert.That(await node.Store.GetVersionsAsync(names), Is.EqualTo(new[] { born[0], moved, born[2] }));
        Assert.That(await node.Store.GetVersionsAsync([]), Is.Empty);
        var message = await MessageAsync(node, names[1]);
        Assert.That(message.Kind, Is.EqualTo(SharedMessageKind.Version));
        Assert.That(message.Sequence, Is.EqualTo(await node.Store.GetSequenceAsync(Lanes.Of(names[1]))));
    }

    [Test]
    public async Task Patterns_go_out_in_a_lane_of_their_own()
    {
        await using var sender = await StartNodeAsync();
        await using var other = await StartNodeAsync();
        const string Pattern = "app:users:*, a b \\* 100% ключ\n";

        var sequence = await sender.Store.PublishPatternAsync(Pattern);

        Assert.That(await MessageAsync(other, Pattern), Is.EqualTo((Lanes.Patterns, sequence, false, SharedMessageKind.Pattern)));
        Assert.That((await other.Store.ReadLanesAsync()).Sequences[Lanes.Patterns], Is.EqualTo(sequence));
    }

    [Test]
    public async Task A_reading_tells_all_sequences_the_clock_and_the_history()
    {
        await using var node = await StartNodeAsync();

        var first = await node.Store.ReadLanesAsync();
        var second = await node.Store.ReadLanesAsync();

        Assert.That(first.Sequences, Has.Length.EqualTo(Lanes.Total).And.All.GreaterThan(0));
        Assert.That(second.History, Is.EqualTo(first.History));
        Assert.That(first.History.Split(' '), Has.Length.EqualTo(Masters.Count).And.All.Length.EqualTo(40));
        Assert.That(second.ServerTime, Is.GreaterThan(first.ServerTime).And.LessThan(first.ServerTime + 60_000_000));
    }

    [Test]
    public async Task A_scan_finds_the_keys_that_begin_with_the_prefix_and_no_others()
    {
        var app = "scan" + Guid.NewGuid().ToString("N");
        await using var node = await StartNodeAsync(app);
        string[] wanted = [.. Enumerable.Range(0, 300).Select(number => $"{app}:a*[b]?\\:ключ{number}")];
        string[] others = [.. Enumerable.Range(0, 100).Select(number => $"{app}:aXbX:{number}"), $"{app}:other:a*[b]?\\:1"];
        await Task.WhenAll(wanted.Concat(others).Select(key => StoredAsync(node, key, "x")));
        await node.Store.ReadLanesAsync();

        Assert.That((await ScannedAsync(node, $"{app}:a*[b]?\\:")).Distinct(), Is.EquivalentTo(wanted));
        Assert.That((await ScannedAsync(node, $"{app}:")).Distinct(), Is.EquivalentTo(wanted.Concat(others)), "the protocol's own keys are not told");
    }

    [Test]
    public async Task A_scan_ends_when_it_is_cancelled()
    {
        await using var node = await StartNodeAsync();
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        Assert.That(async () => await node.Store.ScanAsync("app:", cancelled.Token).GetAsyncEnumerator(cancelled.Token).MoveNextAsync(),
            Throws.InstanceOf<OperationCanceledException>());
    }

    private static async Task<List<string>> ScannedAsync(Node node, string prefix)
    {
        var found = new List<string>();
        await foreach (var page in node.Store.ScanAsync(prefix, CancellationToken.None))
            found.AddRange(page);
        return found;
    }

    private static async Task<(int Lane, long Sequence, bool IsOwn, SharedMessageKind Kind)> MessageAsync(Node node, string text)
    {
        await Node.UntilAsync(() => node.Messages.Any(message => message.Texts.Contains(text)), $"the message about '{text}'");
        var read = node.Messages.First(message => message.Texts.Contains(text));
        return (read.Lane, read.Sequence, read.IsOwn, read.Kind);
    }
}
