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
    public async Task Of_many_keys_those_that_another_node_is_loading_hold_up_no_others()
    {
        var definition = Container.Define<int, string?>($"c-{Guid.NewGuid():N}");
        var (here, there) = (new ManyCache(definition.In(Node.Cache)), new ManyCache(definition.In(_other.Cache)));

        var one = here.GetManyAsync(1, 2);
        var first = await here.Batches.AtAsync(0);
        var other = there.GetManyAsync(3, 2, 1);
        (await there.Batches.AtAsync(0)).Return(Many.Of("there", 3));
        Assert.That(await there.GetAsync(3).WaitAsync(TimeSpan.FromSeconds(20)), Is.EqualTo("there 3"), "kept before the others have landed");
        first.Return(Many.Of("here", 1, 2));

        Assert.That((await one).Count, Is.EqualTo(2));
        Assert.That((await other).Values, Is.EquivalentTo(new[] { "here 1", "here 2", "there 3" }));
        Assert.That((here.Batches.Count, there.Asked), Is.EqualTo((1, (int[][])[[3]])));
    }

    [Test]
    public async Task Of_many_keys_those_that_another_node_has_failed_to_load_are_loaded_by_a_further_call()
    {
        var definition = Container.Define<int, string?>($"c-{Guid.NewGuid():N}");
        var (here, there) = (new ManyCache(definition.In(Node.Cache)), new ManyCache(definition.In(_other.Cache)));

        var one = here.GetManyAsync(1, 2);
        var first = await here.Batches.AtAsync(0);
        var other = there.GetManyAsync(1, 2, 3);
        var second = await there.Batches.AtAsync(0);
        first.Throw(new InvalidOperationException("the database is down"));
        Assert.That(async () => await one, Throws.InvalidOperationException);
        second.Return(Many.Of("there", 3));
        for (var further = 1; !other.IsCompleted; further++)
        {
            // both at once, or one after the other, as they are heard of
            var late = there.Batches.AtAsync(further);
            if (await Task.WhenAny(late, other) == late)
                (await late).Return(Many.Of("late", (await late).Key));
        }

        Assert.That((await other).Values, Is.EquivalentTo(new[] { "late 1", "late 2", "there 3" }));
        Assert.That(there.Asked.SelectMany(static ids => ids), Is.EquivalentTo(new[] { 1, 2, 3 }));
        Assert.That(there.Singles.Count, Is.Zero);
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
