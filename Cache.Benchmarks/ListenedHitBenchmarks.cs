using System.Diagnostics;
using System.Diagnostics.Metrics;
using BenchmarkDotNet.Attributes;

namespace Cache.Benchmarks;

/// <summary>A hit while nobody listens, and while every instrument and every activity of the process is listened to.</summary>
[MemoryDiagnoser]
public class ListenedHitBenchmarks
{
    private readonly string _tenant = "customer-12345";
    private readonly int _id = 42;
    private Catalog _catalog = null!;
    private MeterListener? _measurements;
    private ActivityListener? _activities;
    private long _recorded;

    [Params(false, true)]
    public bool Listened { get; set; }

    [GlobalSetup]
    public async Task FillAsync()
    {
        if (Listened)
            Listen();
        _catalog = Node.Catalog("10000");
        await _catalog.GetByIdAsync(_id);
        await _catalog.GetByIdValueAsync(_id);
        await _catalog.GetPageAsync(_tenant, _id, Sort.Price);
    }

    [GlobalCleanup]
    public void Stop()
    {
        _measurements?.Dispose();
        _activities?.Dispose();
        // the loads of the set-up are recorded: a listener that hears nothing at all would show nothing
        if (Listened && _recorded == 0)
            throw new InvalidOperationException("Nothing was heard.");
    }

    [Benchmark]
    public object Int_task() => _catalog.GetByIdAsync(_id);

    [Benchmark]
    public object Int_value_task() => _catalog.GetByIdValueAsync(_id).Result;

    [Benchmark]
    public object Three_task() => _catalog.GetPageAsync(_tenant, _id, Sort.Price);

    private void Listen()
    {
        _measurements = new() { InstrumentPublished = static (instrument, listener) => listener.EnableMeasurementEvents(instrument) };
        _measurements.SetMeasurementEventCallback<double>((_, _, _, _) => _recorded++);
        _measurements.SetMeasurementEventCallback<long>((_, _, _, _) => _recorded++);
        _measurements.Start();
        _activities = new()
        {
            ShouldListenTo = static _ => true,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = _ => _recorded++,
        };
        ActivitySource.AddActivityListener(_activities);
    }
}
