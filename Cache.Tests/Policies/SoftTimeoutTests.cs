using Cache.CompilerServices;
using Cache.Tests.Engine;
using Microsoft.Extensions.Logging;

namespace Cache.Tests.Policies;

/// <summary>A load takes longer than its callers wait while there is a stale value.</summary>
public class SoftTimeoutTests
{
    private static readonly TimeSpan s_wait = TimeSpan.FromMilliseconds(200);
    private static readonly InvalidOperationException s_down = new("the database is down");

    [Test]
    public async Task Callers_get_the_stale_value_and_the_load_fills_when_it_ends()
    {
        await using var node = new Reports();
        await node.ExpireAsync("old");

        var callers = Enumerable.Range(0, 10).Select(_ => node.CallAsync()).ToArray();
        var load = await node.Loads.AtAsync(0);
        node.Time.Advance(s_wait - TimeSpan.FromMilliseconds(1));
        Assert.That(callers.Select(static caller => caller.IsCompleted), Is.All.False);
        node.Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.That(await Task.WhenAll(callers), Is.All.EqualTo("old"));

        load.Return("new");
        await node.LandedAsync();
        Assert.That(await node.CallAsync(), Is.EqualTo("new"));
        Assert.That((node.Loads.Count, node.Counts.StaleServed), Is.EqualTo((1, 10)));
    }

    [Test]
    public async Task Who_comes_while_the_load_goes_on_gets_the_stale_value_at_once()
    {
        await using var node = new Reports();
        await node.ExpireAsync("old");
        var first = node.CallAsync();
        await node.Loads.AtAsync(0);
        node.Time.Advance(s_wait);
        await first;

        var next = node.CallAsync();

        Assert.That(next.IsCompletedSuccessfully, Is.True);
        Assert.That(await next, Is.EqualTo("old"));
        Assert.That((node.Loads.Count, node.Counts.StaleServed), Is.EqualTo((1, 2)));
    }

    [Test]
    public async Task A_load_that_ends_in_time_is_waited_for()
    {
        await using var node = new Reports();
        await node.ExpireAsync("old");

        var caller = node.CallAsync();
        var load = await node.Loads.AtAsync(0);
        node.Time.Advance(s_wait / 2);
        load.Return("new");

        Assert.That(await caller, Is.EqualTo("new"));
        Assert.That(node.Counts.StaleServed, Is.Zero);
        await node.LandedAsync();
    }

    [Test]
    public async Task Without_a_stale_value_callers_wait()
    {
        await using var node = new Reports();

        var caller = node.CallAsync();
        node.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.That(caller.IsCompleted, Is.False);
        node.Loads[0].Return("new");

        Assert.That(await caller, Is.EqualTo("new"));
        Assert.That(node.Loads[0].Caller, Is.EqualTo("caller"), "on the instance of the caller");
    }

    [Test]
    public async Task The_load_runs_on_an_instance_of_its_own_scope_which_ends_with_it()
    {
        await using var node = new Reports();
        await node.ExpireAsync("old");

        var caller = node.CallAsync();
        var load = await node.Loads.AtAsync(0);
        node.Time.Advance(s_wait);
        Assert.That(await caller, Is.EqualTo("old"));

        // the request of the caller is over; the load's instance is not
        Assert.That(load.Caller, Is.Not.EqualTo("caller"));
        Assert.That(node.Disposed, Is.Empty);
        load.Return("new");
        await node.LandedAsync();
        Assert.That(node.Disposed, Is.EqualTo(new[] { load.Caller }));
    }

    [Test]
    public async Task A_load_that_fails_in_the_background_pauses_the_next_and_is_logged()
    {
        await using var node = new Reports();
        await node.ExpireAsync("old");
        var caller = node.CallAsync();
        var load = await node.Loads.AtAsync(0);
        node.Time.Advance(s_wait);
        await caller;

        load.Throw(s_down);
        await node.LandedAsync();

        Assert.That(await node.CallAsync(), Is.EqualTo("old"));
        Assert.That(node.Loads.Count, Is.EqualTo(1));
        Assert.That(node.Log.Messages.Where(static message => message.Level == LogLevel.Warning).Select(static message => message.Failure), Is.EqualTo(new[] { s_down }));
    }

    [Test]
    public async Task An_invalidation_ends_the_stale_value_and_the_load_stores_nothing()
    {
        await using var node = new Reports();
        await node.ExpireAsync("old");
        var before = node.CallAsync();
        var load = await node.Loads.AtAsync(0);
        await node.Cache.InvalidateAsync(1);
        var after = node.CallAsync();

        node.Time.Advance(s_wait);
        Assert.That(before.IsCompleted || after.IsCompleted, Is.False, "a value was served after its invalidation");
        load.Return("read before the invalidation");
        Assert.That(await before, Is.EqualTo("read before the invalidation"));
        Assert.That(await node.Cache.ExistsAsync(1), Is.False);
        node.Loads[1].Return("new");
        Assert.That(await after, Is.EqualTo("new"));
    }

    [Test]
    public async Task What_was_invalidated_while_a_late_load_goes_on_is_not_served_to_who_comes_then()
    {
        await using var node = new Reports();
        await node.ExpireAsync("old");
        var before = node.CallAsync();
        var load = await node.Loads.AtAsync(0);
        node.Time.Advance(s_wait);
        Assert.That(await before, Is.EqualTo("old"));

        await node.Cache.InvalidateAllAsync();
        var after = node.CallAsync();
        load.Return("read before the invalidation");

        Assert.That(after.IsCompleted, Is.False);
        node.Loads[1].Return("new");
        Assert.That(await after, Is.EqualTo("new"));
    }

