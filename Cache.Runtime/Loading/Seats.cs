namespace Cache.Loading;

/// <summary>The callers that wait for a flight, and the one whose service its load runs on. Guarded by the flight's lock.</summary>
internal struct Seats<TService, TKey>(CancellationToken firstToken)
    where TKey : notnull
{
    /// <summary>The seat of the caller that opened the flight; it has no element in the list, as most flights have no other.</summary>
    public const int First = -1;

    private List<Seat<TService, TKey>>? _joined;
    private int _taken = 1;
    private int _runsFor = First;
    private bool _runsForNobody;

    public int Add(Seat<TService, TKey> seat)
    {
        (_joined ??= []).Add(seat);
        _taken++;
        return _joined.Count - 1;
    }

    /// <summary>Gives up a seat.</summary>
    /// <returns>Whether it was the last.</returns>
    public bool Leave(int seat)
    {
        _runsForNobody |= seat == _runsFor;
        if (seat != First)
            _joined![seat] = default;
        return --_taken == 0;
    }

    /// <summary>Finds the caller that is to run a load again that failed after the one whose service it ran on had left.</summary>
    /// <remarks>A caller whose token is cancelled has left, even if its wait has not ended yet: its request is over.</remarks>
    public bool TryHandOver(out Seat<TService, TKey> next)
    {
        next = default;
        var runsFor = _runsFor == First ? firstToken : _joined![_runsFor].Token;
        if (_joined is null || !(_runsForNobody || runsFor.IsCancellationRequested))
            return false;
        var seat = _joined.FindIndex(static seat => seat.IsTaken && !seat.Token.IsCancellationRequested);
        if (seat < 0)
            return false;
        _runsFor = seat;
        _runsForNobody = false;
        next = _joined[seat];
        return true;
    }

    /// <summary>Lets go of all callers, as a flight may be held for long by what its load has started, which has it as its ambient load.</summary>
    public void Clear() => _joined = null;
}

// what a caller that waits has brought, should it have to run the load itself
internal readonly struct Seat<TService, TKey>(TService service, TKey key, ExecutionContext? context, CancellationToken token)
    where TKey : notnull
{
    public readonly bool IsTaken = true;
    public readonly TService Service = service;
    public readonly TKey Key = key;
    public readonly ExecutionContext? Context = context;
    public readonly CancellationToken Token = token;
}
