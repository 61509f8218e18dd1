using Cache.SharedTier;
using Cache.Tests.Engine;
using Cache.Tests.SharedTier;
using Microsoft.Extensions.Logging;

namespace Cache.Tests.Redis;

// maxmemory is reached and nothing may be evicted: what stores is refused, what empties works
public sealed class FullMemoryTests
{
    private static readonly TimeSpan s_long = TimeSpan.FromMinutes(1);

    private RedisServer _server = null!;
    private Node _node = null!;
    private RecordingLog _log = null!;

    [SetUp]
    public async Task FillMemoryAsync()
    {
        _log = new();
        _server = await RedisServer.StartAsync("--maxmemory-policy", "noeviction");
        _node = await Node.StartAsync(_server.ConnectionString, log: _log);
    }

    [TearDown]
    public async Task StopAsync()
    {
        await _node.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Test]
    public async Task A_miss_reads_what_is_there_and_gets_no_lease()
    {
        await StoreAsync("app:users:1");
        await FillUpAsync();

        Assert.That((await _node.Store.GetOrLeaseAsync("app:users:1", SlotId.New(), 0, s_long)).Kind, Is.EqualTo(SharedSlotKind.Value));
        Assert.That((await _node.Store.GetOrLeaseAsync("app:users:2", SlotId.New(), 0, s_long)).Kind, Is.EqualTo(SharedSlotKind.Empty));
        Assert.That(_log.Messages.Count(static one => one.Level == LogLevel.Warning && one.Text.Contains("maxmemory", StringComparison.Ordinal)), Is.EqualTo(1), "said once");
    }

    [Test]
    public async Task An_invalidation_works_and_is_told()
    {
        await StoreAsync("app:users:1");
        await FillUpAsync();

        await _node.Store.InvalidateAsync(Lanes.Of("app:users:1"), ["app:users:1"]);
        // nothing to empty, and a sequence that has to be born
        await _node.Store.InvalidateAsync(Lanes.Of("app:users:2"), ["app:users:2"]);
        await _node.Store.PublishPatternAsync("app:users:*");

        Assert.That((await _node.Store.GetAsync("app:users:1")).Kind, Is.EqualTo(SharedSlotKind.Empty));
        await Node.UntilAsync(() => _node.Messages.Count == 3, "three messages");
    }

    [Test]
    public async Task A_version_moves_and_is_born()
    {
        var before = await _node.Store.GetVersionsAsync(["app:tag:1"]);
        await FillUpAsync();

        Assert.That(await _node.Store.MoveVersionAsync("app:tag:1"), Is.GreaterThan(before[0]));
        Assert.That(await _node.Store.MoveVersionAsync("app:tag:2"), Is.GreaterThan(0));
        Assert.That(await _node.Store.GetVersionsAsync(["app:tag:3"]), Has.All.GreaterThan(0));
        Assert.That((await _node.Store.ReadLanesAsync()).Sequences, Has.All.GreaterThan(0));
    }

    [Test]
    public async Task A_set_empties_the_slot_and_says_that_it_stored_nothing()
    {
        await StoreAsync("app:users:1");
        await FillUpAsync();

        var (sequence, stored) = await _node.Store.SetAsync("app:users:1", SlotId.New(), new byte[10], s_long, null);

        Assert.That((sequence > 0, stored), Is.EqualTo((true, false)));
        Assert.That((await _node.Store.GetAsync("app:users:1")).Kind, Is.EqualTo(SharedSlotKind.Empty));
        await Node.UntilAsync(() => _node.Messages.Count == 1, "the message");
    }

    [Test]
    public async Task A_fill_is_refused_gives_up_the_lease_and_wakes_who_waits()
    {
        var lease = SlotId.New();
        await _node.Store.GetOrLeaseAsync("app:users:1", lease, 0, s_long);
        await FillUpAsync();
        Assert.That(await _node.Store.AwaitAsync("app:users:1", lease));
        Assert.That(await _node.Store.RenewAsync("app:users:1", lease, s_long));

        Assert.That(() => _node.Store.FillAsync("app:users:1", lease, new byte[10], s_long), Throws.TypeOf<SharedStoreException>().With.Message.Contains("maxmemory"));

        Assert.That((await _node.Store.GetAsync("app:users:1")).Kind, Is.EqualTo(SharedSlotKind.Empty));
        await Node.UntilAsync(() => _node.Landings.Contains("app:users:1"), "the waiter is woken");
    }

    [Test]
    public async Task A_lease_with_a_value_behind_it_is_renewed_awaited_and_given_up()
    {
        var (seen, lease) = (await StoreAsync("app:users:1"), SlotId.New());
        await _node.Store.TakeOverAsync("app:users:1", Seen.Value(seen), lease, 0, s_long, keep: true);
        await FillUpAsync();

        Assert.That(await _node.Store.RenewAsync("app:users:1", lease, s_long));
        Assert.That(await _node.Store.AwaitAsync("app:users:1", lease));
        await _node.Store.ReleaseAsync("app:users:1", lease);

        Assert.That((await _node.Store.GetAsync("app:users:1")).Kind, Is.EqualTo(SharedSlotKind.Value));
        await Node.UntilAsync(() => _node.Landings.Contains("app:users:1"), "the waiter is woken");
    }

    private async Task<SlotId> StoreAsync(string key)
    {
        var lease = SlotId.New();
        await _node.Store.GetOrLeaseAsync(key, lease, 0, s_long);
        await _node.Store.FillAsync(key, lease, new byte[100], s_long);
        return lease;
    }

    // less than what the server needs to run: every write that needs memory is refused from here on
    private async Task FillUpAsync()
    {
        Assert.That(await _server.CommandAsync("CONFIG", "SET", "maxmemory", "1"), Is.EqualTo("OK"));
        Assert.That(await _server.CommandAsync("SET", "probe", "x"), Does.StartWith("-OOM"));
    }
}
