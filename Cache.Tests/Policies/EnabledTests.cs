using Cache.CompilerServices;
using Cache.Tests.Engine;

namespace Cache.Tests.Policies;

/// <summary>A cache that is switched off is passed by: every call runs its Core method, nothing is stored, read or joined, and invalidations work as ever.</summary>
[TestFixture(Tiers.Memory)]
[TestFixture(Tiers.Redis)]
[TestFixture(Tiers.Hybrid)]
internal sealed class EnabledTests(Tiers tiers)
{
    private static readonly TimeSpan s_hour = TimeSpan.FromHours(1);

    private readonly CacheDefinition<Load<int, string>, int, string> _definition = PolicyNode.Define();
    private PolicyNode _node = null!;
    private MethodCache<Load<int, string>, int, string> _cache = null!;

    [SetUp]
    public void Open()
    {
        _node = new([_definition], tiers: tiers);
        _cache = _definition.In(_node.Cache);
    }

    [TearDown]
    public async Task CloseAsync() => await _node.DisposeAsync();

    [Test]
    public async Task Every_call_runs_its_Core_method_and_nothing_is_stored()
    {
        SwitchOff();

        Assert.That(await _cache.GetTask(Returns("first"), 1), Is.EqualTo("first"));
        Assert.That(await _cache.GetValueTask(Returns("second"), 1), Is.EqualTo("second"));
        Assert.That(await _cache.RefreshAsync(Returns("third"), 1), Is.EqualTo("third"));

        Assert.That(_node.Store.Count, Is.Zero);
        Assert.That(_node.Server.Holds("app:users:1"), Is.False);
        Assert.That((await _cache.TryGetAsync(1)).Found, Is.False);
        SwitchOn();
        Assert.That(await _cache.ExistsAsync(1), Is.False);
    }

    [Test]
    public async Task A_stampede_runs_the_Core_method_of_each_caller()
    {
        SwitchOff();
        var loads = new HeldLoads<int, string>();

        var callers = Enumerable.Range(0, 100).Select(_ => _cache.GetTask(loads.Of(), 1)).ToArray();

        Assert.That(loads.Count, Is.EqualTo(100));
        for (var i = 0; i < callers.Length; i++)
        {
            loads[i].Return($"value {i}");
            Assert.That(await callers[i], Is.EqualTo($"value {i}"), "each has what its own run gave");
        }
    }

    [Test]
    public async Task A_call_has_its_own_token_and_its_own_failure()
    {
        SwitchOff();
        using var leaving = new CancellationTokenSource();
        var loads = new HeldLoads<int, string>();
        var failure = new InvalidOperationException("the database is down");

        var caller = _cache.GetTask(loads.Of(), 1, leaving.Token);

        Assert.That(loads[0].Token, Is.EqualTo(leaving.Token));
        loads[0].Return("value");
        Assert.That(await caller, Is.EqualTo("value"));
        Assert.That(async () => await _cache.GetTask((_, _, _) => throw failure, 1), Throws.Exception.SameAs(failure));
    }

    [Test]
    public async Task What_memory_holds_goes_at_once_and_nothing_is_read()
    {
        await _cache.SetAsync(1, "before");
        await _cache.SetAsync(2, "before");

        SwitchOff();

        Assert.That(_node.Store.Count, Is.Zero);
        var commands = _node.Server.Commands.Count;
        Assert.That(await _cache.GetTask(Returns("now"), 1), Is.EqualTo("now"));
        Assert.That(await _cache.ExistsAsync(2), Is.False);
        Assert.That(_node.Server.Commands, Has.Count.EqualTo(commands), "the shared tier is not asked");
    }

    [Test]
    public async Task Switched_on_again_it_starts_with_an_empty_memory_and_what_the_shared_tier_holds()
    {
        await _cache.SetAsync(1, "before");
        SwitchOff();
        SwitchOn();

        var value = await _cache.GetTask(Returns("loaded"), 1);

        Assert.That(value, Is.EqualTo(tiers == Tiers.Memory ? "loaded" : "before"));
        Assert.That(await _cache.GetTask(Returns("again"), 1), Is.EqualTo(value), "it caches again");
    }

    [TestCase("key")]
    [TestCase("glob")]
    [TestCase("all")]
    [TestCase("set")]
    [TestCase("put")]
    public async Task What_is_invalidated_while_it_is_off_is_not_served_afterwards(string how)
    {
        await _cache.GetTask(Returns("old"), 1);
        SwitchOff();

        await (how switch
        {
            "key" => _cache.InvalidateAsync(1).AsTask(),
            "glob" => _cache.InvalidateMatchingAsync("1*").AsTask(),
            "all" => _cache.InvalidateAllAsync().AsTask(),
            "set" => _cache.SetAsync(1, "set").AsTask(),
            _ => CacheWrite.PutAsync(0, static _ => new ValueTask<string>("put"), [_cache.Puts(1)]),
        });
        SwitchOn();

        Assert.That(await _cache.GetTask(Returns("new"), 1), Is.EqualTo("new"));
    }

    [Test]
    public async Task A_load_under_way_gives_its_value_to_those_who_wait_and_is_not_stored()
    {
        var loads = new HeldLoads<int, string>();
        var caller = _cache.GetTask(loads.Of(), 1);
        var load = await loads.AtAsync(0);

        SwitchOff();
        Assert.That(await _cache.GetTask(Returns("alone"), 1), Is.EqualTo("alone"), "nobody joins it any more");
        load.Return("under way");

        Assert.That(await caller, Is.EqualTo("under way"));
        Assert.That(_node.Store.Count, Is.Zero);
        Assert.That(_node.Server.Holds("app:users:1"), Is.False);
    }

    [Test]
    public async Task A_put_under_way_is_not_stored_and_takes_the_old_value_along()
    {
        await _cache.SetAsync(1, "old");
        var body = new TaskCompletionSource<string>();
        var write = CacheWrite.PutAsync(0, _ => new ValueTask<string>(body.Task), [_cache.Puts(1)]);

        SwitchOff();
        body.SetResult("new");
        await write;
        SwitchOn();

        Assert.That(await _cache.ExistsAsync(1), Is.False);
    }

    [Test]
    public async Task Configuration_switches_it_at_once_too()
    {
        await _cache.SetAsync(1, "before");

        _node.Configure(("users:Enabled", "false"));
        Assert.That(await _cache.GetTask(Returns("off"), 1), Is.EqualTo("off"));

        _node.Configure(("users:Enabled", "true"));
        await _cache.SetAsync(1, "on");
        Assert.That(await _cache.GetTask(Returns("loaded"), 1), Is.EqualTo("on"));
    }

    [Test]
    public async Task The_end_of_an_override_that_had_switched_it_on_switches_it_off()
    {
        _node.Configure(("users:Enabled", "false"));
        _node.Policies.Override("users", new() { Enabled = true }, TimeSpan.FromSeconds(30));
        await _cache.SetAsync(1, "on");
        Assert.That(await _cache.ExistsAsync(1), Is.True);

        _node.Time.Advance(TimeSpan.FromSeconds(30));

        Assert.That(_node.Store.Count, Is.Zero);
        Assert.That(await _cache.GetTask(Returns("off"), 1), Is.EqualTo("off"));
    }

    private void SwitchOff() => _node.Policies.Override("users", new() { Enabled = false }, s_hour);

    private void SwitchOn() => _node.Policies.RemoveOverride("users");

    private static Load<int, string> Returns(string value) => (_, _, _) => new(value);
}
