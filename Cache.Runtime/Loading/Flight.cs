using Cache.Coherence;
using Cache.Engine;
using Cache.Entries;

namespace Cache.Loading;

/// <summary>One run of a Core method, and the callers that wait for it.</summary>
/// <remarks>
/// <para>
/// A flight stands in the table's slot of its key while it runs. It stores its value by putting an entry in its own place; if it stands there no
/// more (an invalidation, a set, a younger flight), it only hands its value to those that wait. So a value that was read before an invalidation
/// can reach callers that had come before it, and nobody else.
/// </para>
/// <para>
/// Guarded by the lock on <c>this</c> (nobody else sees the object, and a lock of its own would be a further object a miss): the state, and all of
/// <see cref="Waiting{TService, TKey, TValue}"/>, which is made when somebody waits. A flight is Running, then Over or Abandoned, for good. Nothing that waits or takes a
/// lock of the cache is called under it.
/// </para>
/// <para>
/// Every caller has a seat. The load runs with the service and the arguments of one of them; a caller whose token is cancelled leaves. When the last
/// has left, the flight is Abandoned: it frees its slot and cancels the load. When the load fails after the caller whose service it ran on has left
/// (its request is over, its DbContext disposed), the failure says nothing about the others: one of them runs it again, with its own.
/// </para>
/// <para>
/// With <see cref="FlightLimits"/> the callers may be answered before the load has ended. When the load is given up, the flight is Over like one that has failed: its place is free, its token
/// cancelled, and what the load still brings finds a flight that is over and goes nowhere. When callers are only left behind (they have a stale value), the flight stays where it is and its load
/// goes on. It must not touch what ends with one of their requests: so it runs apart from the beginning (<see cref="IsApart"/>), on an instance in a scope of its own, and is neither handed
/// over nor abandoned. The caller of a refresh has asked for the load's own value and waits for nothing else.
/// </para>
/// <para>
/// Races closed here: a caller that joins while the flight lands (TryJoin refuses once the state is not Running, and by then the slot is another's);
/// a caller that leaves while the flight lands (the last seat is given up under the same lock that ends the flight); a flight that lands before a
/// caller that has joined asks for the result (the outcome is made with the seat, so that there is something to complete); a limit that is over before the load has come to its
/// first wait (the outcome is made before the limits begin); a caller that leaves when it has just been answered (its outcome is no longer the flight's, and its seat not counted).
/// </para>
/// </remarks>
internal sealed partial class Flight<TService, TKey, TValue> : KeyedFlight<TKey>, ILimited
    where TKey : notnull
{
    private readonly ILoads<TService, TKey, TValue> _loads;
    private readonly bool _keepsTask;
    private readonly FlightLimits? _limits;
    private volatile State _state;
    private volatile bool _isLate;
    private bool _isApart;
    private Waiting<TService, TKey, TValue>? _waiting;
    private volatile Task<TValue>? _open;

    public Flight(
        ILoads<TService, TKey, TValue> loads, TKey key, long stamp, VersionCell[]? cells, CacheEntry<TKey, TValue>? held, bool keepsTask, CancellationToken firstToken, FlightLimits? limits = null)
        : base(key, stamp)
    {
        _loads = loads;
        _keepsTask = keepsTask;
        _limits = limits;
        _waiting = firstToken.CanBeCanceled || limits?.Hard is not null ? new(firstToken, limits?.Hard is not null) : null;
        Cells = cells;
        Held = held;
    }

    /// <summary>The versions that the declaration gives the entry.</summary>
    public VersionCell[]? Cells { get; }

    /// <summary>The tags that its load has named beside the declared ones; known once it is over.</summary>
    public VersionCell[]? Named { get; set; }

    /// <summary>Whether the value is to be computed, whatever the shared tier holds.</summary>
    public bool IsRefresh { get; init; }

    /// <summary>Whether the load runs on no instance of a caller's, and may go on without them.</summary>
    public bool IsApart
    {
        get => Volatile.Read(ref _isApart);
        init => _isApart = value;
    }

    /// <summary>Whether the load has taken longer than its callers wait: who comes now takes the stale value at once, if there is one.</summary>
    public bool IsLate => _isLate;

    /// <summary>Its place in the call over many keys that has opened it; null where one for a single key has.</summary>
    public BatchPlace<TService, TKey, TValue>? Place => (BatchPlace<TService, TKey, TValue>?)_limits?.Place;

    /// <summary>Whether its load may find that there is no value: an answer to calls over many keys, and none to others.</summary>
    public bool MayBeAbsent => Place is { Batch.MayBeAbsent: true };

    /// <summary>Whether it has. Asked when the result is there, which says nothing then.</summary>
    public bool IsAbsent => Place is { IsAbsent: true };

    /// <summary>
    /// What callers that cannot leave wait for without a seat: where the first one cannot leave either, its run is everybody's, and nobody has to be counted. Null where callers are counted, or may be
    /// answered before the load has ended, or while the load has not gone on by itself.
    /// </summary>
    public Task<TValue>? Open => _open;

    /// <summary>When the load is given up; null where it may take as long as it will.</summary>
    public TimeSpan? HardTimeout => _limits?.Hard;

    /// <summary>Of a load that nobody waits for: a value of the shared tier that expires after this time, by the node's clock, is as good as its own. Null where callers wait for it.</summary>
    public long? RefreshBefore => _limits?.RefreshBefore;

    /// <summary>What the call that opened it says beside the policy; null where it says nothing.</summary>
    public EntryTerms? Terms => _limits?.Terms;

    /// <summary>Whether the load takes no value of the shared tier, unless it is one that expires after <see cref="RefreshBefore"/>.</summary>
    public bool LoadsAnyway => Terms is { } terms ? terms.Skip(EntrySkips.SharedRead) : IsRefresh;

    /// <summary>What the shared tier has said of the value; null where there is none, or it has failed. Known once the load is over.</summary>
    public SharedOutcome? Shared => Side?.Outcome;

    /// <summary>Whether one of those has moved since the load began: the value is for callers that had come before. Asked when the result is there, and so by then for all moves that a caller came after.</summary>
    public bool IsOutdated => !Versions.Unmoved(Named, Stamp);

    public override bool IsOver => _state != State.Running;

    public override string KeyText => _loads.Text(Key);

    public override FlightBase? RunsIn => Place?.RunsIn;

    /// <summary>Starts the load, on this thread until it first waits.</summary>
    /// <param name="service">The instance that it runs on.</param>
    /// <param name="key">The key of the call.</param>
    /// <param name="landed">The value, where the load did not wait at all.</param>
    /// <returns>What the caller waits for, in the first seat; null where it has landed.</returns>
    public Task<TValue>? Start(TService service, TKey key, out ValueTask<TValue> landed)
    {
        landed = default;
        Task<TValue>? outcome = null;
        if (_limits is not null)
        {
            // never continued where a limit ends the wait: a hundred callers would go on one after the other there
            outcome = EnsureFirstOutcome(landsLater: false);
            _limits.Start(this);
        }
        var context = _loads.NewContext();
        var load = Run(service, key, context);
        if (!load.IsCompletedSuccessfully)
        {
            // there before the load can end: what it ends with must find it
            // a batch lands one flight after the other: what the callers of one go on to do must not hold up the next
            outcome ??= EnsureFirstOutcome(landsLater: Place is null);
            if (_limits is null && Held is null && Place is null && _waiting!.Cancellation is null)
                _open = outcome;
            _ = LandAsync(load.AsTask(), context);
            return outcome;
        }

        if (_keepsTask)
        {
            // the Core method's own task is what the entry keeps, for hits to hand it out again
            var task = load.AsTask();
            landed = new(task);
            return Land(task.Result, task, context) ? null : outcome ?? EnsureFirstOutcome(landsLater: false);
        }
        var value = load.Result;
        landed = new(value);
        return Land(value, null, context) ? null : outcome ?? EnsureFirstOutcome(landsLater: false);
    }

    /// <summary>Takes a seat, unless the flight is over.</summary>
    /// <param name="service">The caller's service, should it have to run the load.</param>
    /// <param name="key">The caller's key.</param>
    /// <param name="cancellationToken">Ends the caller's wait.</param>
    /// <param name="seat">The seat.</param>
    /// <param name="mayRun">Whether the load may be handed over to the caller: not to one over many keys, which loads what it still wants together.</param>
    /// <returns>What the caller waits for; null where the flight is over.</returns>
    public Task<TValue>? TryJoin(TService service, TKey key, CancellationToken cancellationToken, out int seat, bool mayRun = true)
    {
        lock (this)
        {
            seat = default;
            if (_state != State.Running)
                return null;
            var waiting = _waiting ??= new(CancellationToken.None);
            seat = mayRun ? waiting.Seats.Add(service, key, cancellationToken) : waiting.Seats.Count();
            // made with the seat and not when the caller asks for it: the flight may land before that, and completes only what there is
            return waiting.EnsureOutcome(landsLater: false).Task;
        }
    }

    /// <summary>Waits in a seat, which the caller gives up when its token is cancelled.</summary>
    public Task<TValue> WaitAsync(Task<TValue> outcome, int seat, CancellationToken cancellationToken) =>
        cancellationToken.CanBeCanceled ? WaitOrLeaveAsync(outcome, seat, cancellationToken) : outcome;

    /// <summary>Blocks in a seat, which the caller gives up when its token is cancelled.</summary>
    public TValue Wait(Task<TValue> outcome, int seat, CancellationToken cancellationToken)
    {
        try
        {
            return SynchronousWait.For(outcome, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested && !outcome.IsCompleted)
        {
            Leave(seat, outcome);
            throw;
        }
    }

    // what the caller waits for that has opened the flight
    private Task<TValue> EnsureFirstOutcome(bool landsLater)
    {
        lock (this)
        {
            var waiting = _waiting ??= new(CancellationToken.None);
            return (IsRefresh ? waiting.EnsureRefreshed(landsLater) : waiting.EnsureOutcome(landsLater)).Task;
        }
    }

    private async Task<TValue> WaitOrLeaveAsync(Task<TValue> outcome, int seat, CancellationToken cancellationToken)
    {
        try
        {
            return await outcome.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested && !outcome.IsCompleted)
        {
            Leave(seat, outcome);
            throw;
        }
    }

    private void Leave(int seat, Task<TValue> outcome)
    {
        Waiting<TService, TKey, TValue> waiting;
        lock (this)
        {
            waiting = _waiting!;
            if (_state != State.Running || (outcome != waiting.Outcome?.Task && outcome != waiting.Refreshed?.Task) || !waiting.Seats.Leave(seat))
                return;
            End(State.Abandoned);
        }
        _loads.Withdraw(this);
        _ = CancelLoadAsync(waiting);
    }

    // callbacks that the Core method registered are its own business: they neither hold up nor fail the caller that leaves
    private async Task CancelLoadAsync(Waiting<TService, TKey, TValue> waiting)
    {
        try
        {
            // only callers that have a token leave, the first one among them; and what may be given up has one
            await waiting.Cancellation!.CancelAsync().ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            _loads.FailedUnseen(this, failure);
        }
    }

    // called under the lock
    private void End(State state)
    {
        _state = state;
        _waiting?.Seats.Clear();
        _limits?.Stop();
    }

    private ValueTask<TValue> Run(TService service, TKey key, CacheContext? context)
    {
        try
        {
            return _loads.Load(this, service, key, context, _waiting?.Cancellation?.Token ?? CancellationToken.None);
        }
        catch (Exception failure)
        {
            return ValueTask.FromException<TValue>(failure);
        }
    }

    private enum State
    {
        Running,
        Over,
        Abandoned,
    }
}
