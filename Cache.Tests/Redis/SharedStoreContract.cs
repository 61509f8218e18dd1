using System.Globalization;
using System.Text;
using Cache.SharedTier;

namespace Cache.Tests.Redis;

/// <summary>What every shared store promises, whatever servers are behind it. Each test has keys of its own, so all may use the same servers.</summary>
public abstract partial class SharedStoreContract
{
    private static readonly TimeSpan s_long = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_short = TimeSpan.FromMilliseconds(40);
    private static int s_keys;

    private protected abstract Task<Node> StartNodeAsync(string @namespace = "app");

    private protected abstract Task<string> OnServerOfAsync(string key, params string[] command);

    private protected abstract IReadOnlyList<RedisServer> Masters { get; }

    private static string NewKey(string name = "u") => $"app:users:{name}{Interlocked.Increment(ref s_keys)}";

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static string Text(SharedSlot slot) => Encoding.UTF8.GetString(slot.Value.Span);

    private protected static string OnServer(string key) => string.Create(CultureInfo.InvariantCulture, $"{{L{Lanes.Of(key):00}}}:{key}");

    private static async Task<SlotId> StoredAsync(Node node, string key, string value, TimeSpan? ttl = null)
    {
        var lease = SlotId.New();
        await node.Store.GetOrLeaseAsync(key, lease, 0, s_long);
        Assert.That(await node.Store.FillAsync(key, lease, Bytes(value), ttl ?? s_long));
        return lease;
    }

    [Test]
    public async Task An_empty_slot_is_read_as_empty()
    {
        await using var node = await StartNodeAsync();

        Assert.That((await node.Store.GetAsync(NewKey())).Kind, Is.EqualTo(SharedSlotKind.Empty));
    }

    [Test]
    public async Task A_miss_is_granted_a_lease_that_others_see()
    {
        await using var node = await StartNodeAsync();
        var (key, lease) = (NewKey(), SlotId.New());

        Assert.That((await node.Store.GetOrLeaseAsync(key, lease, 0, s_long)).Kind, Is.EqualTo(SharedSlotKind.Granted));

        var seen = await node.Store.GetOrLeaseAsync(key, SlotId.New(), 0, s_long);
        Assert.That((seen.Kind, seen.Id), Is.EqualTo((SharedSlotKind.Lease, lease)));
        Assert.That(await node.Store.GetAsync(key), Is.EqualTo(seen));
    }

    [Test]
    public async Task A_lease_asked_for_again_is_granted_again()
    {
        await using var node = await StartNodeAsync();
        var (key, lease) = (NewKey(), SlotId.New());
        await node.Store.GetOrLeaseAsync(key, lease, 0, s_long);

        Assert.That((await node.Store.GetOrLeaseAsync(key, lease, 0, s_long)).Kind, Is.EqualTo(SharedSlotKind.Granted));
    }

    [Test]
    public async Task A_filled_slot_holds_the_value_under_the_identity_of_its_lease()
    {
        await using var node = await StartNodeAsync();
        var key = NewKey();

        var id = await StoredAsync(node, key, "Ada");

        var slot = await node.Store.GetAsync(key);
        Assert.That((slot.Kind, slot.Id, Text(slot)), Is.EqualTo((SharedSlotKind.Value, id, "Ada")));
        Assert.That(Text(await node.Store.GetOrLeaseAsync(key, SlotId.New(), 0, s_long)), Is.EqualTo("Ada"));
    }

