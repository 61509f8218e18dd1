using System.Diagnostics;
using Cache.Tests.Engine;
using Cache.Tests.Redis;
using Cache.Tests.SharedTier;
using Microsoft.Extensions.DependencyInjection;
using Node = Cache.Tests.Redis.Node;

namespace Cache.Tests.Telemetry;

/// <summary>The activities of what calls ask of the shared tier.</summary>
[NonParallelizable]
public sealed class SharedTraceTests
{
    private readonly string _namespace = $"traced-{Guid.NewGuid():N}";
    private string _name = null!;
    private ManualTimeProvider _time = null!;
    private DrivenServer _server = null!;
    private DrivenContainer _node = null!;
    private DrivenContainer _other = null!;
    private Traces _traces = null!;

    [SetUp]
    public void Start()
    {
        _name = $"traced-{Guid.NewGuid():N}";
        _time = new();
        _server = new(_time);
        _node = new(_server, _time, @namespace: _namespace);
        _other = new(_server, _time, @namespace: _namespace);
        _traces = new(_name);
    }

    [TearDown]
    public async Task StopAsync()
    {
        _traces.Dispose();
        await _other.DisposeAsync();
        await _node.DisposeAsync();
    }

    [Test]
    public async Task A_miss_looks_loads_and_fills_side_by_side_and_another_node_finds_it()
    {
        var (here, there) = (Container.Define<int, int>(_name).In(_node.Cache), Container.Define<int, int>(_name).In(_other.Cache));

        using (_traces.Own.StartActivity("request"))
        {
            await here.GetTask(static (key, _, _) => new(key), 1);
            await here.GetTask(static (key, _, _) => new(key), 1);
        }
        await there.GetTask(static (key, _, _) => new(key), 1);

        Assert.That(_traces.Names, Is.EqualTo((string[])["cache.shared.get miss", "cache.load", "cache.shared.fill stored", "request", "cache.shared.get hit"]));
        Assert.That(_traces.Ended[..3].Select(static activity => activity.ParentId), Is.All.EqualTo(_traces.Ended[3].Id));
        Assert.That(_traces.Ended.Where(static activity => activity.OperationName.StartsWith("cache.shared", StringComparison.Ordinal)).Select(static activity => activity.Kind), Is.All.EqualTo(ActivityKind.Client));
        Assert.That(_traces.Ended.SelectMany(static activity => activity.TagObjects).Select(static tag => tag.Key), Has.None.EqualTo("cache.key"));
    }

    [Test]
    public async Task A_node_that_waits_for_the_load_of_another_says_so()
    {
        var (here, there) = (Container.Define<int, int>(_name).In(_node.Cache), Container.Define<int, int>(_name).In(_other.Cache));
        var loads = new HeldLoads<int, int>();

        var caller = here.GetTask(loads.Of(), 1);
        await loads.AtAsync(0);
        var waiting = there.GetTask(loads.Of(), 1);
        loads[0].Return(1);
        await Task.WhenAll(caller, waiting);

        Assert.That(_traces.Names, Is.EquivalentTo((string[])["cache.shared.get miss", "cache.load", "cache.shared.fill stored", "cache.shared.get wait"]));
    }

    [Test]
    public async Task A_fill_that_comes_after_an_invalidation_is_refused()
    {
        var cache = Container.Define<int, int>(_name).In(_node.Cache);
        var loads = new HeldLoads<int, int>();

        var caller = cache.GetTask(loads.Of(), 1);
        await loads.AtAsync(0);
        await cache.InvalidateAsync(1);
        loads[0].Return(1);
        await caller;

        Assert.That(_traces.Names, Is.EqualTo((string[])["cache.shared.get miss", "cache.shared.invalidate applied", "cache.load", "cache.shared.fill refused"]));
    }

    [Test]
    public async Task Looks_sets_and_invalidations_are_told()
    {
        var cache = Container.Define<int, int>(_name).In(_node.Cache);

        await cache.TryGetAsync(1);
        await cache.SetAsync(1, 5);
        await cache.InvalidateAllAsync();
        await cache.InvalidateMatchingAsync("1*");

        Assert.That(_traces.Names, Is.EqualTo((string[])["cache.shared.get miss", "cache.shared.set stored", "cache.shared.invalidate applied", "cache.shared.invalidate applied"]));
    }

    [Test]
    public async Task A_server_that_is_away_is_an_error_of_the_look_and_the_load_goes_on()
    {
        var cache = Container.Define<int, int>(_name).In(_node.Cache);
        await cache.TryGetAsync(1);
        _traces.Clear();
        _server.IsAway = true;

        await cache.GetTask(static (key, _, _) => new(key), 1);
        await cache.InvalidateAsync(1);

        Assert.That(_traces.Names, Is.EqualTo((string[])["cache.shared.get Cache.SharedTier.SharedStoreException", "cache.load", "cache.shared.invalidate queued"]));
        Assert.That(_traces.Ended[0].Status, Is.EqualTo(ActivityStatusCode.Error));
    }

    [Test]
    public async Task Redis_is_named()
    {
        await using var server = await RedisServer.StartAsync();
        await using var services = new ServiceCollection().AddCache().AddMemory().AddRedis(server.ConnectionString).Services.BuildServiceProvider();
        var cache = Container.Define<int, int>(_name).In(services.GetRequiredService<ICache>());
        var statistics = services.GetRequiredService<ICacheStatistics>();
        await Node.UntilAsync(() => statistics.Node.Shared!.IsConfirmed, "the node has read the server");

        await cache.GetTask(static (key, _, _) => new(key), 1);
        await cache.InvalidateAsync(1);

        Assert.That(_traces.Names, Is.EqualTo((string[])["cache.shared.get miss", "cache.load", "cache.shared.fill stored", "cache.shared.invalidate applied"]));
        Assert.That(_traces.Ended.Select(static activity => activity.GetTagItem("db.system.name")), Is.EqualTo((string?[])["redis", null, "redis", "redis"]));
        Assert.That(statistics.Find(_name), Is.EqualTo(new CacheStatistics
        {
            Name = _name,
            Declaration = "Cache.Tests." + _name,
            Memory = new(0, 1),
            Shared = new(0, 1),
            Loads = 1,
            AverageLoadTime = statistics.Find(_name)!.AverageLoadTime,
            LongestLoadTime = statistics.Find(_name)!.LongestLoadTime,
        }));
    }
}
