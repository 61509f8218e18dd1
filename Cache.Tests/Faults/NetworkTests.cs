using System.Diagnostics;
using Cache.Tests.Engine;
using Cache.Tests.Redis;

namespace Cache.Tests.Faults;

// one node reaches the server through a network that fails; the other one is next to it
public sealed class NetworkTests
{
    private static readonly PageKey s_key = new("acme", 1);
    private static readonly Invalidation s_byKey = Invalidation.All[0];

    private RedisServer _server = null!;
    private TcpProxy _network = null!;
    private Database _database = null!;
    private FaultNode _far = null!;
    private FaultNode _near = null!;

    public enum Silence
    {
        Requests,
        Replies,
        Both,
        Messages,
    }

    [SetUp]
    public async Task OpenAsync()
    {
        _server = await RedisServer.StartAsync();
        _network = new(_server.Port);
        _database = new();
        _far = FaultNode.Hybrid(_network.ConnectionString);
        _near = FaultNode.Hybrid(_server.ConnectionString);
        await Task.WhenAll(_far.JoinedAsync(), _near.JoinedAsync());
    }

    [TearDown]
    public async Task CloseAsync()
    {
        await _near.DisposeAsync();
        await _far.DisposeAsync();
        await _network.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Test]
    public async Task Invalidations_of_a_node_that_is_cut_off_are_kept_and_reach_the_others_when_it_is_back()
    {
        var definition = s_byKey.Define();
        var (far, near) = (definition.In(_far.Cache), definition.In(_near.Cache));
        await far.GetTask(_database.Load(), s_key);
        await near.GetTask(_database.Load(), s_key);

        _network.Refuse();
        _database.Write();
        Assert.That(await far.InvalidateAsync(s_key), Is.EqualTo(InvalidationResult.Queued));
        Assert.That(await far.GetTask(_database.Load(), s_key), Is.EqualTo("1"));
        Assert.That(await near.GetTask(_database.Load(), s_key), Is.EqualTo("0"), "nobody has told the others");
        _network.Accept();

        await Until.TrueAsync(() => _far.Queued == 0, "the invalidation is sent");
        var since = Stopwatch.StartNew();
        await Until.TrueAsync(async () => await near.GetTask(_database.Load(), s_key) == "1", "the other node loads anew");
        Assert.That(since.Elapsed, Is.LessThan(Until.Window));
        Assert.That(await far.GetTask(_database.Load(), s_key), Is.EqualTo("1"));
    }

    [Test]
    public async Task Memory_of_a_node_that_is_cut_off_again_and_again_is_never_older_than_the_window()
    {
        var freshness = new Freshness(_database, s_byKey, Until.Window);
        await FreshAsync(freshness, async () => await Until.ForAsync(TimeSpan.FromSeconds(3), async () =>
        {
            _network.Cut();
            await Task.Delay(150);
        }));
    }

    [Test]
    public async Task Memory_of_a_node_that_no_longer_hears_anything_is_never_older_than_the_window([Values] Silence silence)
    {
        var freshness = new Freshness(_database, s_byKey, Until.Window);
        await FreshAsync(freshness, async () =>
        {
            Hold(silence);
            await Task.Delay(4 * Until.Window);
            // what was held comes at once, late
            _network.Release();
            await Task.Delay(Until.Window);
        });
        await RejoinsAsync();
    }

    [Test]
    public async Task A_connection_that_stays_silent_for_ever_is_given_up_and_another_one_made()
    {
        _network.HoldRequests();
        _network.HoldReplies();
        await Until.TrueAsync(() => !_far.Shared.Watermark.IsConfirmed, "the node notices");
        _network.ReleaseNew();

        var time = Stopwatch.StartNew();
        await RejoinsAsync();
        TestContext.Out.WriteLine($"joined again after {time.Elapsed.TotalSeconds:0.0} s");
    }

    [Test]
    public async Task An_invalidation_of_which_only_the_reply_was_lost_is_sent_again_and_does_no_harm([Values("key", "glob", "group", "all", "tag")] string kind)
    {
        var invalidation = Invalidation.All.Single(one => one.ToString() == kind);
        var definition = invalidation.Define();
        var (far, near) = (definition.In(_far.Cache), definition.In(_near.Cache));
        await far.GetTask(_database.Load(invalidation), s_key);
        await near.GetTask(_database.Load(invalidation), s_key);

        _network.HoldReplies();
        _database.Write();
        Assert.That(await invalidation.Apply(far, _far.Cache, s_key), Is.EqualTo(InvalidationResult.Queued));
        if (kind is not "glob" and not "tag")
            await Until.TrueAsync(async () => await near.GetTask(_database.Load(invalidation), s_key) == "1", "it was applied: the other node has been told");
        _network.Cut();
        _network.Release();

        await Until.TrueAsync(() => _far.Queued == 0, "it is sent again");
        await Until.TrueAsync(async () => await near.GetTask(_database.Load(invalidation), s_key) == "1", "the other node is told");
        Assert.That(await far.GetTask(_database.Load(invalidation), s_key), Is.EqualTo("1"));
        await RejoinsAsync();
    }

    private void Hold(Silence silence)
    {
        if (silence is Silence.Requests or Silence.Both)
            _network.HoldRequests();
        if (silence is Silence.Replies or Silence.Both)
            _network.HoldReplies();
        if (silence is Silence.Messages)
            _network.HoldMessages();
    }

    // this node's calls go to the server, and what it loads the other one finds
    private async Task RejoinsAsync()
    {
        var (far, near) = (Rejoined.In(_far.Cache), Rejoined.In(_near.Cache));
        for (var page = 0; ; page++)
        {
            var value = $"value {page}";
            await far.SetAsync(new("rejoined", page), value);
            if ((await near.TryGetAsync(new("rejoined", page))).TryGet(out var found) && found == value)
                return;
            Assert.That(page, Is.LessThan(1000), "the node does not come back");
            await Task.Delay(20);
        }
    }

    private static CompilerServices.CacheDefinition<Load<PageKey, string>, PageKey, string> Rejoined { get; } = Container.Define<PageKey, string>(
        "rejoined", parameters: ["tenant", "page"], write: static (PageKey key, ref CompilerServices.KeyWriter text) =>
        {
            text.Append(key.Tenant);
            text.Append(key.Page);
        });

    private async Task FreshAsync(Freshness freshness, Func<Task> fault)
    {
        var definition = s_byKey.Define();
        using var stop = new CancellationTokenSource();
        var writing = Task.Run(() => freshness.WriteAsync(definition.In(_near.Cache), _near.Cache, s_key, stop.Token));
        var reading = Task.Run(() => freshness.ReadAsync(definition.In(_far.Cache), s_key, stop.Token));
        await Task.WhenAny(fault(), reading);
        await stop.CancelAsync();
        await Task.WhenAll(writing, reading);
        TestContext.Out.WriteLine($"{freshness.Acknowledged} invalidations; the oldest value was {freshness.Oldest.TotalMilliseconds:0} ms old, the window is {Until.Window.TotalMilliseconds:0} ms");
        Assert.That(freshness.Acknowledged, Is.GreaterThan(5));
    }
}
