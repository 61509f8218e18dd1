using Cache.CompilerServices;
using Cache.Tests.Engine;

namespace Cache.Tests.SharedTier;

// calls over many keys of nodes that share a tier, on a server in memory
public sealed class ManySharedTests
{
    private static readonly CacheDefinition<Load<int, string?>, int, string?> s_definition = Container.Define<int, string?>("many");

    private ManualTimeProvider _time = null!;
    private DrivenServer _server = null!;
    private DrivenContainer _here = null!;
    private DrivenContainer _there = null!;

    [SetUp]
    public void Open()
    {
        _time = new();
        _server = new(_time);
        _here = new(_server, _time);
        _there = new(_server, _time, @namespace: _here.Namespace);
    }

    [TearDown]
    public async Task CloseAsync()
    {
        await _here.DisposeAsync();
        await _there.DisposeAsync();
    }

    [Test]
    public async Task Keys_that_another_node_has_loaded_are_found_and_the_rest_is_one_Core_call()
    {
        await Load(On(_there), 1, 3);
        var users = On(_here);
        await users.Cache.ExistsAsync(9);
        _server.Commands.Clear();

        await Load(users, [2, 4], 1, 2, 3, 4);

        Assert.That((users.Counts.Loads, users.Counts.SharedHits), Is.EqualTo((1L, 2L)));
        Assert.That(_server.Commands.CountBy(static command => command), Is.EquivalentTo(new Dictionary<string, int> { ["get"] = 4, ["get or lease"] = 2, ["fill"] = 2 }));
        _server.Commands.Clear();
        Assert.That((await users.GetManyAsync(1, 2, 3, 4)).Count, Is.EqualTo(4));
        Assert.That(_server.Commands, Is.Empty);
    }

    [Test]
    public async Task Keys_that_are_all_in_the_shared_tier_need_no_Core_call()
    {
        await Load(On(_there), 1, 2);
        var users = On(_here);

        Assert.That((await users.GetManyAsync(1, 2)).Values, Is.EqualTo(new[] { "many 1", "many 2" }));
        Assert.That(users.Batches.Count, Is.Zero);
    }

    [Test]
    public async Task With_the_shared_tier_gone_all_keys_are_loaded_together()
    {
        _server.IsAway = true;

        await Load(On(_here), 1, 2, 3);
    }

    [Test]
    public async Task A_read_that_takes_long_is_waited_for_so_that_no_key_is_loaded_in_vain()
    {
        await Load(On(_there), 2);
        var users = On(_here);
        await users.Cache.ExistsAsync(9);
        var reads = 0;
        var slow = new TaskCompletionSource();
        _server.Before = command => command == "get" && ++reads == 2 ? slow.Task : Task.CompletedTask;

        var call = users.GetManyAsync(1, 2, 3);
        Assert.That(users.Batches.Count, Is.Zero);
        slow.SetResult();
        (await users.Batches.AtAsync(0)).Return(Many.Of("many", 1, 3));

        Assert.That((await call).Count, Is.EqualTo(3));
        Assert.That(users.Asked, Is.EqualTo((int[][])[[1, 3]]));
    }

    [Test]
    public async Task That_there_is_no_value_is_shared_where_null_is_one_and_only_there([Values] bool absentIsNull)
    {
        var (users, others) = (On(_here, absentIsNull), On(_there, absentIsNull));
        var first = users.GetManyAsync(1, 2);
        (await users.Batches.AtAsync(0)).Return(Many.Of("many", 1));
        Assert.That((await first).Keys, Is.EqualTo(new[] { 1 }));

        var second = others.GetManyAsync(1, 2);
        if (!absentIsNull)
            (await others.Batches.AtAsync(0)).Return(Many.Of("many"));

        Assert.That((await second.WaitAsync(TimeSpan.FromSeconds(10))).Keys, Is.EqualTo(new[] { 1 }));
        Assert.That(others.Asked, Is.EqualTo(absentIsNull ? [] : (int[][])[[2]]));
    }

    [Test]
    public async Task A_caller_that_leaves_while_keys_are_looked_for_has_nothing_loaded_for_it()
    {
        var users = On(_here);
        await users.Cache.ExistsAsync(9);
        using var leaving = new CancellationTokenSource();
        var slow = new TaskCompletionSource();
        _server.Before = command => command == "get" ? slow.Task : Task.CompletedTask;

        var left = users.GetManyAsync([1, 2], leaving.Token);
        var single = users.GetAsync(2);
        await leaving.CancelAsync();
        Assert.That(async () => await left, Throws.InstanceOf<OperationCanceledException>());
        slow.SetResult();

        (await users.Batches.AtAsync(0)).Return(Many.Of("many", 2));
        Assert.That(await single, Is.EqualTo("many 2"));
        Assert.That(users.Asked, Is.EqualTo((int[][])[[2]]), "somebody waits for that one");
    }

    private static ManyCache On(DrivenContainer node, bool absentIsNull = true) => new(s_definition.In(node.Cache), absentIsNull);

    private static Task Load(ManyCache users, params int[] ids) => Load(users, ids, ids);

    private static async Task Load(ManyCache users, int[] asked, params int[] ids)
    {
        var call = users.GetManyAsync(ids);
        var load = await users.Batches.AtAsync(0);
        Assert.That(load.Key, Is.EqualTo(asked));
        load.Return(Many.Of("many", asked));
        Assert.That((await call).Count, Is.EqualTo(ids.Length));
    }
}
