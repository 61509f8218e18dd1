namespace Cache.Loading;

// the callers are answered before the load has ended
internal sealed partial class Flight<TService, TKey, TValue>
{
    /// <summary>Lets the load run on a caller's instance after all, because there is no other: its callers wait for it then.</summary>
    /// <returns>False where they have been answered already, and their instances are perhaps gone.</returns>
    public bool TryStayWithCallers()
    {
        lock (this)
        {
            if (_isLate)
                return false;
            _isApart = false;
            return true;
        }
    }

    void ILimited.LeaveBehind()
    {
        TValue? stale;
        TaskCompletionSource<TValue>? outcome;
        int callers;
        lock (this)
        {
            // looked for under the lock, and so after whatever a caller that waits here has come after
            if (_state != State.Running || !_isApart || !_loads.TryFindStale(this, out stale))
                return;
            _isLate = true;
            // made before the limits began
            outcome = _waiting!.TakeOutcome();
            callers = _waiting.Seats.LeaveBehind();
        }
        _loads.LeftBehind(this, callers);
        outcome?.TrySetResult(stale);
    }

    void ILimited.GiveUp()
    {
        Waiting<TService, TKey, TValue> waiting;
        lock (this)
        {
            if (_state != State.Running)
                return;
            waiting = _waiting!;
            End(State.Over);
        }
        Answer(waiting, _loads.GivenUp(this));
        _ = CancelLoadAsync(waiting);
    }
}
