using Cache.CompilerServices;
using Cache.Engine;
using Cache.Loading;
using Cache.Tests.Engine;
using Cache.Tests.Policies;
using Cache.Tests.SharedTier;

namespace Cache.Tests.Telemetry;

/// <summary>How long the runs of a Core method take, by the clock of the node.</summary>
public class LoadTimeTests
{
    private static readonly TimeSpan s_long = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan s_short = TimeSpan.FromMilliseconds(30);

    [Test]
    public async Task A_load_that_waits_is_timed_to_its_end()
    {
        await using var container = new Container();
        var cache = Container.Define<int, int>().In(container.Cache);
        var loads = new HeldLoads<int, int>();

        var caller = cache.GetTask(loads.Of(), 1);
        var flight = FlightOf(cache, 1);
        Assert.That(flight.LoadTime, Is.Null);
        container.Time.Advance(s_long);
        loads[0].Return(1);
        await caller;

        Assert.That(flight.LoadTime, Is.EqualTo(s_long));
        Assert.That(Times(cache), Is.EqualTo((1, s_long, s_long)));
    }

    [Test]
    public async Task A_load_that_does_not_wait_is_timed_whatever_the_method_returns()
    {
        await using var container = new Container();
        var cache = Container.Define<int, int>().In(container.Cache);
        Flight<Load<int, int>, int, int>? flight = null;
        Load<int, int> load = (key, _, _) =>
        {
            flight = FlightOf(cache, key);
            container.Time.Advance(key * s_short);
            return new(key);
        };

        await cache.GetTask(load, 1);
        Assert.That(flight!.LoadTime, Is.EqualTo(s_short));
        await cache.GetValueTask(load, 2);
        Assert.That(flight.LoadTime, Is.EqualTo(2 * s_short));
        cache.GetValue(load, 3);
        Assert.That(flight.LoadTime, Is.EqualTo(3 * s_short));

        Assert.That(Times(cache), Is.EqualTo((3, 6 * s_short, 3 * s_short)));
    }

    [Test]
    public async Task A_load_that_takes_no_time_is_a_load_all_the_same()
    {
        await using var container = new Container();
        var cache = Container.Define<int, int>().In(container.Cache);
        Flight<Load<int, int>, int, int>? flight = null;

        await cache.GetTask((key, _, _) =>
        {
            flight = FlightOf(cache, key);
            return new(key);
        }, 1);

        Assert.That(flight!.LoadTime, Is.EqualTo(TimeSpan.Zero));
        Assert.That(Times(cache).Count, Is.EqualTo(1));
    }

    [Test]
    public async Task A_run_of_a_cache_that_is_off_is_timed()
    {
        await using var container = new Container();
        var cache = Container.Define<int, int>(enabled: false).In(container.Cache);
        var loads = new HeldLoads<int, int>();

        var caller = cache.GetTask(loads.Of(), 1);
        container.Time.Advance(s_long);
        loads[0].Return(1);
        await caller;
        cache.GetValue((key, _, _) =>
        {
            container.Time.Advance(s_short);
            return new(key);
        }, 2);

        Assert.That(Times(cache), Is.EqualTo((2, s_long + s_short, s_long)));
    }

    [Test]
    public async Task A_load_that_fails_has_no_time_and_the_run_for_the_next_caller_begins_anew()
    {
        await using var container = new Container();
        var cache = Container.Define<int, int>().In(container.Cache);
        var loads = new HeldLoads<int, int>();
        using var leaving = new CancellationTokenSource();

        var first = cache.GetTask(loads.Of(), 1, leaving.Token);
        var second = cache.GetTask(loads.Of(), 1);
        var flight = FlightOf(cache, 1);
        container.Time.Advance(s_long);
        await leaving.CancelAsync();
        Assert.That(async () => await first, Throws.InstanceOf<OperationCanceledException>());
        loads[0].Throw(new ObjectDisposedException("its service"));
        Assert.That(flight.LoadTime, Is.Null);
        container.Time.Advance(s_short);
        loads[1].Return(1);
        await second;

        Assert.That(flight.LoadTime, Is.EqualTo(s_short));
        Assert.That(Times(cache), Is.EqualTo((1, s_short, s_short)));
    }

    [Test]
    public async Task A_load_that_is_given_up_has_no_time_whatever_it_brings_later()
    {
        await using var container = new Container();
        var cache = Container.Define<int, int>(hardTimeout: "5s").In(container.Cache);
        var loads = new HeldLoads<int, int>();

        var caller = cache.GetTask(loads.Of(), 1);
        var flight = FlightOf(cache, 1);
        container.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.That(async () => await caller, Throws.InstanceOf<CacheLoadTimeoutException>());
        loads[0].Return(1);

        Assert.That(flight.LoadTime, Is.Null);
        Assert.That(Times(cache).Count, Is.Zero);
    }

    [Test]
    public async Task A_load_that_runs_apart_from_its_callers_is_timed()
    {
        await using var container = new Container();
        var cache = Container.Define<int, string?>(failSafe: "1h", timeout: "1s").In(container.Cache);
        var loads = new HeldLoads<int, string?>();
        await FailSafeTests.ExpireAsync(container, cache, "old");

        var caller = cache.GetTask(loads.Of(), 1);
        var load = await loads.AtAsync(0);
        var flight = FlightOf(cache, 1);
        container.Time.Advance(s_long);
        load.Return("new");

        Assert.That(await caller, Is.EqualTo("new"));
        Assert.That(flight.LoadTime, Is.EqualTo(s_long));
    }

    [Test]
    public async Task With_a_shared_tier_only_the_Core_method_is_timed_and_a_value_from_there_is_no_load()
    {
        var time = new ManualTimeProvider();
        var server = new DrivenServer(time);
        var name = $"timed-{Guid.NewGuid():N}";
        await using var one = new DrivenContainer(server, time, @namespace: name);
        await using var other = new DrivenContainer(server, time, @namespace: name);
        var (cache, theirs) = (Container.Define<int, int>().In(one.Cache), Container.Define<int, int>().In(other.Cache));
        var loads = new HeldLoads<int, int>();

        var caller = cache.GetTask(loads.Of(), 1);
        await loads.AtAsync(0);
        var flight = FlightOf(cache, 1);
        // waits for the lease of the first
        var waiting = theirs.GetTask(static (_, _, _) => throw new NotSupportedException(), 1);
        time.Advance(s_long);
        loads[0].Return(1);

        Assert.That((await caller, await waiting), Is.EqualTo((1, 1)));
        Assert.That(flight.LoadTime, Is.EqualTo(s_long));
        Assert.That((Times(cache).Count, Times(theirs).Count), Is.EqualTo((1, 0)));
    }

    private static Flight<Load<int, TValue>, int, TValue> FlightOf<TValue>(MethodCache<Load<int, TValue>, int, TValue> cache, int key) =>
        (Flight<Load<int, TValue>, int, TValue>)((CacheTable<Load<int, TValue>, int, TValue>)cache).Entries.Slots.Find(key)!;

    private static (long Count, TimeSpan Total, TimeSpan Longest) Times(object cache)
    {
        var times = ((ICacheTable)cache).LoadTimes;
        return (times.Count, times.Total, times.Longest);
    }
}
