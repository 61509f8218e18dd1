namespace Cache.Loading;

/// <summary>The callers that wait for a flight, and the one whose service its load runs on. Guarded by the flight's lock.</summary>
/// <remarks>
/// Only a caller that may leave, or that may have to run the load, is remembered. Where the first caller cannot leave, its run is everybody's and the others are
/// only counted. Of those that cannot leave one is enough: a load that runs on its service is handed over no more.
/// </remarks>
internal struct Seats<TService, TKey>(CancellationToken firstToken)
    where TKey : notnull
{
    /// <summary>The seat of the caller that opened the flight.</summary>
    public const int First = -1;

    // of callers that stay to the end
    private const int Staying = -2;

    // of callers that the load is not handed over to
    private const int Counted = -3;

    // those that are remembered; one of them at most stays
    private List<Seat<TService, TKey>>? _seats;
    private int _stayingAt = -1;
    private int _taken = 1;
    private int _runsFor = First;
    private bool _runsForNobody;
    private bool _isLeftBehind;
    private bool _firstHasLeft;

    /// <summary>How many callers wait.</summary>
    public readonly int Callers => _isLeftBehind ? _taken - 1 : _taken;

    /// <summary>Whether the caller that opened the flight still waits.</summary>
    public readonly bool IsFirstThere => !_firstHasLeft;

    public int Add(TService service, TKey key, CancellationToken token)
    {
        _taken++;
        if (!firstToken.CanBeCanceled || (!token.CanBeCanceled && _stayingAt >= 0))
            return Staying;
        var seats = _seats ??= [];
        seats.Add(new(service, key, ExecutionContext.Capture(), token));
        if (token.CanBeCanceled)
            return seats.Count - 1;
        _stayingAt = seats.Count - 1;
        return Staying;
    }

    /// <summary>Adds a caller that the load is never handed over to.</summary>
    public int Count()
    {
        _taken++;
        return Counted;
    }

    /// <summary>Gives up a seat.</summary>
    /// <returns>Whether it was the last.</returns>
    public bool Leave(int seat)
    {
        _runsForNobody |= seat == _runsFor;
        _firstHasLeft |= seat == First;
        if (seat >= 0)
            _seats![seat] = default;
        return --_taken == 0;
    }

    /// <summary>Finds the caller that is to run a load again that failed after the one whose service it ran on had left.</summary>
    /// <remarks>A caller whose token is cancelled has left, even if its wait has not ended yet: its request is over.</remarks>
    public bool TryHandOver(out Seat<TService, TKey> next)
    {
        next = default;
        if (!_runsForNobody && !TokenOf(_runsFor).IsCancellationRequested)
            return false;
        var at = _stayingAt >= 0 ? _stayingAt : _seats?.FindIndex(static seat => seat.IsTaken && !seat.Token.IsCancellationRequested) ?? -1;
        if (at < 0)
            return false;
        _runsFor = at == _stayingAt ? Staying : at;
        _runsForNobody = false;
        next = _seats![at];
        return true;
    }

    /// <summary>All callers have been answered, and the load goes on: whoever comes and leaves from now on, the last seat is never given up.</summary>
    /// <returns>How many they were.</returns>
    public int LeaveBehind()
    {
        var callers = Callers;
        _isLeftBehind = true;
        _taken = 1;
        Clear();
        return callers;
    }

    /// <summary>Lets go of all callers, as a flight may be held for long by what its load has started, which has it as its ambient load.</summary>
    public void Clear()
    {
        _seats = null;
        _stayingAt = -1;
    }

    private readonly CancellationToken TokenOf(int seat) => seat switch
    {
        First => firstToken,
        Staying => CancellationToken.None,
        _ => _seats![seat].Token,
    };
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
