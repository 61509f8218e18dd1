namespace Cache.Tests;

/// <summary>A clock that stands still until a test advances it.</summary>
/// <remarks>
/// An advance jumps to the final time, then fires each timer that was due by then once, in the order of their times, on the thread that
/// advances. A periodic timer is due next one period after the final time: what a machine that was asleep would see. Timers that a
/// callback creates, and those created without a delay, wait for the next advance, be it by zero.
/// </remarks>
internal sealed class ManualTimeProvider : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<ManualTimer> _timers = [];
    private readonly DateTimeOffset _start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private long _ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <summary>The timers that will fire.</summary>
    public int PendingTimers
    {
        get
        {
            lock (_lock)
                return _timers.Count;
        }
    }

    public override long GetTimestamp() => Interlocked.Read(ref _ticks);

    public override DateTimeOffset GetUtcNow() => _start.AddTicks(GetTimestamp());

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves time on and fires what is due.</summary>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        foreach (var timer in MoveOn(by))
            timer.Fire();
    }

    private List<ManualTimer> MoveOn(TimeSpan by)
    {
        lock (_lock)
        {
            var now = Interlocked.Add(ref _ticks, by.Ticks);
            // OrderBy is stable, so timers due at the same time fire in the order of their creation
            return [.. _timers.Where(timer => timer.DueAt <= now).OrderBy(timer => timer.DueAt)];
        }
    }

    private sealed class ManualTimer(ManualTimeProvider time, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan _period;
        private bool _disposed;

        public long DueAt { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time._lock)
            {
                if (_disposed)
                    return false;
                time._timers.Remove(this);
                _period = period;
                if (dueTime == Timeout.InfiniteTimeSpan)
                    return true;
                DueAt = time._ticks + dueTime.Ticks;
                time._timers.Add(this);
                return true;
            }
        }

        public void Fire()
        {
            lock (time._lock)
            {
                // an earlier callback of this advance may have stopped or moved it
                if (DueAt > time._ticks || !time._timers.Contains(this))
                    return;
                if (_period > TimeSpan.Zero)
                    DueAt = time._ticks + _period.Ticks;
                else
                    time._timers.Remove(this);
            }
            callback(state);
        }

        public void Dispose()
        {
            lock (time._lock)
            {
                _disposed = true;
                time._timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
