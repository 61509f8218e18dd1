namespace Cache.Loading;

// the load has ended
internal sealed partial class Flight<TService, TKey, TValue>
{
    private async Task LandAsync(Task<TValue> load, CacheContext? context)
    {
        try
        {
            await load.ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            Fail(failure);
            return;
        }
        Land(load.Result, load, context);
    }

    private bool Land(TValue value, Task<TValue>? task, CacheContext? context)
    {
        try
        {
            _loads.Ended(this, null);
            _loads.Store(this, value, task, context);
        }
        catch (Exception failure)
        {
            Fail(failure);
            return false;
        }

        Waiting<TService, TKey, TValue>? waiting;
        lock (this)
        {
            // its callers have left, or were told that it was given up
            if (_state != State.Running)
                return false;
            waiting = _waiting;
            End(State.Over);
        }
        waiting?.Return(value);
        return true;
    }

    private void Fail(Exception failure)
    {
        Seat<TService, TKey> next = default;
        Waiting<TService, TKey, TValue>? waiting = null;
        _loads.Ended(this, failure);
        lock (this)
        {
            var present = _waiting ??= new(CancellationToken.None);
            // a load that ran apart has failed by itself: no caller's end has to do with it
            if (_state == State.Running && (_isApart || !present.Seats.TryHandOver(out next)))
            {
                waiting = present;
                _ = IsRefresh ? waiting.EnsureRefreshed(landsLater: false) : waiting.EnsureOutcome(landsLater: false);
                End(State.Over);
            }
        }

        if (next.IsTaken)
            RunAgain(next);
        else if (waiting is null)
            _loads.FailedUnseen(this, failure);
        else
            Answer(waiting, failure);
    }

    // the flight is over, and its load has brought no value
    private void Answer(Waiting<TService, TKey, TValue> waiting, Exception failure)
    {
        var callers = waiting.Seats.Callers - (IsRefresh && waiting.Seats.IsFirstThere ? 1 : 0);
        try
        {
            if (_loads.TrySettle(this, failure, callers, out var stale))
                waiting.Outcome?.TrySetResult(stale);
            else if (_isLate && callers == 0)
                _loads.FailedUnseen(this, failure);
        }
        finally
        {
            // whatever a log does: nobody is left waiting
            waiting.Throw(failure);
        }
    }

    private void RunAgain(Seat<TService, TKey> seat)
    {
        if (seat.Context is not null)
            ExecutionContext.Run(seat.Context, _ => Start(seat.Service, seat.Key, out ValueTask<TValue> _), null);
        else
            // its caller lets no context flow: not that of the caller that has left either, which this thread has
            ThreadPool.UnsafeQueueUserWorkItem(_ => Start(seat.Service, seat.Key, out ValueTask<TValue> _), null);
    }
}
