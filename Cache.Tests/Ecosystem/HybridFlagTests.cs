using Cache.Engine;
using Cache.Tests.Engine;
using Cache.Tests.Policies;
using Cache.Tests.SharedTier;
using static Microsoft.Extensions.Caching.Hybrid.HybridCacheEntryFlags;

namespace Cache.Tests.Ecosystem;

/// <summary>Each flag of the HybridCache, on a node with both tiers beside another node, on a server that tells what it was asked for.</summary>
internal sealed class HybridFlagTests
{
    private DrivenServer _server = null!;
    private EcosystemNode _node = null!;
    private EcosystemNode _other = null!;

    [SetUp]
    public void Open()
    {
        var time = new ManualTimeProvider();
        _server = new(time);
        _node = new(Tiers.Hybrid, _server, time);
        _other = new(Tiers.Hybrid, _server, time);
    }

    [TearDown]
    public async Task CloseAsync()
    {
        await _node.DisposeAsync();
        await _other.DisposeAsync();
    }

    [Test]
    public async Task None_reads_and_writes_both_tiers()
    {
        Assert.That(await _node.GetAsync("a", "made", None), Is.EqualTo("made"));
        Assert.That(await LocalAsync(_node), Is.EqualTo("made"));
        Assert.That(await SharedAsync(), Is.EqualTo("made"));
        Assert.That(await _other.GetAsync("a", "again", None), Is.EqualTo("made"));
        Assert.That(await LocalAsync(_other), Is.EqualTo("made"), "from the shared tier into memory");
    }

    [Test]
    public async Task DisableLocalCacheRead_takes_what_the_shared_tier_holds_and_brings_it_into_memory()
    {
        await _node.Hybrid.SetAsync("a", "shared");
        await _node.Hybrid.SetAsync("a", "local", new() { Flags = DisableDistributedCacheWrite });
        Assert.That(await _node.GetAsync("a", "made"), Is.EqualTo("local"));

        Assert.That(await _node.GetAsync("a", "made", DisableLocalCacheRead), Is.EqualTo("shared"));
        Assert.That(await LocalAsync(_node), Is.EqualTo("shared"));
    }

    [Test]
    public async Task DisableLocalCacheRead_makes_the_value_where_the_shared_tier_holds_none()
    {
        await _node.Hybrid.SetAsync("a", "local", new() { Flags = DisableDistributedCacheWrite });
        Assert.That(await _node.GetAsync("a", "made", DisableLocalCacheRead), Is.EqualTo("made"));
        Assert.That((await LocalAsync(_node), await SharedAsync()), Is.EqualTo(("made", "made")));
    }

    [Test]
    public async Task DisableLocalCacheRead_is_one_run_for_callers_that_come_together()
    {
        await _node.Hybrid.SetAsync("a", "local", new() { Flags = DisableDistributedCacheWrite });
        var loads = new HeldLoads<string, string>();
        var calls = Enumerable.Range(0, 10).Select(_ => _node.Hybrid.GetOrCreateAsync("a", token => loads.Of()("a", new(), token), new() { Flags = DisableLocalCacheRead }).AsTask()).ToArray();
        var load = await loads.AtAsync(0);
        Assert.That(await _node.GetAsync("a", "unexpected"), Is.EqualTo("local"), "others are served meanwhile");
        load.Return("made");

        Assert.That(await Task.WhenAll(calls), Is.All.EqualTo("made"));
        Assert.That(loads.Count, Is.EqualTo(1));
    }

    [Test]
    public async Task DisableLocalCacheWrite_leaves_nothing_in_memory()
    {
        Assert.That(await _node.GetAsync("a", "made", DisableLocalCacheWrite), Is.EqualTo("made"));
        Assert.That((await LocalAsync(_node), await SharedAsync()), Is.EqualTo((null as string, "made")));
        Assert.That(await _other.GetAsync("a", "again", DisableLocalCacheWrite), Is.EqualTo("made"));
        Assert.That(await LocalAsync(_other), Is.Null);
    }

