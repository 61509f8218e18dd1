using System.Diagnostics;

namespace Cache.Tests.Telemetry;

// the activities of one cache, as they end, and a source of the application's own
internal sealed class Traces : IDisposable
{
    private readonly Lock _lock = new();
    private readonly List<Activity> _ended = [];
    private readonly ActivityListener _listener;

    public Traces(string cache)
    {
        Own = new($"Tests.{cache}");
        _listener = new()
        {
            ShouldListenTo = source => source.Name == "Cache" || source == Own,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                if (activity.Source != Own && activity.GetTagItem("cache.name") as string != cache)
                    return;
                lock (_lock)
                    _ended.Add(activity);
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    /// <summary>The application's own.</summary>
    public ActivitySource Own { get; }

    public Activity[] Ended
    {
        get
        {
            lock (_lock)
                return [.. _ended];
        }
    }

    /// <summary>Name and outcome of each.</summary>
    public string[] Names => [.. Ended.Select(static activity => $"{activity.OperationName} {activity.GetTagItem("cache.shared.outcome") ?? activity.GetTagItem("error.type")}".TrimEnd())];

    public void Clear()
    {
        lock (_lock)
            _ended.Clear();
    }

    public void Dispose()
    {
        _listener.Dispose();
        Own.Dispose();
    }
}
