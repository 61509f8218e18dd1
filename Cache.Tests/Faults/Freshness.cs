using System.Diagnostics;
using Cache.CompilerServices;
using Cache.Tests.Engine;

namespace Cache.Tests.Faults;

/// <summary>Writes and invalidates on one node while others read, and knows which values no call may return any more: the promise of the cache, as an observer.</summary>
internal sealed class Freshness(Database database, Invalidation invalidation, TimeSpan window)
{
    private const int Burst = 10;
    private const int ReadsBetweenPauses = 100;

    private readonly Lock _lock = new();
    private readonly List<(long At, int Value)> _acknowledged = [];

    /// <summary>How many invalidations were acknowledged.</summary>
    public int Acknowledged
    {
        get
        {
            lock (_lock)
                return _acknowledged.Count;
        }
    }

    /// <summary>How old the oldest value was that a call returned, beyond its successor's acknowledgement.</summary>
    public TimeSpan Oldest { get; private set; }

    /// <summary>Reads until told to stop, and fails at the first value that was too old when its call began.</summary>
    public async Task ReadAsync(MethodCache<Load<PageKey, string>, PageKey, string> cache, PageKey key, CancellationToken stop)
    {
        // readers that never pause would take the processor from the clocks of the nodes
        for (var read = 1; !stop.IsCancellationRequested; read++)
        {
            var began = Stopwatch.GetTimestamp();
            var value = int.Parse(await cache.GetTask(database.Load(invalidation), key), System.Globalization.CultureInfo.InvariantCulture);
            Judge(value, began);
            await (read % ReadsBetweenPauses == 0 ? Task.Delay(1, CancellationToken.None) : YieldAsync());
        }
    }

    /// <summary>Writes and invalidates until told to stop. What was not acknowledged promises nothing yet.</summary>
    public async Task WriteAsync(MethodCache<Load<PageKey, string>, PageKey, string> cache, ICache container, PageKey key, CancellationToken stop)
    {
        for (var write = 1; !stop.IsCancellationRequested; write++)
        {
            var value = database.Write();
            if (await invalidation.Apply(cache, container, key) == InvalidationResult.Applied)
                Note(value);
            // after some, silence for longer than the window: no later message makes up for the last one
            await (write % Burst == 0 ? PauseAsync(1.5 * window, stop) : Task.Delay(5, CancellationToken.None));
        }
    }

    private static async Task YieldAsync() => await Task.Yield();

    private static Task PauseAsync(TimeSpan pause, CancellationToken stop) => Task.Delay(pause, stop).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);

    private void Note(int value)
    {
        lock (_lock)
            _acknowledged.Add((Stopwatch.GetTimestamp(), value));
    }

    private void Judge(int value, long began)
    {
        lock (_lock)
        {
            // the first later value was acknowledged at a time from which the window runs
            var newer = _acknowledged.Find(one => one.Value > value);
            if (newer == default)
                return;
            var age = Stopwatch.GetElapsedTime(newer.At, began);
            if (age > Oldest)
                Oldest = age;
            Assert.That(age, Is.LessThanOrEqualTo(window), $"{value} was served though {newer.Value} had been written, and its invalidation acknowledged, before the window");
        }
    }
}
