using Cache.CompilerServices;
using Cache.Tests.Engine;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cache.Tests.Policies;

/// <summary>A load fails, and there is a value from before.</summary>
public class FailSafeTests
{
    private static readonly InvalidOperationException s_down = new("the database is down");

    [Test]
    public async Task The_stale_value_is_served_in_the_place_of_a_failure()
    {
        await using var container = new Container();
        var cache = Define().In(container.Cache);
        await ExpireAsync(container, cache, "old");

        Assert.That(await cache.GetTask(Failing, 1), Is.EqualTo("old"));
        Assert.That(await cache.GetValueTask(Failing, 1), Is.EqualTo("old"));
        Assert.That(cache.GetValue(Failing, 1), Is.EqualTo("old"));
        Assert.That(Counts(cache).StaleServed, Is.EqualTo(3));
    }

    [Test]
    public async Task All_who_wait_get_the_stale_value_and_each_of_them_is_counted()
    {
        await using var container = new Container();
        var cache = Define().In(container.Cache);
        var loads = new HeldLoads<int, string?>();
        await ExpireAsync(container, cache, "old");

        var callers = Enumerable.Range(0, 50).Select(_ => cache.GetTask(loads.Of(), 1)).ToArray();
        loads[0].Throw(s_down);

        Assert.That(await Task.WhenAll(callers), Is.All.EqualTo("old"));
        Assert.That((loads.Count, Counts(cache).StaleServed), Is.EqualTo((1, 50)));
    }

    [Test]
    public async Task Null_is_a_value_that_can_be_stale()
    {
        await using var container = new Container();
        var cache = Define().In(container.Cache);
        await ExpireAsync(container, cache, null);

        Assert.That(await cache.GetTask(Failing, 1), Is.Null);
        Assert.That(Counts(cache).StaleServed, Is.EqualTo(1));
    }

    [Test]
    public async Task Without_FailSafe_and_without_a_value_from_before_the_failure_comes()
    {
        await using var container = new Container();
        var careless = Container.Define<int, string?>("careless").In(container.Cache);
        await ExpireAsync(container, careless, "old");

        Assert.That(async () => await careless.GetTask(Failing, 1), Throws.Exception.SameAs(s_down));
        Assert.That(async () => await Define().In(container.Cache).GetTask(Failing, 1), Throws.Exception.SameAs(s_down));
    }

    [Test]
    public async Task It_serves_for_as_long_as_it_says_and_not_longer()
    {
        await using var container = new Container();
        var cache = Define(failSafe: "1h").In(container.Cache);
        await cache.SetAsync(1, "old");

        container.Time.Advance(TimeSpan.FromMinutes(64));
        Assert.That(await cache.GetTask(Failing, 1), Is.EqualTo("old"));
        container.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.That(async () => await cache.GetTask(Failing, 1), Throws.Exception.SameAs(s_down));
    }

    [Test]
    public async Task Never_serves_it_until_the_budget_is_spent()
    {
        await using var container = new Container();
        var cache = Define(failSafe: "never").In(container.Cache);
        await ExpireAsync(container, cache, "old");

        container.Time.Advance(TimeSpan.FromDays(1000));
        Assert.That(await cache.GetTask(Failing, 1), Is.EqualTo("old"));
        container.Store.EvictAll();
        Assert.That(async () => await cache.GetTask(Failing, 1), Throws.Exception.SameAs(s_down));
    }

    [Test]
    public async Task A_stale_value_is_none_for_those_who_ask_whether_there_is_one()
    {
        await using var container = new Container();
        var cache = Define().In(container.Cache);
        await ExpireAsync(container, cache, "old");
        await cache.GetTask(Failing, 1);

        Assert.That(await cache.ExistsAsync(1), Is.False);
        Assert.That((await cache.TryGetAsync(1)).Found, Is.False);
        Assert.That(Counts(cache).Hits, Is.Zero);
    }

    [Test]
    public async Task A_load_that_succeeds_ends_it()
    {
        await using var container = new Container();
        var cache = Define().In(container.Cache);
        await ExpireAsync(container, cache, "old");
        await cache.GetTask(Failing, 1);
        container.Time.Advance(TimeSpan.FromSeconds(6));

        Assert.That(await cache.GetTask(static (_, _, _) => new("new"), 1), Is.EqualTo("new"));
        Assert.That(await cache.GetTask(Failing, 1), Is.EqualTo("new"));
        Assert.That((Counts(cache).StaleServed, container.Store.Count), Is.EqualTo((1, 1)));
        container.Store.InStepWith(cache);
    }