    [Test]
    public async Task Any_key_and_any_bytes_are_kept([Values("ключ", "a b", "*?[x]\\", "\u0001", "")] string name)
    {
        await using var node = await StartNodeAsync();
        var key = NewKey(name + ":");
        byte[] value = [.. Enumerable.Range(0, 256).Select(static one => (byte)one)];
        var lease = SlotId.New();
        await node.Store.GetOrLeaseAsync(key, lease, 0, s_long);
        await node.Store.FillAsync(key, lease, value, Timeout.InfiniteTimeSpan);

        Assert.That((await node.Store.GetAsync(key)).Value.ToArray(), Is.EqualTo(value));
        Assert.That(await OnServerOfAsync(key, "PTTL", Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(OnServer(key)))), Is.EqualTo("-1"));
    }

    [Test]
    public async Task A_fill_sent_twice_has_stored()
    {
        await using var node = await StartNodeAsync();
        var key = NewKey();
        var lease = await StoredAsync(node, key, "Ada");

        Assert.That(await node.Store.FillAsync(key, lease, Bytes("Ada"), s_long));
    }

    [Test]
    public async Task A_fill_without_its_lease_is_refused()
    {
        await using var node = await StartNodeAsync();
        var (key, lease) = (NewKey(), SlotId.New());
        await node.Store.GetOrLeaseAsync(key, lease, 0, s_long);
        await node.Store.InvalidateAsync(Lanes.Of(key), [key]);
        Assert.That(await node.Store.FillAsync(key, lease, Bytes("old"), s_long), Is.False);

        await node.Store.GetOrLeaseAsync(key, SlotId.New(), 0, s_long);
        Assert.That(await node.Store.FillAsync(key, lease, Bytes("old"), s_long), Is.False);
    }

    [Test]
    public async Task A_lease_that_is_not_renewed_ends()
    {
        await using var node = await StartNodeAsync();
        var (key, lease) = (NewKey(), SlotId.New());
        await node.Store.GetOrLeaseAsync(key, lease, 0, s_short);

        await Node.UntilAsync(async () => (await node.Store.GetAsync(key)).Kind == SharedSlotKind.Empty, "the lease ends");
        Assert.That(await node.Store.RenewAsync(key, lease, s_long), Is.False);
        Assert.That(await node.Store.AwaitAsync(key, lease), Is.False);
    }

    [Test]
    public async Task A_lease_that_is_renewed_lives_on()
    {
        await using var node = await StartNodeAsync();
        var (key, lease) = (NewKey(), SlotId.New());
        await node.Store.GetOrLeaseAsync(key, lease, 0, s_long);

        Assert.That(await node.Store.RenewAsync(key, lease, TimeSpan.FromHours(1)));

        Assert.That(await TimeLeftAsync(key), Is.GreaterThan(3_500_000));
    }

    [Test]
    public async Task A_value_expires()
    {
        await using var node = await StartNodeAsync();
        var key = NewKey();
        await StoredAsync(node, key, "Ada", s_short);

        await Node.UntilAsync(async () => (await node.Store.GetAsync(key)).Kind == SharedSlotKind.Empty, "the value expires");
    }

    [Test]
    public async Task A_value_that_is_touched_stays_for_as_long_and_never_for_less()
    {
        await using var node = await StartNodeAsync();
        var (key, other) = (NewKey(), NewKey());
        await StoredAsync(node, key, "Ada", TimeSpan.FromMinutes(1));
        await StoredAsync(node, other, "Bob", Timeout.InfiniteTimeSpan);

        await node.Store.TouchAsync(key, TimeSpan.FromHours(1));
        Assert.That(await TimeLeftAsync(key), Is.GreaterThan(3_500_000));
        await node.Store.TouchAsync(key, TimeSpan.FromMinutes(1));
        Assert.That(await TimeLeftAsync(key), Is.GreaterThan(3_500_000));
        await node.Store.TouchAsync(other, TimeSpan.FromMinutes(1));
        Assert.That(await TimeLeftAsync(other), Is.EqualTo(-1), "it stays for ever");
        await node.Store.TouchAsync(NewKey(), TimeSpan.FromMinutes(1));
        Assert.That(Text(await node.Store.GetAsync(key)), Is.EqualTo("Ada"));
    }

    [Test]
    public async Task A_lease_that_is_touched_ends_when_it_would_have()
    {
        await using var node = await StartNodeAsync();
        var (key, lease) = (NewKey(), SlotId.New());
        await node.Store.GetOrLeaseAsync(key, lease, 0, TimeSpan.FromMinutes(1));

        await node.Store.TouchAsync(key, TimeSpan.FromHours(1));

        Assert.That(await TimeLeftAsync(key), Is.LessThanOrEqualTo(60_000));
    }

    [Test]
    public async Task A_lease_given_up_leaves_the_slot_empty()
    {
        await using var node = await StartNodeAsync();
        var (key, lease) = (NewKey(), SlotId.New());
        await node.Store.GetOrLeaseAsync(key, lease, 0, s_long);

        await node.Store.ReleaseAsync(key, SlotId.New());
        Assert.That((await node.Store.GetAsync(key)).Id, Is.EqualTo(lease), "another one's");
        await node.Store.ReleaseAsync(key, lease);
        await node.Store.ReleaseAsync(key, lease);
        Assert.That((await node.Store.GetAsync(key)).Kind, Is.EqualTo(SharedSlotKind.Empty));
    }

    [Test]
    public async Task A_lease_given_up_late_does_not_take_the_value_with_it()
    {
        await using var node = await StartNodeAsync();
        var key = NewKey();
        var lease = await StoredAsync(node, key, "Ada");

        await node.Store.ReleaseAsync(key, lease);

        Assert.That(Text(await node.Store.GetAsync(key)), Is.EqualTo("Ada"));
    }
}
