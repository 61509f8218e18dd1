using Cache.CompilerServices;
using Cache.Engine;
using Cache.Tests.Engine;
using Cache.Tests.SharedTier;

namespace Cache.Tests.Coherence;

/// <summary>Calls that come before a node has read the shared tier for the first time.</summary>
public sealed class StartTests
{
    private readonly CacheDefinition<Load<int, string>, int, string> _definition = Container.Define<int, string>("starting");
    private HeldLoads<int, string> _loads = null!;
    private TaskCompletionSource _mayRead = null!;
    private ManualTimeProvider _time = null!;
    private DrivenServer _server = null!;
    private DrivenContainer _node = null!;

    [SetUp]
    public async Task OpenAsync()
    {
        _time = new();
        _loads = new();
        _mayRead = new();
        var reading = new TaskCompletionSource();
        _server = new(_time) { Before = command => command == "lanes" && reading.TrySetResult() ? _mayRead.Task : Task.CompletedTask };
        _node = new(_server, _time);
        await reading.Task.WaitAsync(TimeSpan.FromSeconds(20));
    }

    [TearDown]
    public async Task CloseAsync()
    {
        _mayRead.TrySetResult();
        await _node.DisposeAsync();
    }

    [Test]
    public async Task A_caller_after_the_first_reading_joins_the_load_that_has_waited_for_it()
    {
        var cache = _definition.In(_node.Cache);
        using var impatient = new CancellationTokenSource();
        var first = cache.GetTask(_loads.Of(), 1, impatient.Token);

        _mayRead.SetResult();
        var load = await _loads.AtAsync(0);
        var second = cache.GetTask(_loads.Of(), 1);
        await impatient.CancelAsync();
        Assert.That(async () => await first, Throws.InstanceOf<OperationCanceledException>());
        Assert.That(load.Token.IsCancellationRequested, Is.False, "the second waits for it");

        load.Return("loaded");
        Assert.That(await second, Is.EqualTo("loaded"));
        Assert.That(await cache.GetTask(_loads.Of(), 1), Is.EqualTo("loaded"), "from memory");
        Assert.That(_loads.Count, Is.EqualTo(1));
    }

    [Test]
    public async Task An_invalidation_before_the_first_reading_ends_no_load_that_begins_after_it()
    {
        var cache = _definition.In(_node.Cache);
        var first = cache.GetTask(_loads.Of(), 1);
        await cache.InvalidateAllAsync();
        var second = cache.GetTask(_loads.Of(), 1);

        _mayRead.SetResult();
        (await _loads.AtAsync(0)).Return("loaded");

        Assert.That(await first, Is.EqualTo("loaded"));
        Assert.That(await second, Is.EqualTo("loaded"));
        Assert.That(await cache.GetTask(_loads.Of(), 1), Is.EqualTo("loaded"), "from memory");
        Assert.That(_loads.Count, Is.EqualTo(1));
    }

    [Test]
    public async Task A_load_that_did_not_wait_for_the_first_reading_any_longer_is_joined_by_nobody_after_it()
    {
        var cache = _definition.In(_node.Cache);
        var first = cache.GetTask(_loads.Of(), 1);
        _time.Advance(TimeSpan.FromSeconds(1));
        var early = await _loads.AtAsync(0);

        _mayRead.SetResult();
        await Redis.Node.UntilAsync(() => ((CacheNode)_node.Cache).Shared!.IsConnected, "the node has read the server");
        var second = cache.GetTask(_loads.Of(), 1);
        (await _loads.AtAsync(1)).Return("late");
        early.Return("early");

        Assert.That(await first, Is.EqualTo("early"));
        Assert.That(await second, Is.EqualTo("late"));
        Assert.That(await cache.GetTask(_loads.Of(), 1), Is.EqualTo("late"), "another node may have invalidated what the first has read");
    }

    [Test]
    public async Task An_invalidation_while_the_load_runs_ends_it_for_later_callers()
    {
        var cache = _definition.In(_node.Cache);
        var first = cache.GetTask(_loads.Of(), 1);
        _mayRead.SetResult();
        var early = await _loads.AtAsync(0);

        await cache.InvalidateAllAsync();
        var second = cache.GetTask(_loads.Of(), 1);
        (await _loads.AtAsync(1)).Return("late");
        early.Return("early");

        Assert.That(await first, Is.EqualTo("early"));
        Assert.That(await second, Is.EqualTo("late"));
        Assert.That(await cache.GetTask(_loads.Of(), 1), Is.EqualTo("late"));
    }
}