    [Test]
    public async Task Loads_of_a_key_pause_after_a_failure_and_each_time_for_longer()
    {
        await using var container = new Container();
        var cache = Define(backoff: "10s").In(container.Cache);
        await ExpireAsync(container, cache, "old");
        await cache.GetTask(Failing, 1);

        foreach (var pause in (int[])[10, 20, 40, 60, 60])
        {
            var loads = Counts(cache).Loads;
            container.Time.Advance(TimeSpan.FromSeconds(pause - 1));
            Assert.That(await cache.GetTask(Failing, 1), Is.EqualTo("old"));
            Assert.That(Counts(cache).Loads, Is.EqualTo(loads), $"within the pause of {pause} s");
            container.Time.Advance(TimeSpan.FromSeconds(1));
            Assert.That(await cache.GetTask(Failing, 1), Is.EqualTo("old"));
            Assert.That(Counts(cache).Loads, Is.EqualTo(loads + 1), $"after the pause of {pause} s");
        }
    }

    [Test]
    public async Task A_pause_is_of_one_key_alone()
    {
        await using var container = new Container();
        var cache = Define().In(container.Cache);
        await cache.SetAsync(2, "other");
        await ExpireAsync(container, cache, "old");
        await cache.GetTask(Failing, 1);

        Assert.That(await cache.GetTask(static (_, _, _) => new("new"), 2), Is.EqualTo("new"));
    }

    [Test]
    public async Task An_outage_is_logged_once_a_key_until_a_load_succeeds()
    {
        var log = new RecordingLog();
        await using var container = new Container(services => services.AddSingleton<ILogger<ICache>>(log));
        var cache = Define().In(container.Cache);
        await ExpireAsync(container, cache, "old");

        for (var i = 0; i < 10; i++)
        {
            await cache.GetTask(Failing, 1);
            container.Time.Advance(TimeSpan.FromMinutes(1));
        }
        Assert.That(Told(), Is.EqualTo(1));
        var message = log.Messages.Single(static message => message.Text.Contains("stale", StringComparison.Ordinal));
        Assert.That((message.Level, message.Failure), Is.EqualTo((LogLevel.Warning, s_down)));
        Assert.That(message.Text, Does.Contain(cache.Key(1)));

        await cache.GetTask(static (_, _, _) => new("new"), 1);
        container.Time.Advance(TimeSpan.FromMinutes(6));
        await cache.GetTask(Failing, 1);
        Assert.That(Told(), Is.EqualTo(2));

        int Told() => log.Messages.Count(static message => message.Text.Contains("stale", StringComparison.Ordinal));
    }

    [Test]
    public async Task An_override_acts_on_values_that_are_there_and_ends_with_its_end()
    {
        await using var container = new Container();
        var cache = Container.Define<int, string?>().In(container.Cache);
        var policies = container.Services.GetRequiredService<ICachePolicies>();
        await ExpireAsync(container, cache, "old");
        policies.Override("things", new() { FailSafe = "1h", FailSafeBackoff = "1s" }, TimeSpan.FromMinutes(1));

        Assert.That(await cache.GetTask(Failing, 1), Is.EqualTo("old"));
        container.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.That(async () => await cache.GetTask(Failing, 1), Throws.Exception.SameAs(s_down));
    }

    [Test]
    public async Task A_refresh_sees_its_failure_and_the_others_the_stale_value()
    {
        await using var container = new Container();
        var cache = Define().In(container.Cache);
        var loads = new HeldLoads<int, string?>();
        await ExpireAsync(container, cache, "old");

        var refresh = cache.RefreshAsync(loads.Of("refresh"), 1).AsTask();
        var joined = cache.GetTask(loads.Of("joined"), 1);
        loads[0].Throw(s_down);

        Assert.That(async () => await refresh, Throws.Exception.SameAs(s_down));
        Assert.That(await joined, Is.EqualTo("old"));
        Assert.That((loads.Count, Counts(cache).StaleServed), Is.EqualTo((1, 1)));
    }

    [Test]
    public async Task A_refresh_that_leaves_is_not_counted_among_those_who_get_the_stale_value()
    {
        await using var container = new Container();
        var cache = Define().In(container.Cache);
        var loads = new HeldLoads<int, string?>();
        using var leaving = new CancellationTokenSource();
        await ExpireAsync(container, cache, "old");

        var refresh = cache.RefreshAsync(loads.Of("refresh"), 1, leaving.Token).AsTask();
        var joined = cache.GetTask(loads.Of("joined"), 1);
        await leaving.CancelAsync();
        Assert.That(async () => await refresh, Throws.InstanceOf<OperationCanceledException>());
        loads[0].Throw(new ObjectDisposedException("its service"));
        loads[1].Throw(s_down);

        Assert.That(await joined, Is.EqualTo("old"));
        Assert.That(Counts(cache).StaleServed, Is.EqualTo(1));
    }

