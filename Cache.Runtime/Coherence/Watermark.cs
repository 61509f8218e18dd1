using Cache.SharedTier;
using Cache.Time;

namespace Cache.Coherence;

/// <summary>Knows up to when this node has heard of every invalidation, by comparing the lanes' sequences with what the messages said.</summary>
/// <remarks>
/// <para>
/// A reading of all sequences that was asked for at a time t and that the messages have caught up with confirms: nothing that was acknowledged before t is unknown here. While that time is
/// not older than the window, entries in memory are served. When it is (<see cref="Lapse"/>), all of them are dropped, and again once in each window: with the
/// server gone, a key is loaded at most about once a window, and no entry in memory is ever older than one window.
/// </para>
/// <para>
/// Times are this node's own, and early: the coarse clock lags by up to two ticks, which come off the window; a reading counts from when it was asked for. The server's
/// time is taken as late as a reply allows, so that an expiry is judged early by the round trip at most. <c>_lock</c> guards all fields; the target is called under it, and calls no member of this class.
/// </para>
/// </remarks>
internal sealed class Watermark(CoarseClock clock, TimeSpan window, IWatermarkTarget target)
{
    private readonly Lock _lock = new();
    private readonly LaneTracker _lanes = new(LaneTracker.Patience);
    private readonly long _window = (window - (2 * CoarseClock.Resolution)).Ticks;
    private string? _history;
    private long _asked;
    private long _confirmed = -1;
    private long _lapsed = -1;
    private long _offset;
    private bool _isConfirmed;
    private TaskCompletionSource? _progress;

    /// <summary>Whether the server has been read at least once, so that its time is known.</summary>
    public bool HasRead => Volatile.Read(ref _history) is not null;

    /// <summary>Whether everything that was acknowledged up to a window ago is known here.</summary>
    public bool IsConfirmed => Volatile.Read(ref _isConfirmed);

    /// <summary>How long ago the time lies up to which all is known.</summary>
    public TimeSpan Lag => TimeSpan.FromTicks(clock.Now - Volatile.Read(ref _confirmed));

    /// <summary>The server's time, in microseconds.</summary>
    public long ServerNow => (clock.Now / TimeSpan.TicksPerMicrosecond) + Volatile.Read(ref _offset);

    /// <summary>A time of the server's on the clock of this node.</summary>
    /// <param name="serverTime">In microseconds.</param>
    public long LocalOf(long serverTime) => (serverTime - Volatile.Read(ref _offset)) * TimeSpan.TicksPerMicrosecond;

    /// <summary>A message has been applied.</summary>
    public void Applied(int lane, long sequence)
    {
        lock (_lock)
        {
            _lanes.Hear(lane, sequence, clock.Now);
            TryConfirm();
            Progress();
        }
    }

    /// <summary>Waits until the messages of some lanes have caught up with sequences that were read from the server.</summary>
    /// <param name="lanes">The lanes.</param>
    /// <param name="sequences">Their sequences.</param>
    /// <param name="time">Counts the time that messages may take.</param>
    /// <returns>Whether they have, in that time.</returns>
    public async ValueTask<bool> CatchUpAsync(int[] lanes, long[] sequences, TimeProvider time)
    {
        CancellationTokenSource? patience = null;
        try
        {
            while (true)
            {
                Task progress;
                lock (_lock)
                {
                    if (_lanes.HasHeard(lanes, sequences))
                        return true;
                    progress = (_progress ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
                }
                patience ??= new(LaneTracker.Patience, time);
                await progress.WaitAsync(patience.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            return false;
        }
        finally
        {
            patience?.Dispose();
        }
    }

    /// <summary>Reads the server.</summary>
    /// <exception cref="SharedStoreException">It could not be read.</exception>
    public async Task ReadAsync(ISharedStore store)
    {
        long[] heard;
        long asked;
        lock (_lock)
        {
            heard = _lanes.Heard;
            asked = clock.Now;
        }
        var reading = await store.ReadLanesAsync().ConfigureAwait(false);
        lock (_lock)
        {
            Volatile.Write(ref _offset, reading.ServerTime - (asked / TimeSpan.TicksPerMicrosecond));
            _asked = Math.Max(_asked, asked);
            if (_history is null || _history != reading.History || !_lanes.Read(reading.Sequences, heard, clock.Now))
                Begin(reading);
            TryConfirm();
            Progress();
        }
    }

    /// <summary>Time has gone by: messages may be overdue, and the window over.</summary>
    public void Tick(long now)
    {
        lock (_lock)
        {
            foreach (var lane in _lanes.TakeGaps(now))
                target.MissedMessages(lane);
            TryConfirm();
            Progress();
            if (now - _confirmed > _window && now - _lapsed > _window)
                Lapse(now);
        }
    }

    // another data set, or the first: what this node holds says nothing about it
    private void Begin(LaneReading reading)
    {
        var isFirst = _history is null;
        _lanes.Start(reading.Sequences);
        target.HistoryChanged(isFirst);
        // last: whoever finds that it has been read comes after the moves
        Volatile.Write(ref _history, reading.History);
    }

    // called under the lock
    private void Progress()
    {
        _progress?.SetResult();
        _progress = null;
    }

    private void TryConfirm()
    {
        if (!_lanes.IsComplete || _asked <= _confirmed)
            return;
        Volatile.Write(ref _confirmed, _asked);
        if (_isConfirmed)
            return;
        Volatile.Write(ref _isConfirmed, true);
        target.ConfirmationChanged(true);
    }

    private void Lapse(long now)
    {
        _lapsed = now;
        target.Unconfirmed();
        if (!_isConfirmed)
            return;
        Volatile.Write(ref _isConfirmed, false);
        target.ConfirmationChanged(false);
    }
}

// what a watermark does to the node
internal interface IWatermarkTarget
{
    /// <summary>Messages of a lane were lost: what it protects is dropped.</summary>
    void MissedMessages(int lane);

    /// <summary>The server's data is not what it was (or is seen for the first time): all is dropped, and what was acknowledged lately is sent again.</summary>
    void HistoryChanged(bool isFirst);

    /// <summary>The window is over without a confirmation: nothing is live any more.</summary>
    void Unconfirmed();

    /// <summary>For the log.</summary>
    void ConfirmationChanged(bool isConfirmed);
}
