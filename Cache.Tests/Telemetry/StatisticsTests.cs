using Cache.Tests.Engine;
using Cache.Tests.SharedTier;
using Microsoft.Extensions.DependencyInjection;

namespace Cache.Tests.Telemetry;

public class StatisticsTests
{
    [Test]
    public async Task A_snapshot_tells_what_a_cache_has_done_and_does_not_change()
    {
        await using var container = new Container();
        var cache = Container.Define<int, int>("users").In(container.Cache);
        var statistics = container.Services.GetRequiredService<ICacheStatistics>();
        var loads = new HeldLoads<int, int>();
        Assert.That(statistics.Find("unused"), Is.Null);
        Assert.That((statistics.Find("users")!.HitRatio, statistics.Find("users")!.AverageLoadTime), Is.EqualTo(((double?)null, (TimeSpan?)null)));

        await LoadAsync(1, TimeSpan.FromSeconds(1));
        await LoadAsync(2, TimeSpan.FromSeconds(3));
        Assert.That(async () => await cache.GetTask(static (_, _, _) => throw new InvalidDataException(), 3), Throws.InstanceOf<InvalidDataException>());
        for (var i = 0; i < 9; i++)
            await cache.GetTask(loads.Of(), 1);
        container.Store.Evict(container.Store.Entries[0]);

        var snapshot = statistics.Find("users");
        Assert.That(snapshot, Is.EqualTo(new CacheStatistics
        {
            Name = "users",
            Declaration = "Cache.Tests.users",
            Memory = new(9, 3),
            Loads = 3,
            LoadFailures = 1,
            AverageLoadTime = TimeSpan.FromSeconds(2),
            LongestLoadTime = TimeSpan.FromSeconds(3),
            Entries = 1,
            Evictions = 1,
        }));
        Assert.That(snapshot!.HitRatio, Is.EqualTo(0.75));
        Assert.That(statistics.Caches, Is.EqualTo((CacheStatistics[])[snapshot]));
        await cache.InvalidateAllAsync();
        await LoadAsync(1, TimeSpan.Zero);
        Assert.That(snapshot.Loads, Is.EqualTo(3));

        async Task LoadAsync(int key, TimeSpan time)
        {
            var caller = cache.GetTask(loads.Of(), key);
            container.Time.Advance(time);
            loads[loads.Count - 1].Return(key);
            await caller;
        }
    }

    [Test]
    public async Task A_load_that_is_cancelled_because_its_callers_have_left_is_no_failure()
    {
        await using var container = new Container();
        var cache = Container.Define<int, int>("users").In(container.Cache);
        var statistics = container.Services.GetRequiredService<ICacheStatistics>();
        using var leaving = new CancellationTokenSource();

        var caller = cache.GetTask(static async (key, _, cancellationToken) =>
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return key;
        }, 1, leaving.Token);
        await leaving.CancelAsync();
        Assert.That(async () => await caller, Throws.InstanceOf<OperationCanceledException>());
        Assert.That(statistics.Find("users")!.LoadFailures, Is.Zero);

        // its own token, and a caller that waits
        Assert.That(async () => await cache.GetTask(static (_, _, _) => throw new TaskCanceledException(), 1), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(statistics.Find("users")!.LoadFailures, Is.EqualTo(1));
    }

    [Test]
    public async Task Two_tiers_have_their_own_hits_and_misses()
    {
        var time = new ManualTimeProvider();
        var server = new DrivenServer(time);
        await using var node = new DrivenContainer(server, time);
        await using var other = new DrivenContainer(server, time, @namespace: node.Namespace);
        var (here, there) = (Container.Define<int, int>("users").In(node.Cache), Container.Define<int, int>("users").In(other.Cache));

        await here.GetTask(static (key, _, _) => new(key), 1);
        await here.GetTask(static (key, _, _) => new(key), 1);
        await there.GetTask(static (key, _, _) => new(key), 1);
        await there.RefreshAsync(static (key, _, _) => new(key), 1);

        var (one, two) = (node.Statistics.Find("users")!, other.Statistics.Find("users")!);
        Assert.That((one.Memory, one.Shared, one.HitRatio), Is.EqualTo((new CacheTierStatistics(1, 1), new CacheTierStatistics(0, 1), 0.5)));
        Assert.That((two.Memory, two.Shared, two.HitRatio, two.Loads), Is.EqualTo((new CacheTierStatistics(0, 1), new CacheTierStatistics(1, 0), 1, 1)));
    }