    [Test]
    public async Task A_refresh_loads_also_while_loads_pause()
    {
        await using var container = new Container();
        var cache = Define().In(container.Cache);
        await ExpireAsync(container, cache, "old");
        await cache.GetTask(Failing, 1);

        Assert.That(await cache.RefreshAsync(static (_, _, _) => new("new"), 1), Is.EqualTo("new"));
        Assert.That(await cache.GetTask(Failing, 1), Is.EqualTo("new"));
    }

    [Test]
    public async Task A_refresh_of_a_live_value_that_fails_leaves_it_live()
    {
        await using var container = new Container();
        var cache = Define().In(container.Cache);
        await cache.SetAsync(1, "live");

        Assert.That(async () => await cache.RefreshAsync(Failing, 1), Throws.Exception.SameAs(s_down));
        Assert.That((await cache.TryGetAsync(1)).Value, Is.EqualTo("live"));
        Assert.That(Counts(cache).StaleServed, Is.Zero);
    }

    [Test]
    public async Task A_value_that_was_set_while_the_load_ran_is_what_its_callers_get()
    {
        await using var container = new Container();
        var cache = Define().In(container.Cache);
        var loads = new HeldLoads<int, string?>();
        await ExpireAsync(container, cache, "old");

        var caller = cache.GetTask(loads.Of(), 1);
        await cache.SetAsync(1, "set");
        loads[0].Throw(s_down);

        Assert.That(await caller, Is.EqualTo("set"));
        Assert.That((await cache.TryGetAsync(1)).Value, Is.EqualTo("set"));
        container.Store.InStepWith(cache);
    }

    [Test]
    public async Task A_load_that_its_last_caller_has_left_is_no_failure()
    {
        await using var container = new Container();
        var cache = Define().In(container.Cache);
        var loads = new HeldLoads<int, string?>();
        using var leaving = new CancellationTokenSource();
        await ExpireAsync(container, cache, "old");

        var left = cache.GetTask(loads.Of(), 1, leaving.Token);
        await leaving.CancelAsync();
        Assert.That(async () => await left, Throws.InstanceOf<OperationCanceledException>());
        loads[0].Throw(new OperationCanceledException());

        // no pause, and the stale value is still there
        Assert.That(await cache.GetTask(Failing, 1), Is.EqualTo("old"));
        Assert.That(Counts(cache).Loads, Is.EqualTo(2));
    }

    [Test]
    public async Task A_load_that_fails_after_its_caller_has_left_is_run_again_before_stale_is_served()
    {
        await using var container = new Container();
        var cache = Define().In(container.Cache);
        var loads = new HeldLoads<int, string?>();
        using var leaving = new CancellationTokenSource();
        await ExpireAsync(container, cache, "old");

        var first = cache.GetTask(loads.Of("first"), 1, leaving.Token);
        var second = cache.GetTask(loads.Of("second"), 1);
        await leaving.CancelAsync();
        Assert.That(async () => await first, Throws.InstanceOf<OperationCanceledException>());
        loads[0].Throw(new ObjectDisposedException("the first caller's DbContext"));
        Assert.That(second.IsCompleted, Is.False);
        loads[1].Throw(s_down);

        Assert.That(await second, Is.EqualTo("old"));
    }

    internal static CacheDefinition<Load<int, string?>, int, string?> Define(string failSafe = "1h", string? backoff = null, string? hardTimeout = null, string? errorsFor = null, Func<int, string[]>? tags = null, bool takesContext = false) =>
        Container.Define<int, string?>(failSafe: failSafe, backoff: backoff, hardTimeout: hardTimeout, errorsFor: errorsFor, tags: tags, takesContext: takesContext);

    internal static async Task ExpireAsync(Container container, MethodCache<Load<int, string?>, int, string?> cache, string? value)
    {
        await cache.SetAsync(1, value);
        container.Time.Advance(TimeSpan.FromMinutes(5));
    }

    internal static ValueTask<string?> Failing(int key, CacheContext context, CancellationToken cancellationToken) => throw s_down;

    internal static Cache.Engine.TableCounts Counts(MethodCache<Load<int, string?>, int, string?> cache) =>
        ((Cache.Engine.CacheTable<Load<int, string?>, int, string?>)cache).Counts;
}
