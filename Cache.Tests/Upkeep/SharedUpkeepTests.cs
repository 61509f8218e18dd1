using Cache.CompilerServices;
using Cache.Engine;
using Cache.Tests.Engine;
using Cache.Tests.Policies;
using Cache.Tests.SharedTier;
using Microsoft.Extensions.DependencyInjection;

namespace Cache.Tests.Upkeep;

/// <summary>Entries that live on with a shared tier, in front of it and without memory, on a server and a clock that the test drives.</summary>
internal sealed class SharedUpkeepTests
{
    private static readonly TimeSpan s_load = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan s_ttl = TimeSpan.FromSeconds(40);

    private static readonly CacheDefinition<Load<int, string>, int, string> s_ahead = Container.Define<int, string>("shared-ahead", ttl: "40s", ahead: 1, backoff: "1s");
    private static readonly CacheDefinition<Load<int, string>, int, string> s_sliding = Container.Define<int, string>("shared-sliding", ttl: "10m", sliding: "16s");
    private static readonly CacheDefinition<Load<int, string>, int, string> s_warm = Container.Define<int, string>("shared-warm", ttl: "40s", keepWarm: "1h");

    private readonly List<SharingNode> _nodes = [];
    private ManualTimeProvider _time = null!;
    private DrivenServer _server = null!;

    [SetUp]
    public void Start()
    {
        _time = new();
        _server = new(_time);
    }

    [TearDown]
    public async Task StopAsync()
    {
        foreach (var node in _nodes)
            await node.DisposeAsync();
        _nodes.Clear();
    }

    [Test]
    public async Task Of_two_nodes_whose_hits_begin_the_next_load_one_loads_and_the_other_takes_its_value()
    {
        var (one, other) = (Open(s_ahead, Tiers.Hybrid), Open(s_ahead, Tiers.Hybrid));
        await one.LoadAsync("old", s_load);
        Assert.That(await other.GetAsync("unexpected"), Is.EqualTo("old"), "from the shared tier, with the time of its load");
        _time.Advance(s_ttl - s_load);

        var load = await one.HitUntilRefreshedAsync("old");
        await Redis.Node.UntilAsync(async () => await other.GetAsync("unexpected") == "old" && other.Running == 1, "a hit of the other node begins it too");
        load.Return("new");
        await one.SettledAsync();
        await other.SettledAsync();

        Assert.That(other.Background.Count, Is.Zero);
        Assert.That(await one.GetAsync("unexpected"), Is.EqualTo("new"));
        Assert.That(await other.GetAsync("unexpected"), Is.EqualTo("new"));
    }

    [Test]
    public async Task A_node_whose_entry_is_older_takes_the_value_that_another_has_loaded_already()
    {
        var (one, other) = (Open(s_ahead, Tiers.Hybrid), Open(s_ahead, Tiers.Hybrid));
        await one.LoadAsync("old", s_load);
        await other.GetAsync("unexpected");
        _time.Advance(s_ttl - s_load);
        (await one.HitUntilRefreshedAsync("old")).Return("new");
        await one.SettledAsync();

        await Redis.Node.UntilAsync(async () => await other.GetAsync("unexpected") == "new", "a hit of the other node looks in the shared tier");

        Assert.That(other.Background.Count, Is.Zero);
    }

    [Test]
    public async Task Without_memory_a_read_begins_the_next_load_once_and_reads_go_on()
    {
        var node = Open(s_ahead, Tiers.Redis);
        await node.LoadAsync("old", s_load);
        _time.Advance(s_ttl - s_load);

        var load = await node.HitUntilRefreshedAsync("old");
        for (var reads = 0; reads < 100; reads++)
            Assert.That(await node.GetAsync("unexpected"), Is.EqualTo("old"));
        Assert.That(node.Background.Count, Is.EqualTo(1));
        load.Return("new");
        await node.SettledAsync();

        Assert.That(await node.GetAsync("unexpected"), Is.EqualTo("new"));
    }

