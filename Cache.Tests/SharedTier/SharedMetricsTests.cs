using System.Diagnostics.Metrics;
using Cache.Tests.Engine;
using Cache.Tests.Redis;

namespace Cache.Tests.SharedTier;

/// <summary>What the meter tells of the shared tier.</summary>
public sealed class SharedMetricsTests
{
    private readonly string _name = $"metered-{Guid.NewGuid():N}";
    private ManualTimeProvider _time = null!;
    private DrivenServer _server = null!;
    private DrivenContainer _node = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _time = new();
        _server = new(_time);
        _node = new(_server, _time);
        await Node.UntilAsync(() => Observe()["cache.shared.connected"] == 1, "the server has been read");
    }

    [TearDown]
    public async Task StopAsync() => await _node.DisposeAsync();

    [Test]
    public async Task Hits_are_told_by_the_tier_that_had_the_entry()
    {
        var cache = Container.Define<int, int>(_name).In(_node.Cache);

        await cache.GetTask(static (key, _, _) => new(key), 1);
        await cache.GetTask(static (key, _, _) => new(key), 1);
        await cache.GetTask(static (key, _, _) => new(key), 1);
        // memory is emptied; the shared tier still has it
        _time.Advance(TimeSpan.FromMilliseconds(1));
        _server.IsAway = true;
        _time.Advance(TimeSpan.FromSeconds(3));
        _server.IsAway = false;
        await cache.TryGetAsync(1);
        await cache.GetTask(static (key, _, _) => new(key), 1);

        var seen = Observe();
        Assert.That((seen["cache.hits memory"], seen["cache.hits shared"], seen["cache.loads"]), Is.EqualTo((2, 2, 1)));
    }

    [Test]
    public async Task A_call_that_goes_on_without_the_shared_tier_is_counted()
    {
        var cache = Container.Define<int, int>(_name).In(_node.Cache);
        _server.IsAway = true;

        await cache.GetTask(static (key, _, _) => new(key), 1);
        await cache.TryGetAsync(2);

        Assert.That(Observe()["cache.shared.failures"], Is.EqualTo(2));
    }

    [Test]
    public async Task The_queue_and_the_lag_of_the_confirmation_are_told()
    {
        _server.IsAway = true;
        await _node.Cache.InvalidateTagAsync("a");
        await _node.Cache.InvalidateTagAsync("b");
        await _node.Cache.InvalidateTagAsync("b");
        _time.Advance(TimeSpan.FromSeconds(5));

        var seen = Observe();
        Assert.That((seen["cache.shared.queued_invalidations"], seen["cache.shared.confirmation_lag"]), Is.EqualTo((2, 5)));
    }

    // of this node and its cache alone: other tests have containers of their own
    private Dictionary<string, double> Observe()
    {
        var seen = new Dictionary<string, double>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name == "Cache")
                listener.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Take(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Take(instrument, value, tags));
        listener.Start();
        listener.RecordObservableInstruments();
        return seen;

        void Take(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            var labels = tags.ToArray().ToDictionary(static tag => tag.Key, static tag => tag.Value as string);
            if (labels.GetValueOrDefault("cache.name") == _name || labels.GetValueOrDefault("cache.namespace") == _node.Namespace)
                seen[$"{instrument.Name} {labels.GetValueOrDefault("cache.tier")}".TrimEnd()] = value;
        }
    }
}
