using Cache.CompilerServices;
using Cache.Tests.Engine;
using Cache.Time;
using Microsoft.Extensions.DependencyInjection;

namespace Cache.Tests.Upkeep;

public sealed class RefreshAheadTests
{
    private static readonly TimeSpan s_load = TimeSpan.FromMilliseconds(200);

    // what no draw passes: sixteen times the load time
    private static readonly TimeSpan s_window = 16 * s_load;

    private static readonly TimeSpan s_ttl = TimeSpan.FromMinutes(5);

    private static readonly CacheDefinition<Load<int, string>, int, string> s_things = Container.Define<int, string>("ahead", ahead: 1);

    [Test]
    public async Task A_hit_near_the_end_begins_the_next_load_and_goes_on_with_the_value_that_there_is()
    {
        await using var node = new UpkeepNode(s_things);
        await node.LoadAsync("old", s_load);
        node.Time.Advance(s_ttl - s_load);

        var load = await node.HitUntilRefreshedAsync("old");
        Assert.That(await node.GetAsync("unexpected"), Is.EqualTo("old"), "the load is under way");
        load.Return("new");

        await node.SettledAsync();
        Assert.That(await node.GetAsync("unexpected"), Is.EqualTo("new"));
        Assert.That(node.Background.Count, Is.EqualTo(1));
        node.Time.Advance(s_ttl - s_window - CoarseClock.Resolution);
        Assert.That(await node.GetAsync("unexpected"), Is.EqualTo("new"), "its time began anew");
    }

    [Test]
    public async Task No_hit_begins_it_before_the_window()
    {
        await using var node = new UpkeepNode(s_things);
        await node.LoadAsync("old", s_load);
        node.Time.Advance(s_ttl - s_window - CoarseClock.Resolution);

        for (var hits = 0; hits < 10_000; hits++)
            await node.GetAsync("unexpected");

        Assert.That(node.Background.Count, Is.Zero);
    }

    [Test]
    public async Task How_often_a_hit_begins_it_is_what_the_method_says()
    {
        // at one load time before the end a hit begins it with the probability 1/e: of 400 entries, 147
        const int Entries = 400;
        await using var node = new UpkeepNode(Container.Define<int, string>("ahead-often", ahead: 1), static services => services.AddSingleton<Load<int, string>>(static (_, _, _) => new("new")));
        for (var key = 0; key < Entries; key++)
            await node.LoadAsync("old", s_load, key);
        var begun = 0;
        for (var key = 0; key < Entries; key++)
        {
            // each entry has its own end
            await node.Cache.InvalidateAsync(key);
            await node.LoadAsync("old", s_load, key);
            node.Time.Advance(s_ttl - s_load);
            await node.GetAsync("unexpected", key);
            await node.SettledAsync();
            begun += (await node.Cache.TryGetAsync(key)).Value == "new" ? 1 : 0;
        }

        // four standard deviations are 39
        Assert.That(begun, Is.InRange(147 - 39, 147 + 39));
    }

    [Test]
    public async Task A_load_of_no_time_is_not_worth_it()
    {
        await using var node = new UpkeepNode(s_things);
        await node.GetAsync("old");
        node.Time.Advance(s_ttl - CoarseClock.Resolution);

        for (var hits = 0; hits < 1_000; hits++)
            Assert.That(await node.GetAsync("unexpected"), Is.EqualTo("old"));

        Assert.That(node.Background.Count, Is.Zero);
    }