    [Test]
    public async Task HardTimeout_ends_a_load_that_was_left_behind()
    {
        await using var node = new Reports(hardTimeout: "5s");
        await node.ExpireAsync("old");
        var caller = node.CallAsync();
        var load = await node.Loads.AtAsync(0);
        node.Time.Advance(s_wait);
        Assert.That(await caller, Is.EqualTo("old"));

        node.Time.Advance(TimeSpan.FromSeconds(5));
        await load.Cancelled;

        Assert.That(await node.CallAsync(), Is.EqualTo("old"), "loads pause");
        node.Time.Advance(TimeSpan.FromSeconds(5));
        var next = node.CallAsync();
        (await node.Loads.AtAsync(1)).Return("new");
        Assert.That(await next, Is.EqualTo("new"));
        load.Return("late");
        Assert.That((await node.Cache.TryGetAsync(1)).Value, Is.EqualTo("new"));
    }

    [Test]
    public async Task A_load_that_outlasts_the_stale_value_is_joined()
    {
        await using var node = new Reports(failSafe: "1m");
        await node.ExpireAsync("old");
        var caller = node.CallAsync();
        var load = await node.Loads.AtAsync(0);
        node.Time.Advance(s_wait);
        await caller;
        node.Time.Advance(TimeSpan.FromMinutes(1));

        using var leaving = new CancellationTokenSource();
        var left = node.CallAsync(leaving.Token);
        var joined = node.CallAsync();
        await leaving.CancelAsync();
        Assert.That(async () => await left, Throws.InstanceOf<OperationCanceledException>());
        Assert.That(joined.IsCompleted, Is.False);
        load.Return("new");

        Assert.That(await joined, Is.EqualTo("new"));
        Assert.That(node.Loads.Count, Is.EqualTo(1));
    }

    [Test]
    public async Task A_caller_that_leaves_before_the_time_leaves_alone_and_the_last_one_cancels_the_load()
    {
        await using var node = new Reports();
        await node.ExpireAsync("old");
        using var leaving = new CancellationTokenSource();

        var first = node.CallAsync(leaving.Token);
        var second = node.CallAsync(leaving.Token);
        var load = await node.Loads.AtAsync(0);
        await leaving.CancelAsync();

        Assert.That(async () => await first, Throws.InstanceOf<OperationCanceledException>());
        Assert.That(async () => await second, Throws.InstanceOf<OperationCanceledException>());
        await load.Cancelled;
        node.Time.Advance(s_wait);
        Assert.That(node.Counts.StaleServed, Is.Zero);
    }

    [Test]
    public async Task A_refresh_waits_for_what_it_has_asked_for()
    {
        await using var node = new Reports();
        await node.ExpireAsync("old");

        var refresh = node.Cache.RefreshAsync(node.Service, 1).AsTask();
        node.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.That(refresh.IsCompleted, Is.False);
        node.Loads[0].Return("new");

        Assert.That(await refresh, Is.EqualTo("new"));
    }

    [Test]
    public async Task The_callers_of_a_synchronous_method_are_answered_all_of_them()
    {
        await using var node = new Reports();
        await node.ExpireAsync("old");

        var callers = Enumerable.Range(0, 2).Select(_ => Task.Factory.StartNew(() => node.Cache.GetValue(node.Service, 1), TaskCreationOptions.LongRunning)).ToArray();
        var load = await node.Loads.AtAsync(0);
        node.Time.Advance(s_wait);

        Assert.That(await Task.WhenAll(callers), Is.All.EqualTo("old"));
        load.Return("new");
        await node.LandedAsync();
        Assert.That(node.Cache.GetValue(node.Service, 1), Is.EqualTo("new"));
    }

    [Test]
    public async Task Callers_wait_where_the_container_cannot_make_another_instance_and_it_says_so_once()
    {
        await using var node = new Reports(isKnown: false);
        await node.ExpireAsync("old");

        for (var i = 0; i < 2; i++)
        {
            var caller = node.CallAsync();
            var load = await node.Loads.AtAsync(i);
            node.Time.Advance(TimeSpan.FromMinutes(1));
            Assert.That(caller.IsCompleted, Is.False);
            Assert.That(load.Caller, Is.EqualTo("caller"));
            load.Return("new");
            Assert.That(await caller, Is.EqualTo("new"));
            node.Time.Advance(TimeSpan.FromMinutes(5));
        }
        Assert.That(node.Log.Messages.Count(static message => message.Text.Contains("Timeout does nothing", StringComparison.Ordinal)), Is.EqualTo(1));
    }

    [Test]
    public async Task A_factory_of_a_manual_cache_goes_on_as_it_is()
    {
        await using var container = new Container();
        var definition = new ManualCacheDefinition<int, int, string>
        {
            Name = "manual",
            Declaration = "Shop.Manual",
            Parameters = ["key"],
            FailSafe = "1h",
            Timeout = "200ms",
            ToKey = static key => key,
            WriteKey = static (int key, ref KeyWriter text) => text.Append(key),
            Load = ManualCacheDefinition<int, int, string>.RunFactory,
        };
        var cache = definition.OpenIn(container.Cache);
        var loads = new HeldLoads<int, string>();
        await cache.SetAsync(1, "old");
        container.Time.Advance(TimeSpan.FromMinutes(5));

        var caller = cache.GetOrCreateAsync(1, (key, token) => loads.Of()(key, null!, token)).AsTask();
        var load = await loads.AtAsync(0);
        container.Time.Advance(s_wait);
        Assert.That(await caller, Is.EqualTo("old"));
        load.Return("new");

        // the thread that began the load may still be on its way to wait for the factory's end, which then is where the value is put
        await Redis.Node.UntilAsync(async () => (await cache.TryGetAsync(1)).TryGet(out var value) && value == "new", "the load lands");
    }
}