    [Test]
    public async Task The_node_tells_its_tiers_and_what_is_queued()
    {
        var time = new ManualTimeProvider();
        var server = new DrivenServer(time);
        await using var node = new DrivenContainer(server, time);
        await node.Cache.InvalidateTagAsync("first");
        server.IsAway = true;
        await node.Cache.InvalidateTagAsync("second");
        time.Advance(TimeSpan.FromSeconds(5));

        var told = node.Statistics.Node;
        Assert.That((told.Namespace, told.Provider, told.ByteLimit, told.EntryLimit), Is.EqualTo((node.Namespace, "Hybrid", (long?)(256L << 20), (long?)null)));
        Assert.That((told.Shared!.IsConfirmed, told.Shared.ConfirmationLag, told.Shared.QueuedInvalidations), Is.EqualTo((false, TimeSpan.FromSeconds(5), 1)));
    }

    [Test]
    public async Task A_budget_of_entries_is_told_and_memory_alone_has_no_shared_tier()
    {
        await using var services = new ServiceCollection().AddCache().AddMemory(static options => options.SizeLimit = "100").Services.BuildServiceProvider();
        var cache = Container.Define<int, int>("users").In(services.GetRequiredService<ICache>());
        var statistics = services.GetRequiredService<ICacheStatistics>();
        for (var i = 0; i < 150; i++)
            await cache.GetTask(static (key, _, _) => new(key), i);

        Assert.That(statistics.Node, Is.EqualTo(new CacheNodeStatistics { Namespace = "app", Provider = "Memory", Entries = 100, EntryLimit = 100 }));
        Assert.That((statistics.Find("users")!.Entries, statistics.Find("users")!.Evictions), Is.EqualTo((100, 50)));
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task The_bytes_of_all_caches_are_those_of_the_store_whatever_comes_and_goes(bool inMemoryCache)
    {
        var services = new ServiceCollection();
        if (inMemoryCache)
            services.AddMemoryCache();
        services.AddCache().AddMemory(options =>
        {
            if (inMemoryCache)
                options.UseMemoryCache();
            else
                options.SizeLimit = "64KB";
        });
        await using var container = services.BuildServiceProvider();
        var node = container.GetRequiredService<ICache>();
        var caches = new[] { Container.Define<int, string>("few").In(node), Container.Define<int, string>("many").In(node) };

        await Parallel.ForAsync(0, 20_000, async (call, _) =>
        {
            var (cache, key) = (caches[call % 2], call % 97 % (call % 2 == 0 ? 10 : 97));
            switch (call % 7)
            {
                case 0:
                    await cache.InvalidateAsync(key);
                    break;
                case 1:
                    await cache.SetAsync(key, new('s', call % 1000));
                    break;
                case 2:
                    await cache.RefreshAsync(static (key, _, _) => new(new string('r', 100)), key);
                    break;
                default:
                    await cache.GetTask(static (key, _, _) => new(new string('g', key * 10)), key);
                    break;
            }
        });

        var statistics = container.GetRequiredService<ICacheStatistics>();
        Assert.That(statistics.Node.Bytes, Is.Positive);
        Assert.That(statistics.Caches.Sum(static cache => cache.Bytes), Is.EqualTo(statistics.Node.Bytes));
        for (var key = 0; key < 97; key++)
        {
            await caches[0].InvalidateAsync(key);
            await caches[1].InvalidateAsync(key);
        }
        Assert.That(statistics.Caches.Select(static cache => cache.Bytes), Is.All.Zero);
    }

    [Test]
    public async Task A_container_with_a_cache_of_its_own_is_told_that_there_are_no_statistics_of_it()
    {
        await using var own = new Container();
        var services = new ServiceCollection();
        services.AddSingleton<ICache>(new Stranger(own.Cache));
        services.AddCache().AddMemory();
        await using var container = services.BuildServiceProvider();

        Assert.That(container.GetRequiredService<ICacheStatistics>, Throws.InvalidOperationException.With.Message.Contains(nameof(Stranger)));
    }

    private sealed class Stranger(ICache cache) : ICache
    {
        public CompilerServices.CacheInstances Instances => cache.Instances;

        public ValueTask<InvalidationResult> InvalidateTagAsync(string tag, CancellationToken cancellationToken = default) => cache.InvalidateTagAsync(tag, cancellationToken);
    }
}
