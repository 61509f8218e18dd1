using Cache.CompilerServices;
using Cache.Tests.Engine;
using Cache.Tests.Redis;
using Cache.Tests.SharedTier;

namespace Cache.Tests.Policies;

/// <summary>The failure policies of a node that shares a tier with another, on a server and a clock that the test drives.</summary>
public sealed class SharedTierTests
{
    private static readonly CacheDefinition<Load<int, string?>, int, string?> s_things =
        Container.Define<int, string?>("failing", failSafe: "1h", hardTimeout: "5s", tags: static key => [$"thing:{key}"]);

    private ManualTimeProvider _time = null!;
    private DrivenServer _server = null!;
    private DrivenContainer _node = null!;
    private MethodCache<Load<int, string?>, int, string?> _cache = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _time = new();
        _server = new(_time);
        _node = new(_server, _time);
        _cache = s_things.In(_node.Cache);
        Assert.That(await _cache.GetTask(static (_, _, _) => new("old"), 1), Is.EqualTo("old"));
    }

    [TearDown]
    public async Task StopAsync() => await _node.DisposeAsync();

    [Test]
    public async Task The_stale_value_of_this_node_is_served_when_the_load_fails()
    {
        _time.Advance(TimeSpan.FromMinutes(5));

        Assert.That(await _cache.GetTask(FailSafeTests.Failing, 1), Is.EqualTo("old"));
        Assert.That(FailSafeTests.Counts(_cache).StaleServed, Is.EqualTo(1));
    }

    [Test]
    public async Task With_the_tier_gone_a_value_in_doubt_is_served_when_the_load_fails_and_loads_pause()
    {
        _server.IsAway = true;
        _time.Advance(TimeSpan.FromSeconds(3));
        Assert.That((await _cache.TryGetAsync(1)).Found, Is.False, "it is in doubt");

        Assert.That(await _cache.GetTask(FailSafeTests.Failing, 1), Is.EqualTo("old"));
        Assert.That(await _cache.GetTask(FailSafeTests.Failing, 1), Is.EqualTo("old"));
        var counts = FailSafeTests.Counts(_cache);
        Assert.That((counts.StaleServed, counts.Loads), Is.EqualTo((2, 2)), "the first load filled, the second failed, and there was no third");
    }

    [Test]
    public async Task With_the_tier_gone_a_load_that_succeeds_goes_before_the_value_in_doubt()
    {
        _server.IsAway = true;
        _time.Advance(TimeSpan.FromSeconds(3));

        Assert.That(await _cache.GetTask(static (_, _, _) => new("new"), 1), Is.EqualTo("new"));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task What_this_node_has_invalidated_while_the_tier_was_gone_is_not_served(bool byTag)
    {
        _server.IsAway = true;
        _time.Advance(TimeSpan.FromSeconds(3));

        var result = byTag ? await _node.Cache.InvalidateTagAsync("thing:1") : await _cache.InvalidateAsync(1);

        Assert.That(result, Is.EqualTo(InvalidationResult.Queued));
        Assert.That(async () => await _cache.GetTask(FailSafeTests.Failing, 1), Throws.InvalidOperationException);
    }

    [Test]
    public async Task What_another_node_has_invalidated_is_not_served()
    {
        await using var other = new DrivenContainer(_server, _time, @namespace: _node.Namespace);
        _time.Advance(TimeSpan.FromMinutes(5));

        await s_things.In(other.Cache).InvalidateAsync(1);

        Assert.That(async () => await _cache.GetTask(FailSafeTests.Failing, 1), Throws.InvalidOperationException);
    }

    [Test]
    public async Task What_another_node_has_invalidated_unheard_is_served_only_until_the_tier_is_back()
    {
        await using var other = new DrivenContainer(_server, _time, @namespace: _node.Namespace);
        _server.Messages = Messages.Lost;
        Assert.That(await s_things.In(other.Cache).InvalidateAsync(1), Is.EqualTo(InvalidationResult.Applied));
        _server.IsAway = true;
        _time.Advance(TimeSpan.FromSeconds(3));
        Assert.That(await _cache.GetTask(FailSafeTests.Failing, 1), Is.EqualTo("old"), "nobody here can tell");

        _server.IsAway = false;
        await Node.UntilAsync(async () =>
        {
            _time.Advance(TimeSpan.FromMilliseconds(15));
            try
            {
                return await _cache.GetTask(FailSafeTests.Failing, 1) is null;
            }
            catch (InvalidOperationException)
            {
                return true;
            }
        }, "the loss is noticed");
        Assert.That((await _cache.TryGetAsync(1)).Found, Is.False);
    }

    [Test]
    public async Task A_load_that_is_given_up_leaves_no_lease_behind()
    {
        var loads = new HeldLoads<int, string?>();
        var hanging = _cache.GetTask(loads.Of(), 2);
        await loads.AtAsync(0);
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.That(async () => await hanging, Throws.InstanceOf<CacheLoadTimeoutException>());

        await Node.UntilAsync(() => !_server.Holds(_cache.Key(2)), "the lease is released");
        Assert.That(await _cache.GetTask(static (_, _, _) => new("new"), 2), Is.EqualTo("new"));
        loads[0].Return("late");
        Assert.That((await _cache.TryGetAsync(2)).Value, Is.EqualTo("new"));
    }
}
