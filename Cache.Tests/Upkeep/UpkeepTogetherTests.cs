using Cache.Tests.Engine;
using Cache.Time;

namespace Cache.Tests.Upkeep;

/// <summary>What one setting makes of another, as the tables of docs/freshness.md say.</summary>
public sealed class UpkeepTogetherTests
{
    private static readonly TimeSpan s_load = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan s_ttl = TimeSpan.FromMinutes(5);

    [Test]
    public async Task RefreshAhead_follows_the_end_by_Ttl_and_not_the_one_by_idleness()
    {
        await using var node = new UpkeepNode(Container.Define<int, string>("sliding-ahead", ttl: "5m", sliding: "1m", ahead: 1));
        await node.LoadAsync("old", s_load);
        node.Time.Advance(TimeSpan.FromMinutes(1));
        for (var hits = 0; hits < 1_000; hits++)
            await node.GetAsync("unexpected");
        Assert.That(node.Background.Count, Is.Zero, "near the end by idleness");

        for (var minutes = 1; minutes < 4; minutes++)
        {
            node.Time.Advance(TimeSpan.FromMinutes(1));
            Assert.That(await node.GetAsync("unexpected"), Is.EqualTo("old"));
        }
        node.Time.Advance(TimeSpan.FromMinutes(1) - s_load);
        (await node.HitUntilRefreshedAsync("old")).Return("new");
        await node.SettledAsync();
        Assert.That(await node.GetAsync("unexpected"), Is.EqualTo("new"));
    }

    [Test]
    public async Task What_has_idled_out_is_not_kept_warm()
    {
        await using var node = new UpkeepNode(Container.Define<int, string>("sliding-warm", ttl: "5m", sliding: "1m", keepWarm: "1h"));
        await node.LoadAsync("old", s_load);

        node.Time.Advance(TimeSpan.FromMinutes(2));
        node.Time.Advance(s_ttl);

        Assert.That(node.Background.Count, Is.Zero);
        Assert.That(await node.Cache.ExistsAsync(1), Is.False);
    }

    [Test]
    public async Task With_FailSafe_a_failed_load_ahead_leaves_the_live_value_and_then_the_stale_one()
    {
        await using var node = new UpkeepNode(Container.Define<int, string>("safe-ahead", ahead: 1, failSafe: "1h"));
        await node.LoadAsync("old", s_load);
        node.Time.Advance(s_ttl - s_load);
        (await node.HitUntilRefreshedAsync("old")).Throw(new InvalidOperationException("down"));
        await node.SettledAsync();
        Assert.That((await node.Cache.TryGetAsync(1)).Value, Is.EqualTo("old"), "it is live");

        node.Time.Advance(s_load + CoarseClock.Resolution);
        Assert.That((await node.Cache.TryGetAsync(1)).Found, Is.False, "it is stale");
        Assert.That(await node.Cache.GetTask(static (_, _, _) => throw new InvalidOperationException("down"), 1), Is.EqualTo("old"));
    }

    [Test]
    public async Task With_FailSafe_what_could_not_be_kept_warm_is_stale_until_a_request_loads_it()
    {
        await using var node = new UpkeepNode(Container.Define<int, string>("safe-warm", keepWarm: "1h", failSafe: "1h", backoff: "10m"));
        await node.LoadAsync("old", s_load);
        node.Time.Advance(s_ttl - TimeSpan.FromSeconds(5));
        (await node.Background.AtAsync(0)).Throw(new InvalidOperationException("down"));
        await node.SettledAsync();
        node.Time.Advance(s_ttl);

        Assert.That(await node.Cache.GetTask(static (_, _, _) => throw new InvalidOperationException("down"), 1), Is.EqualTo("old"));
        Assert.That(node.Background.Count, Is.EqualTo(1));
        node.Time.Advance(TimeSpan.FromMinutes(10));
        Assert.That(await node.GetAsync("new"), Is.EqualTo("new"));
        node.Time.Advance(s_ttl - 2 * CoarseClock.Resolution);
        (await node.Background.AtAsync(1)).Return("newer");
        await node.SettledAsync();
        Assert.That((await node.Cache.TryGetAsync(1)).Value, Is.EqualTo("newer"), "it is kept warm again");
    }

    [Test]
    public async Task HardTimeout_gives_up_a_load_that_follows_an_entry_and_the_entry_serves_on()
    {
        await using var node = new UpkeepNode(Container.Define<int, string>("hard-ahead", ahead: 1, hardTimeout: "5s", backoff: "1s"));
        await node.LoadAsync("old", TimeSpan.FromSeconds(4));
        node.Time.Advance(s_ttl - TimeSpan.FromSeconds(10));
        await Redis.Node.UntilAsync(async () => await node.GetAsync("unexpected") == "old" && node.Background.Count == 1, "a hit begins it");
        var load = await node.Background.AtAsync(0);

        node.Time.Advance(TimeSpan.FromSeconds(5));
        await node.SettledAsync();

        Assert.That(load.Token.IsCancellationRequested, Is.True);
        Assert.That(await node.GetAsync("unexpected"), Is.EqualTo("old"));
        Assert.That(node.Log.Messages.Single(static message => message.Id == 14).Failure, Is.InstanceOf<CacheLoadTimeoutException>());
    }

