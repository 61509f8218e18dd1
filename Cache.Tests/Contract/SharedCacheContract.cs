using Cache.Tests.Engine;

namespace Cache.Tests.Contract;

/// <summary>What nodes that share a tier do for each other.</summary>
public abstract partial class SharedCacheContract : CacheContract
{
    private ContractNode _other = null!;

    [SetUp]
    public void OpenOther() => _other = Topology.Open();

    [TearDown]
    public async Task CloseOtherAsync() => await _other.DisposeAsync();

    [Test]
    public async Task What_one_node_has_loaded_another_finds()
    {
        var definition = Container.Define<int, string>($"c-{Guid.NewGuid():N}");

        await definition.In(Node.Cache).GetTask(Returns<int>("loaded"), 1);

        Assert.That(await definition.In(_other.Cache).GetTask(Forbidden<int>(), 1), Is.EqualTo("loaded"));
    }

    [Test]
    public async Task Callers_of_two_nodes_are_one_load()
    {
        var definition = Container.Define<int, string>($"c-{Guid.NewGuid():N}");
        var loads = new HeldLoads<int, string>();

        var here = Enumerable.Range(0, 20).Select(_ => definition.In(Node.Cache).GetTask(loads.Of(), 1)).ToArray();
        var there = Enumerable.Range(0, 20).Select(_ => definition.In(_other.Cache).GetTask(loads.Of(), 1)).ToArray();
        (await loads.AtAsync(0)).Return("value");

        Assert.That(await Task.WhenAll([.. here, .. there]), Is.All.EqualTo("value"));
        Assert.That(loads.Count, Is.EqualTo(1));
    }

    [Test]
    public async Task When_the_load_of_one_node_fails_another_loads()
    {
        var definition = Container.Define<int, string>($"c-{Guid.NewGuid():N}");
        var loads = new HeldLoads<int, string>();

        var here = definition.In(Node.Cache).GetTask(loads.Of("here"), 1);
        var load = await loads.AtAsync(0);
        var there = definition.In(_other.Cache).GetTask(loads.Of("there"), 1);
        load.Throw(new InvalidOperationException("the database is down"));

        Assert.That(async () => await here, Throws.InvalidOperationException);
        (await loads.AtAsync(1)).Return("there");
        Assert.That(await there, Is.EqualTo("there"));
    }

    [TestCaseSource(typeof(Invalidation), nameof(Invalidation.All))]
    public async Task Another_node_loads_anew_within_the_window_of_an_invalidation(Invalidation invalidation)
    {
        var definition = invalidation.Define();
        var (here, there) = (definition.In(Node.Cache), definition.In(_other.Cache));
        await here.InvalidateAllAsync();
        await EventuallyAsync(async () => !await there.ExistsAsync(Key));
        await there.GetTask((key, context, _) => Tagged(invalidation, key, context, "old"), Key);
        await there.GetTask(Forbidden<PageKey>(), Key);

        await invalidation.Apply(here, Node.Cache, Key);
        var since = TimeProvider.System.GetTimestamp();
        await EventuallyAsync(async () => await there.GetTask((key, context, _) => Tagged(invalidation, key, context, "new"), Key) == "new");

        Assert.That(TimeProvider.System.GetElapsedTime(since), Is.LessThan(TimeSpan.FromSeconds(1)), "the default window");
        Assert.That(await here.GetTask((key, context, _) => Tagged(invalidation, key, context, "newer"), Key), Is.EqualTo("new"));
    }

    [TestCaseSource(typeof(Invalidation), nameof(Invalidation.All))]
    public async Task A_load_on_another_node_that_an_invalidation_overtakes_is_kept_nowhere(Invalidation invalidation)
    {
        var definition = invalidation.Define();
        var (here, there) = (definition.In(Node.Cache), definition.In(_other.Cache));
        await here.InvalidateAllAsync();
        await EventuallyAsync(async () => !await there.ExistsAsync(Key));
        var loads = new HeldLoads<PageKey, string>();

        var caller = there.GetTask(loads.Of(), Key);
        var load = await loads.AtAsync(0);
        await invalidation.Apply(here, Node.Cache, Key);
        if (invalidation.DynamicTag is { } tag)
            load.Context.AddTag($"{tag}{Key.Tenant}");
        load.Return("old");

        Assert.That(await caller, Is.EqualTo("old"));
        Assert.That((await here.TryGetAsync(Key)).Found, Is.False, "the old value came into the shared tier");
        await EventuallyAsync(async () => await there.GetTask((key, context, _) => Tagged(invalidation, key, context, "new"), Key) == "new");
    }

    [Test]
    public async Task What_one_node_sets_another_sees()
    {
        var definition = Container.Define<int, string>($"c-{Guid.NewGuid():N}");
        var (here, there) = (definition.In(Node.Cache), definition.In(_other.Cache));
        await here.SetAsync(1, "first");
        Assert.That((await there.TryGetAsync(1)).Value, Is.EqualTo("first"));
        Assert.That(await there.GetTask(Forbidden<int>(), 1), Is.EqualTo("first"));

        await here.SetAsync(1, "second");

        await EventuallyAsync(async () => await there.GetTask(Forbidden<int>(), 1) == "second");
    }
}
