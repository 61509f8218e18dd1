using Cache.Engine;
using Cache.Entries;
using Cache.Tests.Engine;
using Cache.Tests.SharedTier;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cache.Tests.Quotas;

/// <summary>What a node does for the quota of its shared tier.</summary>
public sealed class QuotaNodeTests
{
    private static readonly TimeSpan s_betweenUses = TimeSpan.FromSeconds(5);

    private ManualTimeProvider _time = null!;
    private RecordingQuota _quota = null!;

    [SetUp]
    public void Begin() => (_time, _quota) = (new(), new());

    private DrivenServer NewServer(bool hasQuota = true) => new(_time) { Quota = hasQuota ? _quota : null };

    [Test]
    public async Task A_value_that_is_read_from_the_shared_tier_is_in_use()
    {
        var server = NewServer();
        await using var node = new DrivenContainer(server, _time);
        await using var other = new DrivenContainer(server, _time, @namespace: node.Namespace);
        var (here, there) = (Container.Define<int, int>("users").In(node.Cache), Container.Define<int, int>("users").In(other.Cache));
        await here.GetTask(static (key, _, _) => new(key), 1);
        await here.GetTask(static (key, _, _) => new(key), 2);
        Assert.That(_quota.Uses, Is.Empty, "a fill is one by itself");

        await there.GetTask(static (key, _, _) => new(key), 1);
        await there.TryGetAsync(2);

        Assert.That(_quota.Uses, Is.EqualTo(new[] { $"{node.Namespace}:users:1", $"{node.Namespace}:users:2" }));
    }

    [Test]
    public async Task A_value_that_is_read_from_memory_is_in_use_once_in_a_while()
    {
        await using var node = new DrivenContainer(NewServer(), _time);
        var cache = Container.Define<int, int>("users").In(node.Cache);
        await cache.GetTask(static (key, _, _) => new(key), 1);
        for (var hit = 0; hit < 10; hit++)
            await cache.GetTask(static (_, _, _) => throw new InvalidOperationException(), 1);
        Assert.That(_quota.Uses, Is.Empty);

        for (var round = 1; round <= 3; round++)
        {
            for (var passed = TimeSpan.Zero; passed < s_betweenUses; passed += s_betweenUses / 25)
                _time.Advance(s_betweenUses / 25);
            await cache.GetTask(static (_, _, _) => throw new InvalidOperationException(), 1);
            await cache.GetTask(static (_, _, _) => throw new InvalidOperationException(), 1);
            Assert.That(_quota.Uses, Has.Count.EqualTo(round));
        }
    }

    [Test]
    public async Task Without_a_quota_an_entry_hears_of_no_hit()
    {
        await using var node = new DrivenContainer(NewServer(hasQuota: false), _time);
        await using var other = new DrivenContainer(NewServer(), _time);

        Assert.That(await EntryAsync(node), Is.TypeOf<CacheEntry<int, int>>());
        Assert.That(await EntryAsync(other), Is.TypeOf<PacedEntry<int, int>>());

        static async Task<object?> EntryAsync(DrivenContainer node)
        {
            var cache = Container.Define<int, int>("users").In(node.Cache);
            await cache.GetTask(static (key, _, _) => new(key), 1);
            return ((CacheTable<Load<int, int>, int, int>)cache).Entries.Slots.Find(1);
        }
    }

    [Test]
    public async Task A_value_that_never_fits_is_each_node_s_own_and_is_logged_once()
    {
        var log = new RecordingLog();
        var server = NewServer();
        await using var node = new DrivenContainer(server, _time, register: services => services.AddSingleton<ILogger<ICache>>(log));
        await using var other = new DrivenContainer(server, _time, @namespace: node.Namespace);
        var (here, there) = (Container.Define<int, string>("users").In(node.Cache), Container.Define<int, string>("users").In(other.Cache));
        _quota.Largest = 500;
        var loads = 0;
        ValueTask<string> Load(int key, CacheContext context, CancellationToken cancellationToken) => new(new string('x', 400 + 200 * Interlocked.Increment(ref loads)));

        var value = await here.GetTask(Load, 1);
        Assert.That(await here.GetTask(Load, 1), Is.SameAs(value), "memory holds it");
        Assert.That(await there.GetTask(Load, 1), Is.Not.EqualTo(value));
        await here.SetAsync(2, value);

        Assert.That(loads, Is.EqualTo(2));
        Assert.That(server.Holds($"{node.Namespace}:users:1") || server.Holds($"{node.Namespace}:users:2"), Is.False);
        Assert.That((await here.TryGetAsync(2)).Value, Is.SameAs(value));
        var told = log.Messages.Where(static one => one.Id == 9).ToArray();
        Assert.That(told, Has.Length.EqualTo(1));
        Assert.That(told[0].Failure!.Message, Does.Contain("Quota of 1000 bytes"));
    }

    [Test]
    public async Task Uses_are_told_four_times_a_window_and_the_count_is_checked_now_and_then_whatever_fails()
    {
        _quota.IsAway = true;
        await using var node = new DrivenContainer(NewServer(), _time);
        await Redis.Node.UntilAsync(() => Advanced(TimeSpan.FromMilliseconds(50), () => _quota.Checked > 0), "the node has joined");
        var (kept, @checked) = (_quota.Kept, _quota.Checked);

        for (var step = 1; step <= 40; step++)
            await Redis.Node.UntilAsync(() => Advanced(TimeSpan.FromMilliseconds(10), () => _quota.Kept >= kept + step), "the next telling");

        Assert.That(_quota.Checked - @checked, Is.InRange(1, 4), "40 quarters of a window of a second are two checks");
    }

    [Test]
    public async Task Statistics_tell_the_quota_and_its_use()
    {
        await using var node = new DrivenContainer(NewServer(), _time);
        await using var other = new DrivenContainer(NewServer(hasQuota: false), _time);
        (_quota.Bytes, _quota.Evictions) = (123, 4);

        Assert.That(node.Statistics.Node.Quota, Is.EqualTo(new CacheQuotaStatistics(123, 1000, 4)));
        Assert.That(other.Statistics.Node.Quota, Is.Null);
    }

    private bool Advanced(TimeSpan time, Func<bool> holds)
    {
        _time.Advance(time);
        return holds();
    }
}