    [Test]
    public async Task DisableLocalCache_passes_memory_by_and_leaves_what_it_holds()
    {
        await _node.Hybrid.SetAsync("a", "shared");
        await _node.Hybrid.SetAsync("a", "local", new() { Flags = DisableDistributedCacheWrite });
        Assert.That(await _node.GetAsync("a", "made", DisableLocalCache), Is.EqualTo("shared"));
        Assert.That(await LocalAsync(_node), Is.EqualTo("local"));
    }

    [Test]
    public async Task DisableDistributedCacheRead_makes_the_value_whatever_is_there_and_stores_it()
    {
        await _other.Hybrid.SetAsync("a", "shared");
        Assert.That(await _node.GetAsync("a", "made", DisableDistributedCacheRead), Is.EqualTo("made"));
        Assert.That((await LocalAsync(_node), await SharedAsync()), Is.EqualTo(("made", "made")));
        Assert.That(await _node.GetAsync("a", "again", DisableDistributedCacheRead), Is.EqualTo("made"), "memory is read");
    }

    [Test]
    public async Task DisableDistributedCacheWrite_keeps_the_value_on_this_node()
    {
        Assert.That(await _node.GetAsync("a", "made", DisableDistributedCacheWrite), Is.EqualTo("made"));
        Assert.That((await LocalAsync(_node), await SharedAsync()), Is.EqualTo(("made", null as string)));
        Assert.That(_server.Commands, Has.None.EqualTo("get or lease").And.None.EqualTo("fill"));

        await _other.Hybrid.SetAsync("b", "shared");
        Assert.That(await _node.GetAsync("b", "made", DisableDistributedCacheWrite), Is.EqualTo("shared"), "it is read");
    }

    [Test]
    public async Task DisableDistributedCache_asks_the_shared_tier_nothing()
    {
        await _other.Hybrid.SetAsync("a", "shared");
        await _node.GetAsync("warm", "up");
        _server.Commands.Clear();
        Assert.That(await _node.GetAsync("a", "made", DisableDistributedCache), Is.EqualTo("made"));
        await _node.Hybrid.SetAsync("b", "set", new() { Flags = DisableDistributedCache });
        Assert.That(_server.Commands, Is.Empty);
        Assert.That((await LocalAsync(_node), await SharedAsync()), Is.EqualTo(("made", "shared")));
    }

    [Test]
    public async Task What_this_node_alone_holds_goes_by_a_remove_on_another()
    {
        await _node.GetAsync("a", "made", DisableDistributedCache);
        await _other.Hybrid.RemoveAsync("a");
        Assert.That(await LocalAsync(_node), Is.Null);
    }

    [Test]
    public async Task DisableUnderlyingData_looks_in_both_tiers_and_makes_nothing()
    {
        Assert.That(await _node.FindAsync<string>("a"), Is.Null);
        Assert.That(await _node.FindAsync<int>("n"), Is.Zero);
        Assert.That(_server.Commands, Has.None.EqualTo("get or lease"), "nobody waits for a look");

        await _other.Hybrid.SetAsync("a", "shared");
        Assert.That(await _node.FindAsync<string>("a"), Is.EqualTo("shared"));
        Assert.That(await LocalAsync(_node), Is.EqualTo("shared"), "in memory from now on");
        Assert.That(await _node.FindAsync<int>("a"), Is.Zero, "it is no number, and stays");
        Assert.That(await _node.FindAsync<string>("a"), Is.EqualTo("shared"));
    }

    [Test]
    public async Task A_call_that_comes_while_another_only_looks_makes_the_value()
    {
        var look = new TaskCompletionSource();
        var began = new TaskCompletionSource();
        _server.Before = async command =>
        {
            if (command != "get")
                return;
            began.TrySetResult();
            await look.Task;
        };
        var looking = _node.FindAsync<string>("a");
        await began.Task;
        var making = _node.GetAsync("a", "made");
        look.SetResult();
        Assert.That((await looking, await making), Is.EqualTo((null as string, "made")));
    }

    [Test]
    public async Task A_call_that_is_not_to_read_the_shared_tier_does_not_take_what_another_reads_there()
    {
        await _other.Hybrid.SetAsync("a", "shared");
        var read = new TaskCompletionSource();
        var began = new TaskCompletionSource();
        _server.Before = async command =>
        {
            if (command == "get" && began.TrySetResult())
                await read.Task;
        };
        var reading = _node.GetAsync("a", "unexpected");
        await began.Task;
        Assert.That(await _node.GetAsync("a", "made", DisableDistributedCache), Is.EqualTo("made"));
        read.SetResult();
        Assert.That(await reading, Is.EqualTo("shared"));
    }

