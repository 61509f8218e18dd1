using Cache.Tests.Engine;

namespace Cache.Tests.Policies;

/// <summary>Loads of many keys that fail or take long: each key is served as a call for it alone would be.</summary>
public sealed class ManyFailureTests
{
    private static readonly TimeSpan s_wait = TimeSpan.FromMilliseconds(200);
    private static readonly InvalidOperationException s_down = new("the database is down");

    [Test]
    public async Task With_a_stale_value_for_each_key_the_call_is_answered_and_the_load_goes_on_in_a_scope_of_its_own()
    {
        await using var node = new Reports();
        await node.Cache.SetAsync(2, "old 2");
        await node.ExpireAsync("old 1");

        var call = node.CallManyAsync(1, 2);
        var load = await node.Batches.AtAsync(0);
        Assert.That(call.IsCompleted, Is.False);
        node.Time.Advance(s_wait);
        Assert.That(await call, Is.EquivalentTo(new Dictionary<int, string> { [1] = "old 1", [2] = "old 2" }));

        Assert.That((load.Caller, node.Disposed.Length), Is.EqualTo(("scoped 1", 0)), "one instance for all of them");
        load.Return(new Dictionary<int, string> { [1] = "new 1", [2] = "new 2" });
        await node.LandedAsync();
        Assert.That(node.Disposed, Is.EqualTo(new[] { "scoped 1" }));
        Assert.That((await node.CallManyAsync(1, 2)).Values, Is.EqualTo(new[] { "new 1", "new 2" }));
    }

    [Test]
    public async Task With_a_stale_value_for_some_the_call_waits_for_the_others_and_who_asks_for_one_of_those_does_not()
    {
        await using var node = new Reports();
        await node.ExpireAsync("old 1");

        var call = node.CallManyAsync(1, 2);
        var load = await node.Batches.AtAsync(0);
        var single = node.CallAsync();
        node.Time.Advance(s_wait);
        Assert.That((await single, call.IsCompleted), Is.EqualTo(("old 1", false)));
        load.Return(new Dictionary<int, string> { [1] = "new 1", [2] = "new 2" });

        Assert.That(await call, Is.EquivalentTo(new Dictionary<int, string> { [1] = "old 1", [2] = "new 2" }), "the first has had its answer by then");
        await node.LandedAsync();
        Assert.That(await node.CallAsync(), Is.EqualTo("new 1"));
    }

    [Test]
    public async Task Without_an_instance_of_its_own_the_load_runs_on_that_of_the_call()
    {
        await using var node = new Reports(isKnown: false);
        await node.ExpireAsync("old 1");

        var call = node.CallManyAsync(1);
        var load = await node.Batches.AtAsync(0);
        node.Time.Advance(s_wait);
        Assert.That((load.Caller, call.IsCompleted), Is.EqualTo(("caller", false)), "and so the call waits");
        load.Return(new Dictionary<int, string> { [1] = "new 1" });

        Assert.That((await call)[1], Is.EqualTo("new 1"));
    }

    [Test]
    public async Task A_load_that_hangs_is_given_up_for_all_keys_and_the_next_call_loads_anew()
    {
        await using var container = new Container();
        var users = new ManyCache(Container.Define<int, string?>(hardTimeout: "5s").In(container.Cache));

        var call = users.GetManyAsync(1, 2);
        var joined = users.GetManyAsync(2);
        container.Time.Advance(TimeSpan.FromSeconds(5));

        Assert.That(async () => await call, Throws.InstanceOf<CacheLoadTimeoutException>());
        Assert.That(async () => await joined, Throws.InstanceOf<CacheLoadTimeoutException>());
        await users.Batches[0].Cancelled;
        var next = users.GetManyAsync(1, 2);
        users.Batches[1].Return(Many.Of("many", 1, 2));
        Assert.That((await next).Count, Is.EqualTo(2));
    }

    [Test]
    public async Task Where_a_load_fails_stale_values_serve_and_a_key_without_one_fails_the_call()
    {
        await using var container = new Container();
        var users = new ManyCache(Container.Define<int, string?>(failSafe: "1h", backoff: "30s").In(container.Cache));
        await users.Cache.SetAsync(1, "old 1");
        container.Time.Advance(TimeSpan.FromMinutes(6));

        var both = users.GetManyAsync(1, 2);
        users.Batches[0].Throw(s_down);

        Assert.That(async () => await both, Throws.Exception.SameAs(s_down));
        Assert.That((await users.GetManyAsync(1))[1], Is.EqualTo("old 1"));
        Assert.That((users.Batches.Count, users.Counts.StaleServed), Is.EqualTo((1, 2L)), "its loads pause");
    }

    [Test]
    public async Task A_failure_that_is_cached_stands_for_each_key()
    {
        await using var container = new Container();
        var users = new ManyCache(Container.Define<int, string?>(errorsFor: "10s").In(container.Cache));

        var call = users.GetManyAsync(1, 2);
        users.Batches[0].Throw(s_down);
        Assert.That(async () => await call, Throws.Exception.SameAs(s_down));

        Assert.That(async () => await users.GetAsync(2), Throws.Exception.SameAs(s_down));
        Assert.That(async () => await users.GetManyAsync(1, 2), Throws.Exception.SameAs(s_down));
        Assert.That((users.Batches.Count, users.Singles.Count), Is.EqualTo((1, 0)));
        container.Time.Advance(TimeSpan.FromSeconds(11));
        var next = users.GetManyAsync(1, 2);
        users.Batches[1].Return(Many.Of("many", 1, 2));
        Assert.That((await next).Count, Is.EqualTo(2));
    }
}
