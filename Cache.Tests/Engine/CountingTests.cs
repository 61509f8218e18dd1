using System.Diagnostics.Metrics;
using Cache.Engine;
using Cache.Telemetry;

namespace Cache.Tests.Engine;

public class CountingTests
{
    [Test]
    public async Task The_counter_of_hits_loses_nothing_under_many_threads()
    {
        var counter = new HitCounter();
        const int Threads = 64;
        const int Each = 50_000;

        var threads = Enumerable.Range(0, Threads).Select(_ => Task.Factory.StartNew(() =>
        {
            for (var i = 0; i < Each; i++)
                counter.Increment(HitCounter.Page());
        }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToArray();
        await Task.WhenAll(threads);

        Assert.That(counter.Count, Is.EqualTo(Threads * Each));
    }

    [Test]
    public async Task Hits_and_loads_are_counted_exactly()
    {
        await using var container = new Container();
        var cache = Container.Define<int, int>().In(container.Cache);
        var table = (ICacheTable)cache;

        await Parallel.ForAsync(0, 40_000, async (call, _) =>
            await cache.GetValueTask(static (key, _, _) => new(key), call % 100));
        Assert.That(table.Counts.Loads, Is.InRange(100, 40_000));
        Assert.That(table.Counts.Entries, Is.EqualTo(100));

        var before = table.Counts;
        await Parallel.ForAsync(0, 40_000, async (call, _) =>
        {
            var hit = (call % 4) switch
            {
                0 => await cache.GetTask(static (_, _, _) => throw new NotSupportedException(), call % 100),
                1 => await cache.GetValueTask(static (_, _, _) => throw new NotSupportedException(), call % 100),
                2 => cache.GetValue(static (_, _, _) => throw new NotSupportedException(), call % 100),
                _ => (await cache.TryGetAsync(call % 100)).Value,
            };
            Assert.That(hit, Is.EqualTo(call % 100));
        });
        Assert.That(table.Counts.Hits - before.Hits, Is.EqualTo(40_000));
        Assert.That(table.Counts.Loads, Is.EqualTo(before.Loads));
    }

    [Test]
    public async Task A_miss_and_a_join_are_no_hits()
    {
        await using var container = new Container();
        var cache = Container.Define<int, int>().In(container.Cache);
        var loads = new HeldLoads<int, int>();

        var callers = new[] { cache.GetTask(loads.Of(), 1), cache.GetTask(loads.Of(), 1) };
        loads[0].Return(5);
        await Task.WhenAll(callers);
        await cache.TryGetAsync(2);
        await cache.ExistsAsync(2);

        Assert.That(((ICacheTable)cache).Counts, Is.EqualTo(new TableCounts(0, 1, 0, 0, 1) { Misses = 4 }));
    }

    [Test]
    public async Task The_meter_tells_hits_loads_evictions_and_entries_of_each_cache()
    {
        await using var container = new Container();
        var name = $"metered-{Guid.NewGuid():N}";
        var cache = Container.Define<int, int>(name, failSafe: "1h").In(container.Cache);
        for (var i = 0; i < 3; i++)
            await cache.GetTask(static (key, _, _) => new(key), i);
        for (var i = 0; i < 5; i++)
            await cache.GetTask(static (key, _, _) => new(key), 1);
        container.Time.Advance(TimeSpan.FromMinutes(5));
        for (var i = 0; i < 2; i++)
            await cache.GetTask(static (_, _, _) => throw new InvalidOperationException(), 1);
        container.Store.Evict(container.Store.Entries[0]);
        var seen = new Dictionary<string, long>();

        using (var listener = new MeterListener())
        {
            listener.InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Meter.Name == "Cache")
                    listener.EnableMeasurementEvents(instrument);
            };
            listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
            {
                // other tests have containers of their own
                var labels = tags.ToArray().ToDictionary(static tag => tag.Key, static tag => tag.Value as string);
                if (labels.GetValueOrDefault("cache.name") == name)
                    seen[instrument.Name + labels.GetValueOrDefault("cache.eviction.reason")] = value;
            });
            listener.Start();
            listener.RecordObservableInstruments();
        }

        Assert.That(seen, Is.EquivalentTo(new Dictionary<string, long>
        {
            ["cache.hits"] = 5,
            ["cache.misses"] = 5,
            ["cache.loads"] = 4,
            ["cache.stale_served"] = 2,
            ["cache.evictionscapacity"] = 1,
            ["cache.evictionsexpired"] = 0,
            ["cache.entries"] = 2,
            ["cache.bytes"] = 0,
        }));
    }
}
