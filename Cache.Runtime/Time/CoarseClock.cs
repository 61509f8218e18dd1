using System.Diagnostics;

namespace Cache.Time;

/// <summary>A monotonic clock that costs a field read. It moves by ticks, at most 15 ms apart.</summary>
/// <remarks>
/// Reading the system's clock costs more than the whole lookup of a hit, so the hit path reads <see cref="Now"/>, which a thread of
/// the clock's own moves on: a timer of the thread pool would stand still just when the pool is starved, and entries would outlive
/// their time. With a <see cref="TimeProvider"/> that is not the system's, a timer of that provider moves it, so that tests drive it.
/// </remarks>
public sealed class CoarseClock : IDisposable
{
    /// <summary>The longest time between two ticks.</summary>
    public static readonly TimeSpan Resolution = TimeSpan.FromMilliseconds(15);

    /// <summary>A time that is never reached: what does not expire expires then.</summary>
    public const long Never = long.MaxValue;

    private readonly TimeProvider _time;
    private readonly long _start;
    private readonly ITimer? _timer;
    private readonly ManualResetEventSlim? _stopped;
    private long _now;

    /// <summary>Starts a clock.</summary>
    /// <param name="time">Where time comes from.</param>
    public CoarseClock(TimeProvider time)
    {
        _time = time;
        _start = time.GetTimestamp();
        if (time == TimeProvider.System)
        {
            _stopped = new();
            new Thread(TickUntilStopped) { IsBackground = true, Name = "Cache clock", Priority = ThreadPriority.AboveNormal }.Start();
        }
        else
        {
            _timer = time.CreateTimer(static clock => ((CoarseClock)clock!).Tick(), this, Resolution, Resolution);
        }
    }

    /// <summary>Where its time comes from.</summary>
    internal TimeProvider Time => _time;

    /// <summary>Raised after each tick, on the thread that ticks. Handlers are short and do not throw.</summary>
    public event Action<long>? Ticked;

    /// <summary>The time since the clock was made, in ticks of 100 ns, as of its last tick.</summary>
    public long Now => Volatile.Read(ref _now);

    /// <summary>The time since the clock was made, in ticks of 100 ns, as of now: asked of its source, which costs more than a hit.</summary>
    internal long Exact => Math.Max(_time.GetElapsedTime(_start).Ticks, 0);

    /// <summary>The time at which something that lives for a duration from now ends.</summary>
    /// <param name="duration">Above zero, or <see cref="Timeout.InfiniteTimeSpan"/>.</param>
    /// <returns>The time, as <see cref="Now"/> counts it; <see cref="Never"/> for what does not end.</returns>
    public long After(TimeSpan duration)
    {
        if (duration == Timeout.InfiniteTimeSpan)
            return Never;
        var now = Now;
        return duration.Ticks < Never - now ? now + duration.Ticks : Never;
    }

    /// <summary>Stops the clock.</summary>
    public void Dispose()
    {
        _timer?.Dispose();
        _stopped?.Set();
    }

    private void Tick()
    {
        var now = _time.GetElapsedTime(_start).Ticks;
        Volatile.Write(ref _now, now);
        Ticked?.Invoke(now);
    }

    private void TickUntilStopped()
    {
        Debug.Assert(_stopped is not null);
        while (!_stopped.Wait(Resolution))
            Tick();
    }
}
