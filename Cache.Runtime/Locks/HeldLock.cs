using Cache.SharedTier;
using Microsoft.Extensions.Logging;

namespace Cache.Locks;

/// <summary>A lock that this process holds, as far as it knows: renews it, and says when it is lost.</summary>
/// <remarks>
/// The time of the holder begins before the request is sent that acquires or renews, that of the server after: so the holder's ends first. Two timers run: one renews; the other, which no command holds
/// up, ends the lock when its time is over. Only <see cref="State.Held"/> changes into another state, once, under the lock, which also guards <c>_since</c>. A renewal that comes back after the loss has
/// given the lock a new life that nobody wants, and is followed by a release.
/// </remarks>
internal sealed class HeldLock : ICacheLock
{
    private readonly ILockStore _store;
    private readonly LockRequest _request;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Action<HeldLock> _ended;
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _lost = new();
    private readonly ITimer _renewal;
    private readonly ITimer _end;
    private State _state;
    private long _since;
    private bool _failing;

    /// <param name="store">Where it is kept.</param>
    /// <param name="request">The request that acquired it.</param>
    /// <param name="fence">Its fencing number.</param>
    /// <param name="since">The time before it was asked for.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">The log.</param>
    /// <param name="ended">Called once it is held no more.</param>
    public HeldLock(ILockStore store, LockRequest request, long fence, long since, TimeProvider time, ILogger log, Action<HeldLock> ended)
    {
        _store = store;
        _request = request;
        _time = time;
        _log = log;
        _ended = ended;
        _since = since;
        Fence = fence;
        _renewal = time.CreateTimer(static self => _ = ((HeldLock)self!).RenewAsync(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _end = time.CreateTimer(static self => ((HeldLock)self!).LoseIfOver(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        // both are there before either is due
        Again(_renewal, request.Ttl / 3);
        Again(_end, Left());
    }

    private enum State
    {
        Held,
        Lost,
        Released,
    }

    public string Key => _request.Key;

    public string Owner => _request.Owner;

    public long Fence { get; }

    public CancellationToken Lost => _lost.Token;

    public TimeSpan Remaining
    {
        get
        {
            lock (_lock)
            {
                var left = Left();
                return _state == State.Held && left > TimeSpan.Zero ? left : TimeSpan.Zero;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!End(State.Released))
            return;
        await GiveBackAsync().ConfigureAwait(false);
    }

    /// <summary>Nobody renews it any more.</summary>
    public void Lose(string reason)
    {
        if (!End(State.Lost))
            return;
        LockLog.Lost(_log, Key, reason);
        _ = CancelAsync();
    }

    // a process that was stopped finds both timers due
    private void LoseIfOver()
    {
        TimeSpan left;
        lock (_lock)
            left = Left();
        if (left > TimeSpan.Zero)
            Again(_end, left);
        else
            Lose("no renewal has come through within its ttl.");
    }

    private async Task RenewAsync()
    {
        var asked = _time.GetTimestamp();
        try
        {
            var answer = await _store.RenewAsync(_request.Name, Owner, _request.Ttl).ConfigureAwait(false);
            if (answer == LockAnswer.Held)
                await RenewedAsync(asked).ConfigureAwait(false);
            else
                Lose(answer == LockAnswer.Free ? "it had expired or was removed when it was to be renewed." : "another holds it.");
        }
        catch (SharedStoreException failure)
        {
            if (!_failing)
                LockLog.NotRenewed(_log, failure, Key, Remaining);
            _failing = true;
            Again(_renewal, _request.Ttl / 10);
        }
    }

    private async Task RenewedAsync(long asked)
    {
        _failing = false;
        bool isLost;
        lock (_lock)
        {
            isLost = _state == State.Lost;
            if (_state == State.Held)
                _since = asked;
        }
        if (isLost)
            await GiveBackAsync().ConfigureAwait(false);
        else
            Again(_renewal, _request.Ttl / 3);
    }

    private async Task GiveBackAsync()
    {
        try
        {
            await _store.ReleaseAsync(_request.Name, Owner, null).ConfigureAwait(false);
        }
        catch (SharedStoreException failure)
        {
            LockLog.NotReleased(_log, failure, Key);
        }
    }

    private bool End(State state)
    {
        lock (_lock)
        {
            if (_state != State.Held)
                return false;
            _state = state;
            _renewal.Dispose();
            _end.Dispose();
        }
        _ended(this);
        return true;
    }

    // what callbacks throw is not to end the process on a timer's thread
    private async Task CancelAsync()
    {
        try
        {
            await _lost.CancelAsync().ConfigureAwait(false);
        }
        catch (AggregateException failure)
        {
            LockLog.CallbackFailed(_log, failure, Key);
        }
    }

    private void Again(ITimer timer, TimeSpan due)
    {
        lock (_lock)
        {
            if (_state == State.Held)
                timer.Change(Positive(due), Timeout.InfiniteTimeSpan);
        }
    }

    private TimeSpan Left() => LockTerms.Reliance(_request.Ttl) - _time.GetElapsedTime(_since);

    // a timer counts whole milliseconds, and one that is due early would ask again and again
    private static TimeSpan Positive(TimeSpan due) => due < TimeSpan.FromMilliseconds(1) ? TimeSpan.FromMilliseconds(1) : due;
}