    [Test]
    public async Task DisableCompression_stores_the_bytes_as_they_are()
    {
        var text = new string('z', 100_000);
        await _node.Hybrid.SetAsync("packed", text);
        await _node.Hybrid.SetAsync("plain", text, new() { Flags = DisableCompression });
        await _node.GetAsync("made", text, DisableCompression);
        Assert.That(Length("packed"), Is.LessThan(10_000));
        Assert.That(Length("plain"), Is.GreaterThan(100_000));
        Assert.That(Length("made"), Is.GreaterThan(100_000));
        Assert.That(await _other.GetAsync("plain", ""), Is.EqualTo(text));
    }

    [Test]
    public async Task A_set_that_leaves_nothing_in_memory_takes_the_old_value_from_there()
    {
        await _node.Hybrid.SetAsync("a", "old");
        await _node.Hybrid.SetAsync("a", "new", new() { Flags = DisableLocalCacheWrite });
        Assert.That((await LocalAsync(_node), await SharedAsync()), Is.EqualTo((null as string, "new")));
    }

    [Test]
    public async Task A_set_that_writes_nowhere_changes_nothing()
    {
        await _node.Hybrid.SetAsync("a", "old");
        await _node.Hybrid.SetAsync("a", "new", new() { Flags = DisableLocalCacheWrite | DisableDistributedCacheWrite });
        Assert.That((await LocalAsync(_node), await SharedAsync()), Is.EqualTo(("old", "old")));
    }

    [Test]
    public async Task In_memory_alone_flags_of_the_shared_tier_say_nothing()
    {
        await using var node = new EcosystemNode();
        Assert.That(await node.GetAsync("a", "made", DisableDistributedCache), Is.EqualTo("made"));
        Assert.That(await node.GetAsync("a", "again"), Is.EqualTo("made"));
        Assert.That(await node.GetAsync("b", "made", DisableLocalCacheWrite), Is.EqualTo("made"));
        Assert.That(await node.FindAsync<string>("b"), Is.Null);
        Assert.That(await node.GetAsync("a", "anew", DisableLocalCacheRead), Is.EqualTo("anew"));
        Assert.That(await node.GetAsync("a", "again"), Is.EqualTo("anew"));
        Assert.That(await node.GetAsync("a", "again", DisableLocalCacheRead | DisableUnderlyingData), Is.Null);
    }

    [Test]
    public async Task With_the_shared_tier_gone_a_look_finds_nothing_and_a_call_makes_its_value()
    {
        await _other.Hybrid.SetAsync("a", "shared");
        _server.IsAway = true;
        Assert.That(await _node.FindAsync<string>("a"), Is.Null);
        Assert.That(await _node.GetAsync("a", "made", DisableDistributedCacheWrite), Is.EqualTo("made"));
    }

    [Test]
    public void The_bits_are_those_of_the_engine() => Assert.That(
        new[] { DisableLocalCacheRead, DisableLocalCacheWrite, DisableDistributedCacheRead, DisableDistributedCacheWrite, DisableUnderlyingData, DisableCompression }.Select(static flag => (EntrySkips)flag),
        Is.EqualTo(new[] { EntrySkips.LocalRead, EntrySkips.LocalWrite, EntrySkips.SharedRead, EntrySkips.SharedWrite, EntrySkips.Load, EntrySkips.Compression }));

    // what memory alone holds
    private static async Task<string?> LocalAsync(EcosystemNode node, string key = "a") => await node.Hybrid.GetOrCreateAsync<string>(
        key, static _ => throw new InvalidOperationException("not to be called"), new() { Flags = DisableUnderlyingData | DisableDistributedCache });

    // what the shared tier alone holds
    private async Task<string?> SharedAsync(string key = "a") => await _node.Hybrid.GetOrCreateAsync<string>(
        key, static _ => throw new InvalidOperationException("not to be called"), new() { Flags = DisableUnderlyingData | DisableLocalCache });

    private int Length(string key) => _server.Read($"app:hybrid:{key}").Length;
}
