using System.Text;
using Cache.SharedTier;
using Cache.Tests.SharedTier;

namespace Cache.Tests.Redis;

public abstract partial class SharedStoreContract
{
    private static readonly string[] s_foreign =
    [
        "hello", "", "V", "V\u0002" + new string('x', 40), "L\u0001\0" + new string('x', 16), "L\u0001\u0002" + new string('x', 16) + new string('0', 16), "X\u0001\0" + new string('x', 40),
    ];

    [Test]
    public async Task What_this_format_does_not_know_is_foreign_and_left_alone([ValueSource(nameof(s_foreign))] string bytes)
    {
        await using var node = await StartNodeAsync();
        var (key, id) = (NewKey(), new SlotId(new Guid(Encoding.Latin1.GetBytes(new string('x', 16)), bigEndian: true)));
        await OnServerOfAsync(key, "SET", OnServer(key), bytes);

        Assert.That((await node.Store.GetAsync(key)).Kind, Is.EqualTo(SharedSlotKind.Foreign));
        await AssertForeignAsync(node, key, id);

        Assert.That(await OnServerOfAsync(key, "GET", OnServer(key)), Is.EqualTo(bytes));
    }

    [Test]
    public async Task Another_kind_of_data_is_foreign_and_left_alone()
    {
        await using var node = await StartNodeAsync();
        var (key, id) = (NewKey(), SlotId.New());
        await OnServerOfAsync(key, "RPUSH", OnServer(key), "a");

        Assert.That((await node.Store.GetAsync(key)).Kind, Is.EqualTo(SharedSlotKind.Empty), "only who asks for a lease is told what it is");
        await AssertForeignAsync(node, key, id);

        Assert.That(await OnServerOfAsync(key, "LLEN", OnServer(key)), Is.EqualTo("1"));
    }

    [Test]
    public async Task A_foreign_value_gives_way_to_a_set_and_to_an_invalidation([Values] bool set)
    {
        await using var node = await StartNodeAsync();
        var key = NewKey();
        await OnServerOfAsync(key, "RPUSH", OnServer(key), "a");

        if (set)
            await node.Store.SetAsync(key, SlotId.New(), Bytes("set"), s_long, null);
        else
            await node.Store.InvalidateAsync(Lanes.Of(key), [key]);

        Assert.That((await node.Store.GetAsync(key)).Kind, Is.EqualTo(set ? SharedSlotKind.Value : SharedSlotKind.Empty));
    }

    [Test]
    public async Task A_version_that_holds_something_else_is_born_again([Values("SET", "RPUSH")] string command)
    {
        await using var node = await StartNodeAsync();
        var (read, moved) = (NewKey("tag"), NewKey("tag"));
        await OnServerOfAsync(read, command, OnServer(read), "abc");
        await OnServerOfAsync(moved, command, OnServer(moved), "abc");

        Assert.That(await node.Store.GetVersionsAsync([read]), Has.All.GreaterThan(1_600_000_000_000_000));
        Assert.That(await node.Store.MoveVersionAsync(moved), Is.GreaterThan(1_600_000_000_000_000));
    }

    [Test]
    public async Task A_sequence_that_holds_something_else_is_born_again([Values("SET", "RPUSH")] string command)
    {
        var app = "foreign" + Guid.NewGuid().ToString("N");
        await using var node = await StartNodeAsync(app);
        var key = $"{app}:users:1";
        var name = OnServer(key)[..6] + $"{app}:#seq";
        await OnServerOfAsync(name, command, name, "abc");

        var sequence = await node.Store.InvalidateAsync(Lanes.Of(key), [key]);

        Assert.That(sequence, Is.GreaterThan(1_600_000_000_000_000));
        Assert.That(await node.Store.InvalidateAsync(Lanes.Of(key), [key]), Is.EqualTo(sequence + 1));
    }

    private static async Task AssertForeignAsync(Node node, string key, SlotId id)
    {
        Assert.That((await node.Store.GetOrLeaseAsync(key, SlotId.New(), 0, s_long)).Kind, Is.EqualTo(SharedSlotKind.Foreign));
        Assert.That(await node.Store.TakeOverAsync(key, Seen.Value(id), SlotId.New(), 0, s_long, keep: true), Is.False);
        Assert.That(await node.Store.RenewAsync(key, id, s_long), Is.False);
        Assert.That(await node.Store.FillAsync(key, id, Bytes("x"), s_long), Is.False);
        Assert.That(await node.Store.AwaitAsync(key, id), Is.False);
        await node.Store.ReleaseAsync(key, id);
    }
}
