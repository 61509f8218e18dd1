using Cache.CompilerServices;
using Cache.Tests.Engine;
using Cache.Time;
using Microsoft.Extensions.DependencyInjection;

namespace Cache.Tests.Upkeep;

public sealed class KeepWarmTests
{
    private static readonly TimeSpan s_ttl = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan s_warm = TimeSpan.FromHours(1);
    private static readonly TimeSpan s_load = TimeSpan.FromMilliseconds(200);

    private static readonly CacheDefinition<Load<int, string>, int, string> s_things = Container.Define<int, string>("warm", keepWarm: "1h", backoff: "1s");

    [Test]
    public async Task An_entry_is_loaded_anew_without_a_request_before_it_expires()
    {
        await using var node = new UpkeepNode(s_things);
        await node.LoadAsync("0", s_load);

        for (var life = 0; life < 5; life++)
        {
            node.Time.Advance(s_ttl * 0.84);
            Assert.That(node.Background.Count, Is.EqualTo(life), "not earlier than three twentieths before its end");
            node.Time.Advance(s_ttl * 0.11);
            (await node.Background.AtAsync(life)).Return($"{life + 1}");
            await node.SettledAsync();
        }

        Assert.That(await node.GetAsync("unexpected"), Is.EqualTo("5"));
    }

    [Test]
    public async Task One_that_nobody_has_read_for_the_time_expires()
    {
        await using var node = new UpkeepNode(s_things, static services => services.AddSingleton<Load<int, string>>(static (_, _, _) => new("new")));
        await node.GetAsync("old");

        var kept = await LivesAsync(node, TimeSpan.FromHours(3));

        // an eighth of the time passes between two reads that are noted, and what is loaded last lives for its Ttl
        Assert.That(kept, Is.InRange(s_warm, s_warm + s_warm / 8 + 2 * s_ttl));
        Assert.That(await node.Cache.ExistsAsync(1), Is.False);
    }

    [Test]
    public async Task A_read_gives_it_the_time_anew()
    {
        await using var node = new UpkeepNode(s_things, static services => services.AddSingleton<Load<int, string>>(static (_, _, _) => new("new")));
        await node.GetAsync("old");

        for (var reads = 0; reads < 4; reads++)
        {
            await LivesAsync(node, s_warm * 0.9);
            Assert.That((await node.Cache.TryGetAsync(1)).Found, Is.True, $"after {reads} reads");
        }
    }

    [Test]
    public async Task What_was_invalidated_is_not_loaded_until_somebody_asks()
    {
        await using var node = new UpkeepNode(s_things);
        await node.GetAsync("old");

        await node.Cache.InvalidateAsync(1);
        node.Time.Advance(s_ttl);

        Assert.That(node.Background.Count, Is.Zero);
        Assert.That(node.Node.BackgroundLoads.Running, Is.Zero);
    }

    [Test]
    public async Task An_entry_that_has_taken_the_place_of_another_is_due_in_its_own_time()
    {
        await using var node = new UpkeepNode(s_things);
        await node.GetAsync("first");
        node.Time.Advance(s_ttl / 2);
        await node.Cache.SetAsync(1, "second");

        node.Time.Advance(s_ttl * 0.8);
        Assert.That(node.Background.Count, Is.Zero);
        Assert.That((await node.Cache.TryGetAsync(1)).Value, Is.EqualTo("second"));
        node.Time.Advance(s_ttl * 0.2 - 2 * CoarseClock.Resolution);

        (await node.Background.AtAsync(0)).Return("third");
        await node.SettledAsync();
        Assert.That((await node.Cache.TryGetAsync(1)).Value, Is.EqualTo("third"));
    }

    [Test]
    public async Task An_entry_with_a_shorter_time_of_its_own_is_due_earlier()
    {
        await using var node = new UpkeepNode(s_things);
        await node.GetAsync("first");
        await node.Cache.SetAsync(1, "second", TimeSpan.FromSeconds(10));

        node.Time.Advance(TimeSpan.FromSeconds(10) - 2 * CoarseClock.Resolution);

        (await node.Background.AtAsync(0)).Return("third");
        await node.SettledAsync();
        Assert.That((await node.Cache.TryGetAsync(1)).Value, Is.EqualTo("third"));
    }

    [Test]
    public async Task A_load_that_fails_is_tried_again_while_the_entry_lives()
    {
        await using var node = new UpkeepNode(s_things);
        await node.LoadAsync("old", TimeSpan.FromSeconds(5));
        node.Time.Advance(s_ttl - TimeSpan.FromSeconds(10));

        (await node.Background.AtAsync(0)).Throw(new InvalidOperationException("down"));
        await node.SettledAsync();
        node.Time.Advance(TimeSpan.FromSeconds(1));
        (await node.Background.AtAsync(1)).Return("new");
        await node.SettledAsync();

        Assert.That((await node.Cache.TryGetAsync(1)).Value, Is.EqualTo("new"));
        Assert.That(node.Log.Messages.Count(static message => message.Id == 14), Is.EqualTo(1));
    }

    [Test]
    public async Task As_many_are_loaded_at_once_as_the_options_let_and_the_others_follow()
    {
        await using var node = new UpkeepNode(s_things, static services => services.Configure<CacheOptions>(static options => options.BackgroundLoads = 2));
        for (var key = 0; key < 5; key++)
            await node.LoadAsync("old", s_load, key);
        node.Time.Advance(s_ttl - 5 * s_load);

        for (var key = 0; key < 5; key += 2)
        {
            await node.Background.AtAsync(Math.Min(key + 1, 4));
            Assert.That((node.Background.Count, node.Node.BackgroundLoads.Running), Is.EqualTo((Math.Min(key + 2, 5), Math.Min(2, 5 - key))));
            for (var load = key; load < Math.Min(key + 2, 5); load++)
                node.Background[load].Return("new");
            await node.SettledAsync();
            node.Time.Advance(CoarseClock.Resolution);
        }

        for (var key = 0; key < 5; key++)
            Assert.That((await node.Cache.TryGetAsync(key)).Value, Is.EqualTo("new"));
    }

    [Test]
    public async Task An_entry_that_never_expires_is_left_alone()
    {
        await using var node = new UpkeepNode(Container.Define<int, string>("warm-for-ever", ttl: "never", keepWarm: "1h"));
        await node.GetAsync("old");

        node.Time.Advance(TimeSpan.FromDays(1000));

        Assert.That(node.Background.Count, Is.Zero);
        Assert.That(await node.GetAsync("unexpected"), Is.EqualTo("old"));
    }

    // for how long an entry that nobody reads is there; looked for where a look is no read
    private static async Task<TimeSpan> LivesAsync(UpkeepNode node, TimeSpan most)
    {
        var time = TimeSpan.Zero;
        for (var step = TimeSpan.FromSeconds(10); time < most && IsLive(node); time += step)
        {
            node.Time.Advance(step);
            await node.SettledAsync();
        }
        return time;
    }

    private static bool IsLive(UpkeepNode node) =>
        ((Cache.Engine.CacheTable<Load<int, string>, int, string>)node.Cache).Entries.Slots.Find(1) is Cache.Entries.CacheEntry<int, string> entry && entry.ExpiresAt > node.Node.Clock.Now;
}
