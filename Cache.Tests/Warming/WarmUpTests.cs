using Cache.CompilerServices;
using Cache.Tests.Engine;
using Cache.Tests.SharedTier;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Cache.Tests.Warming;

/// <summary>The warm-up of an application that starts, runs and stops.</summary>
public sealed class WarmUpTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    [Test]
    public async Task Rows_and_sources_are_there_each_loaded_on_an_instance_of_its_own()
    {
        var script = new Shop.Script { Popular = [3, 4] };
        var definition = Shop.Define([1, 2], static (shop, _) => shop.PopularAsync(), static (_, _) => WarmRows.Keys(new[] { "5" }, static row => int.Parse(row, null)));
        await using var host = Start(script, definition);

        var said = await host.WarmAsync();

        Assert.That(said, Does.StartWith("The warm-up has ended: 5 entries of 1 caches, with 0 failures, in "));
        Assert.That(await Live(host, definition), Is.EqualTo(new[] { 1, 2, 3, 4, 5 }));
        Assert.That(script.Instances, Has.Count.EqualTo(5).And.All.Matches<Shop>(static shop => shop is { IsDisposed: true }));
    }

    [Test]
    public async Task What_is_live_already_is_not_loaded_again()
    {
        var script = new Shop.Script();
        var definition = Shop.Define([1, 2]);
        await using var host = Start(script, definition);
        await definition.In(host.Cache).SetAsync(1, "there");

        await host.WarmAsync();

        Assert.That(script.Loads, Is.EqualTo(1));
        Assert.That((await definition.In(host.Cache).TryGetAsync(1)).Value, Is.EqualTo("there"));
    }

    [Test]
    public async Task With_a_shared_tier_the_second_node_takes_the_values_of_the_first()
    {
        var time = new ManualTimeProvider();
        var server = new DrivenServer(time);
        var (first, second, definition) = (new Shop.Script(), new Shop.Script(), Shop.Define([1, 2]));
        await using var one = Node(first);
        await using var other = Node(second);

        await one.WarmAsync();
        await other.WarmAsync();

        Assert.That((first.Loads, second.Loads), Is.EqualTo((2, 0)));
        Assert.That(await Live(other, definition), Is.EqualTo(new[] { 1, 2 }));

        WarmHost Node(Shop.Script script) => new([definition], services => services.AddSingleton(script).AddScoped<Shop>().AddSingleton(server.NewNode()), time: time);
    }

    [Test]
    public async Task A_cache_that_gives_copies_and_one_of_a_synchronous_method_are_warmed_too()
    {
        var storefront = new Storefront.Counts();
        await using var host = new WarmHost(Storefront.StorefrontCacheDefinitions, services => services.AddSingleton(storefront));

        var said = await host.WarmAsync();

        Assert.That(said, Does.StartWith("The warm-up has ended: 7 entries of 3 caches, with 0 failures"));
        Assert.That(storefront.Loads.Order(StringComparer.Ordinal), Is.EqualTo(new[] { "all", "books 1", "books 2", "id 1", "id 2", "id 3", "music 1" }));
    }

    [Test]
    public async Task A_load_that_fails_is_told_of_once_for_its_cache_and_stops_nothing()
    {
        var script = new Shop.Script { Load = static (id, _) => id is 1 or 2 ? Task.FromException<string>(new InvalidOperationException($"no {id}")) : Task.FromResult("there") };
        var definition = Shop.Define([1, 2, 3]);
        await using var host = Start(script, definition, "1");

        var said = await host.WarmAsync();

        var health = await host.HealthAsync();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(said, Does.StartWith("The warm-up has ended: 3 entries of 1 caches, with 2 failures"));
            Assert.That(host.Log.Of(43).Select(static message => (message.Text, message.Failure!.Message)),
                Is.EqualTo(new[] { ("The warm-up of the cache 'shop' failed 2 times, first with this; requests load what is missing", "no 1") }));
            Assert.That(await Live(host, definition), Is.EqualTo(new[] { 3 }));
            Assert.That((health.Status, health.Data["failed"]), Is.EqualTo((HealthStatus.Healthy, 2L)));
        }
    }

    [Test]
    public async Task A_source_that_fails_keeps_neither_what_it_had_yielded_nor_the_other_sources()
    {
        var definition = Shop.Define([1], static (_, _) => WarmRows.Keys(Breaking(), static row => row), static (_, _) => throw new InvalidOperationException("at once"), static (shop, _) => shop.PopularAsync());
        await using var host = Start(new() { Popular = [3] }, definition);

        var said = await host.WarmAsync();

        Assert.That(said, Does.StartWith("The warm-up has ended: 3 entries of 1 caches, with 2 failures"));
        Assert.That(await Live(host, definition), Is.EqualTo(new[] { 1, 2, 3 }));
        Assert.That(host.Log.Of(43).Single().Failure, Is.InstanceOf<TimeoutException>());

        static IEnumerable<int> Breaking()
        {
            yield return 2;
            throw new TimeoutException();
        }
    }

    [Test]
    public async Task No_more_than_the_setting_says_are_loaded_at_once()
    {
        var loads = new HeldLoads<int, string>();
        var script = Shop.Script.Holding(loads);
        await using var host = Start(script, Shop.Define([1, 2, 3, 4, 5]), "2");
        await host.StartAsync();

        await loads.AtAsync(1);
        for (var load = 0; load < 5; load++)
            (await loads.AtAsync(load)).Return("there");
        await host.Log.FirstAsync(42);

        Assert.That(script.Most, Is.EqualTo(2));
        Assert.That(host.Log.Of(40).Single().Text, Is.EqualTo("The warm-up of 1 caches begins, 2 entries at once"));
    }

    [Test]
    public async Task An_application_that_stops_is_not_held_and_begins_no_further_load()
    {
        var loads = new HeldLoads<int, string>();
        await using var host = Start(Shop.Script.Holding(loads), Shop.Define([1, 2, 3]), "1");
        await host.StartAsync();
        var load = await loads.AtAsync(0);

        // this load never ends
        await host.StopAsync().WaitAsync(s_patience);
        await load.Cancelled;

        using (Assert.EnterMultipleScope())
        {
            Assert.That(loads.Count, Is.EqualTo(1));
            Assert.That(host.Log.Of(44).Single().Text, Does.StartWith("The warm-up stops with the application: 0 of "));
            Assert.That(host.Log.Of(42).Concat(host.Log.Of(43)), Is.Empty, "to be stopped is no failure");
            Assert.That((await host.HealthAsync()).Status, Is.EqualTo(HealthStatus.Unhealthy));
        }
    }

    [Test]
    public async Task The_health_check_waits_for_the_end_and_says_how_far_it_is()
    {
        var loads = new HeldLoads<int, string>();
        var found = new TaskCompletionSource();
        await using var host = Start(Shop.Script.Holding(loads), Shop.Define([1, 2, 3], (_, _) => Found()), "1");
        var before = await host.HealthAsync();
        await host.StartAsync();
        (await loads.AtAsync(0)).Return("there");
        var second = await loads.AtAsync(1);
        await found.Task.WaitAsync(s_patience);

        var between = await host.HealthAsync();
        second.Return("there");
        (await loads.AtAsync(2)).Return("there");
        await host.Log.FirstAsync(42);
        var after = await host.HealthAsync();

        using (Assert.EnterMultipleScope())
        {
            Assert.That((before.Status, before.Description), Is.EqualTo((HealthStatus.Unhealthy, "warming: 0 of 0")));
            Assert.That((between.Status, between.Description), Is.EqualTo((HealthStatus.Unhealthy, "warming: 1 of 3")));
            Assert.That((after.Status, after.Description), Is.EqualTo((HealthStatus.Healthy, "warmed: 3")));
            Assert.That(after.Data, Is.EqualTo(new Dictionary<string, object> { ["entries"] = 3L, ["warmed"] = 3L, ["failed"] = 0L }));
        }

        // asked after the rows: by then all three are known
        IAsyncEnumerable<int> Found()
        {
            found.SetResult();
            return AsyncEnumerable.Empty<int>();
        }
    }

    [Test]
    public async Task Progress_is_told_of_every_ten_seconds_and_every_thousand_entries()
    {
        var loads = new HeldLoads<int, string>();
        await using var host = Start(Shop.Script.Holding(loads), Shop.Define([7]));
        await host.StartAsync();
        var load = await loads.AtAsync(0);
        host.Time.Advance(TimeSpan.FromSeconds(10));
        load.Return("there");
        await host.Log.FirstAsync(42);
        await using var large = Start(new(), Shop.Define([.. Enumerable.Range(0, 2_500)]));
        await large.WarmAsync();

        Assert.That(host.Log.Of(41).Single().Text, Is.EqualTo("The warm-up has done 0 of 1 entries that are known so far, with 0 failures"));
        Assert.That(large.Log.Of(41), Has.Count.EqualTo(2));
    }

    [Test]
    public async Task Where_nothing_is_warmed_the_application_is_ready_and_nothing_is_logged()
    {
        await using var host = Start(new(), Shop.Define([]));
        await host.StartAsync();
        await host.StopAsync();

        Assert.That((await host.HealthAsync()).Status, Is.EqualTo(HealthStatus.Healthy));
        Assert.That(host.Log.Of(40).Concat(host.Log.Of(42)), Is.Empty);
    }

    [Test]
    public async Task A_cache_that_is_switched_off_is_not_warmed()
    {
        var script = new Shop.Script();
        await using var host = new WarmHost([Shop.Define([1], isEnabled: false)], services => services.AddSingleton(script).AddScoped<Shop>());

        var said = await host.WarmAsync();

        Assert.That(said, Does.StartWith("The warm-up has ended: 0 entries of 1 caches, with 0 failures"));
        Assert.That(script.Loads, Is.Zero);
    }

    [TestCase("0")]
    [TestCase("many")]
    public async Task A_bad_setting_stops_the_start(string concurrency)
    {
        await using var host = Start(new(), Shop.Define([1]), concurrency);

        Assert.That(host.StartAsync, Throws.InstanceOf<FormatException>().With.Message.EqualTo($"The setting Warming:Concurrency of the cache is '{concurrency}'. Write a whole number of at least 1."));
        Assert.That(host.StopAsync, Throws.Nothing);
    }

    private static WarmHost Start(Shop.Script script, CacheDefinition definition, string concurrency = "4") =>
        new([definition, definition], services => services.AddSingleton(script).AddScoped<Shop>(), concurrency);

    private static async Task<List<int>> Live(WarmHost host, CacheDefinition<Shop, int, string> definition)
    {
        List<int> live = [];
        foreach (var id in Enumerable.Range(0, 10))
        {
            if (await definition.In(host.Cache).ExistsAsync(id))
                live.Add(id);
        }
        return live;
    }
}