    [Test]
    public async Task A_load_that_fails_leaves_the_entry_and_pauses_for_the_back_off()
    {
        var load = TimeSpan.FromSeconds(2);
        await using var node = new UpkeepNode(Container.Define<int, string>("ahead-failing", ahead: 1, backoff: "1s"));
        await node.LoadAsync("old", load);
        node.Time.Advance(s_ttl - 3 * load);

        (await node.HitUntilRefreshedAsync("old")).Throw(new InvalidOperationException("down"));
        await node.SettledAsync();
        for (var hits = 0; hits < 1_000; hits++)
            Assert.That(await node.GetAsync("unexpected"), Is.EqualTo("old"));
        Assert.That(node.Background.Count, Is.EqualTo(1), "it pauses");

        var message = node.Log.Messages.Single(static message => message.Id == 14);
        Assert.That(message.Text, Does.Contain("'app:ahead-failing:1'").And.Contain("00:00:01"));
        Assert.That(message.Failure, Has.Message.EqualTo("down"));
        node.Time.Advance(TimeSpan.FromSeconds(1));
        await node.HitUntilRefreshedAsync("old", load: 1);
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task An_invalidation_while_it_runs_takes_the_old_value_and_the_new(bool byAll)
    {
        await using var node = new UpkeepNode(s_things);
        await node.LoadAsync("old", s_load);
        node.Time.Advance(s_ttl - s_load);
        var load = await node.HitUntilRefreshedAsync("old");

        await (byAll ? node.Cache.InvalidateAllAsync() : node.Cache.InvalidateAsync(1));
        load.Return("read before the invalidation");
        await node.SettledAsync();

        Assert.That(await node.GetAsync("after"), Is.EqualTo("after"));
    }

    [Test]
    public async Task A_caller_that_finds_the_entry_expired_joins_the_load_that_has_begun()
    {
        await using var node = new UpkeepNode(s_things);
        await node.LoadAsync("old", s_load);
        node.Time.Advance(s_ttl - s_load);
        var load = await node.HitUntilRefreshedAsync("old");

        node.Time.Advance(s_load + CoarseClock.Resolution);
        var caller = node.GetAsync("a second load");
        Assert.That(caller.IsCompleted, Is.False);
        load.Return("new");

        Assert.That(await caller, Is.EqualTo("new"));
    }

    [Test]
    public async Task A_class_that_the_container_cannot_make_is_loaded_when_it_has_expired_and_one_message_says_so()
    {
        await using var node = new UpkeepNode(s_things, static services => services.AddSingleton<Load<int, string>>(static _ => throw new InvalidOperationException("no connection")));
        await node.LoadAsync("old", s_load);
        node.Time.Advance(s_ttl - s_load);

        await Redis.Node.UntilAsync(async () => await node.GetAsync("unexpected") == "old" && node.Log.Messages.Any(static message => message.Id == 15), "a hit tries it");
        await node.SettledAsync();
        for (var hits = 0; hits < 1_000; hits++)
            Assert.That(await node.GetAsync("unexpected"), Is.EqualTo("old"));

        Assert.That(node.Log.Messages.Single(static message => message.Id == 15).Text, Does.Contain("'ahead'"));
        node.Time.Advance(s_load);
        Assert.That(await node.GetAsync("new"), Is.EqualTo("new"));
    }

    [Test]
    public async Task A_hit_within_another_load_begins_it_and_does_not_wait_for_it()
    {
        await using var node = new UpkeepNode(s_things);
        await node.LoadAsync("old", s_load);
        node.Time.Advance(s_ttl - s_load);
        var outer = Container.Define<int, string>("outer").In(node.Node);

        var value = await outer.GetTask(async (_, _, _) =>
        {
            await node.HitUntilRefreshedAsync("old");
            return await node.GetAsync("unexpected");
        }, 1);

        Assert.That(value, Is.EqualTo("old"));
        node.Background[0].Return("new");
        await node.SettledAsync();
        Assert.That(await node.GetAsync("unexpected"), Is.EqualTo("new"));
    }

    [Test]
    public async Task A_manual_cache_runs_the_factory_of_the_hit()
    {
        await using var container = new Container();
        var definition = new ManualCacheDefinition<int, int, string>
        {
            Name = "manual-ahead",
            Declaration = "Shop.Manual",
            Parameters = ["key"],
            RefreshAhead = 1,
            ToKey = static key => key,
            WriteKey = static (int key, ref KeyWriter text) => text.Append(key),
            Load = ManualCacheDefinition<int, int, string>.RunFactory,
        };
        var cache = definition.OpenIn(container.Cache);
        var loads = new HeldLoads<int, string>();
        var call = cache.GetOrCreateAsync(1, (key, token) => loads.Of()(key, null!, token)).AsTask();
        container.Time.Advance(s_load);
        loads[0].Return("old");
        await call;
        container.Time.Advance(s_ttl - s_load);
        Assert.That(async () => (await cache.TryGetAsync(1)).Value, Is.EqualTo("old"), "a look has no factory");

        await Redis.Node.UntilAsync(async () => await cache.GetOrCreateAsync(1, static (_, _) => new("new")) == "new", "a hit runs its factory");
    }
}