    [Test]
    public async Task Without_memory_a_load_that_fails_pauses()
    {
        var node = Open(s_ahead, Tiers.Redis);
        await node.LoadAsync("old", TimeSpan.FromSeconds(2));
        _time.Advance(s_ttl - TimeSpan.FromSeconds(4));

        (await node.HitUntilRefreshedAsync("old")).Throw(new InvalidOperationException("down"));
        await node.SettledAsync();
        for (var reads = 0; reads < 200; reads++)
            Assert.That(await node.GetAsync("unexpected"), Is.EqualTo("old"));
        Assert.That(node.Background.Count, Is.EqualTo(1), "it pauses");

        _time.Advance(TimeSpan.FromSeconds(1));
        (await node.HitUntilRefreshedAsync("old", load: 1)).Return("new");
        await node.SettledAsync();
        Assert.That(await node.GetAsync("unexpected"), Is.EqualTo("new"));
    }

    [TestCase(Tiers.Hybrid)]
    [TestCase(Tiers.Redis)]
    public async Task An_invalidation_by_another_node_while_it_runs_takes_the_old_value_and_the_new(Tiers tiers)
    {
        var (one, other) = (Open(s_ahead, tiers), Open(s_ahead, tiers));
        await one.LoadAsync("old", s_load);
        _time.Advance(s_ttl - s_load);
        var load = await one.HitUntilRefreshedAsync("old");

        await other.Cache.InvalidateAsync(1);
        load.Return("read before the invalidation");
        await one.SettledAsync();

        Assert.That(await other.GetAsync("after"), Is.EqualTo("after"));
        Assert.That(await one.GetAsync("after"), Is.EqualTo("after"));
    }

    [TestCase(Tiers.Hybrid)]
    [TestCase(Tiers.Redis)]
    public async Task Reads_on_one_node_keep_a_sliding_value_for_the_others(Tiers tiers)
    {
        var (one, other) = (Open(s_sliding, tiers), Open(s_sliding, tiers));
        await one.GetAsync("first");

        for (var reads = 0; reads < 10; reads++)
        {
            _time.Advance(TimeSpan.FromSeconds(15));
            Assert.That(await one.GetAsync("unexpected"), Is.EqualTo("first"));
        }
        Assert.That(await other.GetAsync("unexpected"), Is.EqualTo("first"), "two and a half minutes old");

        _time.Advance(TimeSpan.FromSeconds(19));
        Assert.That(await other.GetAsync("second"), Is.EqualTo("second"), "nobody has read it for longer than 18 s");
    }

    [Test]
    public async Task A_look_that_loads_nothing_keeps_a_sliding_value()
    {
        var node = Open(s_sliding, Tiers.Redis);
        await node.Cache.SetAsync(1, "set");

        for (var looks = 0; looks < 5; looks++)
        {
            _time.Advance(TimeSpan.FromSeconds(15));
            Assert.That((await node.Cache.TryGetAsync(1)).Value, Is.EqualTo("set"));
        }
    }

    [Test]
    public async Task The_Ttl_ends_a_sliding_value_on_every_node()
    {
        var (one, other) = (Open(s_sliding, Tiers.Hybrid), Open(s_sliding, Tiers.Hybrid));
        await one.GetAsync("first");
        for (var seconds = 0; seconds < 600; seconds += 15)
        {
            Assert.That(await one.GetAsync("unexpected"), Is.EqualTo("first"));
            await ReadAsync();
            _time.Advance(TimeSpan.FromSeconds(15));
        }

        Assert.That(await other.GetAsync("second"), Is.EqualTo("second"));
        Assert.That(await one.GetAsync("third"), Is.EqualTo("second"));
    }

