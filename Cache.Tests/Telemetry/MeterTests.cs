using System.Diagnostics;
using Cache.Tests.Engine;

namespace Cache.Tests.Telemetry;

/// <summary>What the meter tells of loads and misses, and what it costs a hit.</summary>
[NonParallelizable]
public class MeterTests
{
    private readonly string _name = $"metered-{Guid.NewGuid():N}";

    [Test]
    public async Task The_time_of_each_load_is_recorded_when_it_ends_with_the_kind_of_its_failure()
    {
        await using var container = new Container();
        using var measurements = new Measurements(_name);
        var cache = Container.Define<int, int>(_name).In(container.Cache);
        var loads = new HeldLoads<int, int>();

        var (first, second) = (cache.GetTask(loads.Of(), 1), cache.GetTask(loads.Of(), 2));
        Assert.That(measurements.Recorded, Is.Empty);
        container.Time.Advance(TimeSpan.FromMilliseconds(250));
        loads[0].Return(1);
        container.Time.Advance(TimeSpan.FromMilliseconds(250));
        loads[1].Throw(new InvalidDataException());
        await first;
        Assert.That(async () => await second, Throws.InstanceOf<InvalidDataException>());

        Assert.That(measurements.Recorded, Is.EqualTo(((string, double, string)[])[("cache.load.duration", 0.25, ""), ("cache.load.duration", 0.5, "System.IO.InvalidDataException")]));
    }

    [Test]
    public async Task A_load_that_is_given_up_has_the_time_that_it_was_given()
    {
        await using var container = new Container();
        using var measurements = new Measurements(_name);
        var cache = Container.Define<int, int>(_name, hardTimeout: "5s").In(container.Cache);
        var loads = new HeldLoads<int, int>();

        var caller = cache.GetTask(loads.Of(), 1);
        container.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.That(async () => await caller, Throws.InstanceOf<CacheLoadTimeoutException>());
        loads[0].Return(1);

        Assert.That(measurements.Recorded, Is.EqualTo(((string, double, string)[])[("cache.load.duration", 5, "Cache.CacheLoadTimeoutException")]));
    }

    [Test]
    public async Task Each_call_of_a_cache_is_a_hit_or_a_miss()
    {
        await using var container = new Container();
        using var measurements = new Measurements(_name);
        var cache = Container.Define<int, int>(_name).In(container.Cache);
        var loads = new HeldLoads<int, int>();

        var callers = new[] { cache.GetTask(loads.Of(), 1), cache.GetTask(loads.Of(), 1), cache.GetTask(loads.Of(), 1) };
        loads[0].Return(1);
        await Task.WhenAll(callers);
        await cache.GetTask(loads.Of(), 1);
        await cache.TryGetAsync(1);
        await cache.TryGetAsync(2);
        await cache.ExistsAsync(2);
        cache.GetValue(static (key, _, _) => new(key), 3);
        // while a refresh is under way, the entry behind it is found on a longer way
        var refresh = cache.RefreshAsync(loads.Of(), 1).AsTask();
        await cache.GetTask(loads.Of(), 1);
        await cache.TryGetAsync(1);
        loads[1].Return(1);
        await refresh;

        var seen = measurements.Observe();
        Assert.That((seen["cache.hits memory"], seen["cache.misses memory"], seen["cache.loads"]), Is.EqualTo((4, 6, 3)));
        Assert.That(seen.Keys, Has.None.EndsWith("shared"), "a tier that is not there");
    }

    [Test]
    public async Task A_hit_records_nothing_and_costs_no_byte_whoever_listens()
    {
        await using var container = new Container();
        using var measurements = new Measurements(_name);
        using var traces = new Traces(_name);
        var cache = Container.Define<int, string>(_name).In(container.Cache);
        using var request = traces.Own.StartActivity("request");
        await cache.GetTask(static (_, _, _) => new("value"), 1);
        var recorded = measurements.Recorded;
        Hit();

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            Hit();

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
        Assert.That(measurements.Recorded, Is.EqualTo(recorded));
        Assert.That(traces.Names, Is.EqualTo((string[])["cache.load"]));
        Assert.That(Activity.Current, Is.SameAs(request));

        void Hit()
        {
            _ = cache.GetTask(static (_, _, _) => throw new NotSupportedException(), 1);
            _ = cache.GetValueTask(static (_, _, _) => throw new NotSupportedException(), 1);
            _ = cache.GetValue(static (_, _, _) => throw new NotSupportedException(), 1);
        }
    }
}
