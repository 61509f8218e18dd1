using Cache.CompilerServices;
using Cache.Tests.Engine;
using Cache.Time;
using Microsoft.Extensions.DependencyInjection;

namespace Cache.Tests.Upkeep;

public sealed class SlidingTtlTests
{
    private static readonly TimeSpan s_sliding = TimeSpan.FromMinutes(20);

    // reads are noted at least every eighth of the time
    private static readonly TimeSpan s_most = s_sliding + s_sliding / 8;

    private static readonly CacheDefinition<Load<int, string>, int, string> s_things = Container.Define<int, string>("sliding", ttl: "8h", sliding: "20m");

    [Test]
    public async Task An_entry_that_nobody_reads_lives_for_the_sliding_time_and_an_eighth_of_it()
    {
        await using var node = new UpkeepNode(s_things);
        await node.GetAsync("first");

        node.Time.Advance(s_most - CoarseClock.Resolution);
        Assert.That(await LivesAsync(s_things), Is.True, "without a read in between");
        node.Time.Advance(s_most);
        Assert.That(await node.GetAsync("second"), Is.EqualTo("second"));

        async Task<bool> LivesAsync(CacheDefinition<Load<int, string>, int, string> definition) => await definition.In(node.Node).ExistsAsync(1);
    }

    [Test]
    public async Task An_entry_that_is_read_within_the_time_lives_on()
    {
        await using var node = new UpkeepNode(s_things);
        await node.GetAsync("first");

        for (var reads = 0; reads < 20; reads++)
        {
            node.Time.Advance(s_sliding);
            Assert.That(await node.GetAsync("unexpected"), Is.EqualTo("first"), $"after read {reads}");
        }
    }

    [Test]
    public async Task Whenever_the_last_read_was_the_entry_lives_for_the_sliding_time_after_it_and_at_most_an_eighth_longer()
    {
        var random = new Random(7);
        for (var round = 0; round < 200; round++)
        {
            await using var node = new UpkeepNode(s_things);
            await node.GetAsync("first");
            for (var reads = random.Next(6); reads >= 0; reads--)
            {
                node.Time.Advance(s_sliding * random.NextDouble());
                Assert.That(await node.GetAsync("unexpected"), Is.EqualTo("first"));
            }

            // what expires is gone from the table's view whether or not somebody looks, so one look does not disturb: it is the last
            var idle = random.Next(2) == 0 ? s_sliding - CoarseClock.Resolution : s_most + CoarseClock.Resolution;
            node.Time.Advance(idle);
            Assert.That(await node.Cache.ExistsAsync(1), Is.EqualTo(idle < s_sliding), $"round {round}, idle for {idle}");
        }
    }

    [Test]
    public async Task The_Ttl_ends_it_however_often_it_is_read()
    {
        await using var node = new UpkeepNode(Container.Define<int, string>("capped", ttl: "1h", sliding: "20m"));
        await node.GetAsync("first");

        for (var minutes = 10; minutes < 60; minutes += 10)
        {
            node.Time.Advance(TimeSpan.FromMinutes(10));
            Assert.That(await node.GetAsync("unexpected"), Is.EqualTo("first"));
        }
        node.Time.Advance(TimeSpan.FromMinutes(10));

        Assert.That(await node.GetAsync("second"), Is.EqualTo("second"));
    }

    [Test]
    public async Task A_look_that_loads_nothing_is_a_read()
    {
        await using var node = new UpkeepNode(s_things);
        await node.Cache.SetAsync(1, "set");

        for (var looks = 0; looks < 8; looks++)
        {
            node.Time.Advance(s_sliding);
            Assert.That((await node.Cache.TryGetAsync(1)).Value, Is.EqualTo("set"));
            node.Time.Advance(s_sliding);
            Assert.That(await node.Cache.ExistsAsync(1), Is.True);
        }
    }

    [Test]
    public async Task With_FailSafe_what_has_slid_out_is_served_where_the_load_fails()
    {
        await using var node = new UpkeepNode(Container.Define<int, string>("sliding-safe", ttl: "8h", sliding: "20m", failSafe: "1h"));
        await node.GetAsync("first");
        node.Time.Advance(s_sliding);
        await node.GetAsync("unexpected");

        node.Time.Advance(s_most);

        Assert.That(await node.Cache.GetTask(static (_, _, _) => throw new InvalidOperationException("down"), 1), Is.EqualTo("first"));
        node.Time.Advance(TimeSpan.FromHours(1));
        Assert.That(async () => await node.Cache.GetTask(static (_, _, _) => throw new InvalidOperationException("down"), 1), Throws.InvalidOperationException);
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task The_store_holds_an_entry_that_is_read_and_frees_one_that_is_not(bool inMemoryCache)
    {
        var time = new ManualTimeProvider();
        var services = new ServiceCollection().AddSingleton<TimeProvider>(time);
        if (inMemoryCache)
            services.AddMemoryCache();
        services.AddCache().AddMemory(options =>
        {
            if (inMemoryCache)
                options.UseMemoryCache();
        });
        await using var container = services.BuildServiceProvider();
        var node = (Cache.Engine.CacheNode)container.GetRequiredService<ICache>();
        var cache = s_things.In(node);
        await cache.SetAsync(1, "read");
        await cache.SetAsync(2, "not read");

        for (var reads = 0; reads < 4; reads++)
        {
            time.Advance(s_sliding);
            Assert.That(await cache.ExistsAsync(1), Is.True);
        }

        Assert.That(node.Store.Count, Is.EqualTo(1));
        time.Advance(s_most + TimeSpan.FromSeconds(1));
        time.Advance(CoarseClock.Resolution);
        Assert.That(node.Store.Count, Is.Zero);
    }
}