    [Test]
    public async Task Callers_do_not_leave_a_load_behind_that_follows_an_entry_however_long_it_takes()
    {
        await using var node = new UpkeepNode(Container.Define<int, string>("soft-ahead", ahead: 1, failSafe: "1h", timeout: "100ms"));
        await node.LoadAsync("old", s_load);
        node.Time.Advance(s_ttl - s_load);
        var load = await node.HitUntilRefreshedAsync("old");

        node.Time.Advance(TimeSpan.FromMilliseconds(100));
        Assert.That(await node.GetAsync("unexpected"), Is.EqualTo("old"));
        load.Return("new");
        await node.SettledAsync();

        Assert.That(await node.GetAsync("unexpected"), Is.EqualTo("new"));
        Assert.That(node.Log.Messages.Any(static message => message.Id == 12), Is.False);
    }

    [Test]
    public async Task With_CacheErrorsFor_a_failed_load_ahead_is_nobodys_failure()
    {
        await using var node = new UpkeepNode(Container.Define<int, string>("errors-ahead", ahead: 1, errorsFor: "1m"));
        await node.LoadAsync("old", s_load);
        node.Time.Advance(s_ttl - s_load);
        (await node.HitUntilRefreshedAsync("old")).Throw(new InvalidOperationException("down"));
        await node.SettledAsync();

        Assert.That(await node.GetAsync("unexpected"), Is.EqualTo("old"));
        node.Time.Advance(s_load + CoarseClock.Resolution);
        Assert.That(await node.GetAsync("new"), Is.EqualTo("new"), "no failure stands");
    }

    [Test]
    public async Task With_RefreshAhead_and_KeepWarm_the_first_that_comes_loads_and_the_other_does_not()
    {
        await using var node = new UpkeepNode(Container.Define<int, string>("ahead-warm", ahead: 100, keepWarm: "1h"));
        await node.LoadAsync("old", s_load);
        node.Time.Advance(s_ttl * 0.8);
        var load = await node.HitUntilRefreshedAsync("old");

        node.Time.Advance(s_ttl * 0.15);
        Assert.That(node.Background.Count, Is.EqualTo(1), "it is due, and under way");
        load.Return("new");
        await node.SettledAsync();
        node.Time.Advance(s_ttl * 0.05);

        Assert.That((await node.Cache.TryGetAsync(1)).Value, Is.EqualTo("new"));
        Assert.That(node.Background.Count, Is.EqualTo(1));
    }

    [Test]
    public async Task A_null_is_no_failure_that_a_stale_value_would_stand_in_for()
    {
        await using var node = new UpkeepNode(Container.Define<int, string>("null-safe", failSafe: "1h", cacheNull: false));
        await node.GetAsync("old");
        node.Time.Advance(s_ttl);

        Assert.That(await node.GetAsync(null!), Is.Null);
        Assert.That(async () => await node.Cache.GetTask(static (_, _, _) => throw new InvalidOperationException("down"), 1), Throws.InvalidOperationException, "the old value is over");
    }

    [Test]
    public async Task Jitter_does_not_shorten_a_Ttl_of_the_entrys_own()
    {
        await using var node = new UpkeepNode(Container.Define<int, string>("own-ttl", ttl: "1h", jitter: "59m"));
        for (var key = 0; key < 100; key++)
            await node.Cache.SetAsync(key, "set", TimeSpan.FromMinutes(30));

        node.Time.Advance(TimeSpan.FromMinutes(30) - CoarseClock.Resolution);

        for (var key = 0; key < 100; key++)
            Assert.That(await node.Cache.ExistsAsync(key), Is.True);
    }

    [Test]
    public async Task A_cache_that_is_switched_off_keeps_nothing_warm()
    {
        var definition = Container.Define<int, string>("off-warm", keepWarm: "1h");
        await using var node = new UpkeepNode(definition);
        await node.LoadAsync("old", s_load);

        node.Node.Policies.Override("off-warm", new() { Enabled = false }, TimeSpan.FromDays(1));
        node.Time.Advance(s_ttl);

        Assert.That(node.Background.Count, Is.Zero);
    }

    [Test]
    public async Task A_null_that_is_not_cached_ends_the_entry_that_it_follows()
    {
        await using var node = new UpkeepNode(Container.Define<int, string>("null-ahead", ahead: 1, cacheNull: false));
        await node.LoadAsync("old", s_load);
        node.Time.Advance(s_ttl - s_load);
        (await node.HitUntilRefreshedAsync("old")).Return(null!);
        await node.SettledAsync();

        Assert.That((await node.Cache.TryGetAsync(1)).Found, Is.False, "what the source says now is newer than the entry");
    }
}