    [Test]
    public async Task Of_two_nodes_that_keep_a_value_warm_one_loads_at_a_time()
    {
        var (one, other) = (Open(s_warm, Tiers.Hybrid), Open(s_warm, Tiers.Hybrid));
        await one.LoadAsync("0", s_load);
        await other.GetAsync("unexpected");

        for (var life = 1; life <= 5; life++)
        {
            var loads = one.Background.Count + other.Background.Count;
            for (var tenths = 0; tenths < 398 && one.Background.Count + other.Background.Count == loads; tenths++)
            {
                _time.Advance(TimeSpan.FromMilliseconds(100));
                await Redis.Node.UntilAsync(() => one.Running + other.Running == 0 || one.Background.Count + other.Background.Count > loads, "a load begins, or nothing is to be done");
            }
            Assert.That(one.Background.Count + other.Background.Count, Is.EqualTo(loads + 1), $"life {life}");
            var node = one.IsLoading ? one : other;
            _time.Advance(s_load);
            node.Last.Return($"{life}");
            await one.SettledAsync();
            await other.SettledAsync();
        }

        // who did not load it looks in the shared tier when his own entry is due
        Assert.That(new[] { await one.GetAsync("unexpected"), await other.GetAsync("unexpected") }, Has.Some.EqualTo("5").And.All.AnyOf("4", "5"));
    }

    [TestCase("ahead")]
    [TestCase("warm")]
    public async Task Near_the_end_by_LocalTtl_the_shared_tier_is_read_and_nothing_is_loaded(string setting)
    {
        var node = Open(
            Container.Define<int, string>($"local-{setting}", ttl: "10m", localTtl: "40s", ahead: setting == "ahead" ? 1 : null, keepWarm: setting == "warm" ? "1h" : null), Tiers.Hybrid);
        await node.LoadAsync("old", s_load);

        for (var lives = 0; lives < 5; lives++)
        {
            _time.Advance(s_ttl - s_load);
            for (var hits = 0; hits < 50; hits++)
                Assert.That(await node.GetAsync("unexpected"), Is.EqualTo("old"));
            await node.SettledAsync();
        }

        Assert.That(node.Background.Count, Is.Zero);
    }

    // a reading of the server that spans an advance is a round trip of that length to the node, which judges expiries early by it. A node at rest waits for its clock's next tick and for its next reading
    private Task ReadAsync() => Redis.Node.UntilAsync(() => _time.PendingTimers >= 2 * _nodes.Count, "each node waits for its next reading");

    private SharingNode Open(CacheDefinition<Load<int, string>, int, string> definition, Tiers tiers)
    {
        var node = new SharingNode(definition, tiers, _server, _time);
        _nodes.Add(node);
        return node;
    }

    private sealed class SharingNode : IAsyncDisposable
    {
        private readonly ManualTimeProvider _time;
        private readonly PolicyNode _node;

        public SharingNode(CacheDefinition<Load<int, string>, int, string> definition, Tiers tiers, DrivenServer server, ManualTimeProvider time)
        {
            _time = time;
            _node = new([definition], tiers: tiers, server: server, time: time, register: services => services.AddSingleton(Background.Of()));
            Cache = definition.In(_node.Cache);
        }

        public HeldLoads<int, string> Background { get; } = new();

        public MethodCache<Load<int, string>, int, string> Cache { get; }

        public int Running => ((CacheNode)_node.Cache).BackgroundLoads.Running;

        public HeldLoad<int, string> Last => Background[Background.Count - 1];

        public bool IsLoading => Background.Count > 0 && !Last.IsOver;

        public Task<string> GetAsync(string loaded) => Cache.GetTask((_, _, _) => new(loaded), 1);

        public async Task LoadAsync(string value, TimeSpan time)
        {
            var loads = new HeldLoads<int, string>();
            var call = Cache.GetTask(loads.Of(), 1);
            var load = await loads.AtAsync(0);
            _time.Advance(time);
            load.Return(value);
            Assert.That(await call, Is.EqualTo(value));
        }

        public async Task<HeldLoad<int, string>> HitUntilRefreshedAsync(string value, int load = 0)
        {
            for (var hits = 0; Running == 0; hits++)
            {
                Assert.That(hits, Is.LessThan(1_000), "not one of so many draws");
                Assert.That(await GetAsync("unexpected"), Is.EqualTo(value));
            }
            return await Background.AtAsync(load);
        }

        public Task SettledAsync() => Redis.Node.UntilAsync(() => Running == 0, "the loads in the background end");

        public ValueTask DisposeAsync() => _node.DisposeAsync();
    }
}
