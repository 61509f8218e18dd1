using System.Diagnostics.Metrics;

namespace Cache.Tests.Telemetry;

// what the meter tells of one cache: other tests have containers of their own
internal sealed class Measurements : IDisposable
{
    private readonly Lock _lock = new();
    private readonly List<(string Instrument, double Value, string Tags)> _seen = [];
    private readonly MeterListener _listener = new();
    private readonly string _cache;

    public Measurements(string cache)
    {
        _cache = cache;
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name == "Cache")
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>What was recorded so far, by the instrument's name and its tags but that of the cache.</summary>
    public (string Instrument, double Value, string Tags)[] Recorded
    {
        get
        {
            lock (_lock)
                return [.. _seen];
        }
    }

    /// <summary>Asks the instruments that are observed; each series by its name and its tags.</summary>
    public Dictionary<string, double> Observe()
    {
        lock (_lock)
            _seen.Clear();
        _listener.RecordObservableInstruments();
        return Recorded.ToDictionary(static one => $"{one.Instrument} {one.Tags}".TrimEnd(), static one => one.Value);
    }

    public void Dispose() => _listener.Dispose();

    private void Take(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = tags.ToArray();
        if (!labels.Any(tag => tag.Key == "cache.name" && tag.Value as string == _cache))
            return;
        lock (_lock)
            _seen.Add((instrument.Name, value, string.Join(' ', labels.Where(static tag => tag.Key != "cache.name").Select(static tag => $"{tag.Value}"))));
    }
}
