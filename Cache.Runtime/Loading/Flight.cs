using Cache.Coherence;
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
/// Guarded by the lock on <c>this</c> (nobody else sees the object, and a lock of its own would be a further object a miss): the state, the seats, the
/// outcome's creation. A flight is Running, then Over or Abandoned, for good. Nothing is called under the lock.
/// </para>
/// <para>
/// Every caller has a seat. The load runs with the service and the arguments of one of them; a caller whose token is cancelled leaves. When the last
/// has left, the flight is Abandoned: it frees its slot and cancels the load. When the load fails after the caller whose service it ran on has left
/// (its request is over, its DbContext disposed), the failure says nothing about the others: one of them runs it again, with its own.
/// </para>
/// <para>
/// Races closed here: a caller that joins while the flight lands (TryJoin refuses once the state is not Running, and by then the slot is another's);
/// a caller that leaves while the flight lands (the last seat is given up under the same lock that ends the flight).
/// </para>
/// </remarks>
internal sealed class Flight<TService, TKey, TValue> : FlightBase
    where TKey : notnull
{
    private readonly ILoads<TService, TKey, TValue> _loads;
    private readonly CancellationTokenSource? _cancellation;
    private readonly bool _keepsTask;
    private Seats<TService, TKey> _seats;
    private TaskCompletionSource<TValue>? _outcome;
    private Task<TValue>? _task;
    private TValue _value = default!;
    private volatile State _state;

    public Flight(ILoads<TService, TKey, TValue> loads, TKey key, long stamp, VersionCell[]? cells, CacheEntry<TKey, TValue>? held, bool keepsTask, CancellationToken firstToken)
    {
        _loads = loads;
        _keepsTask = keepsTask;
        _seats = new(firstToken);
        _cancellation = firstToken.CanBeCanceled ? new() : null;
        Key = key;
        Stamp = stamp;
        Cells = cells;
        Held = held;
    }

    /// <summary>The key as it is kept.</summary>
    public TKey Key { get; }

    /// <summary>The sequence of the versions before the load began.</summary>
    public long Stamp { get; }

    /// <summary>The versions that the declaration gives the entry.</summary>
    public VersionCell[]? Cells { get; }

    public override bool IsOver => _state != State.Running;

    public override string KeyText => _loads.Text(Key);

    /// <summary>Starts the load, on this thread until it first waits.</summary>
    public void Start(TService service, TKey key) => Run(service, key);

    /// <summary>Takes a seat, unless the flight is over.</summary>
    public bool TryJoin(TService service, TKey key, CancellationToken cancellationToken, out int seat)
    {
        lock (this)
        {
            seat = default;
            if (_state != State.Running)
                return false;
            seat = _seats.Add(new(service, key, ExecutionContext.Capture(), cancellationToken));
            return true;
        }
    }

    /// <summary>The value, for the caller in a seat.</summary>
    public ValueTask<TValue> ResultAsync(int seat, CancellationToken cancellationToken)
    {
        Task<TValue> outcome;
        lock (this)
        {
            if (_state == State.Over && _outcome is null)
                return _task is null ? new(_value) : new(_task);
            outcome = (_outcome ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
        return new(cancellationToken.CanBeCanceled ? WaitAsync(outcome, seat, cancellationToken) : outcome);
    }

    /// <summary>The value, for the caller in a seat, which blocks.</summary>
    public TValue Result(int seat, CancellationToken cancellationToken)
    {
        var result = ResultAsync(seat, CancellationToken.None);
        if (result.IsCompletedSuccessfully)
            return result.Result;
        var outcome = result.AsTask();
        try
        {
            return SynchronousWait.For(outcome, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested && !outcome.IsCompleted)
        {
            Leave(seat);
            throw;
        }
    }

    private async Task<TValue> WaitAsync(Task<TValue> outcome, int seat, CancellationToken cancellationToken)
    {
        try
        {
            return await outcome.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested && !outcome.IsCompleted)
        {
            Leave(seat);
            throw;
        }
    }

    private void Leave(int seat)
    {
        lock (this)
        {
            if (_state != State.Running || !_seats.Leave(seat))
                return;
            End(State.Abandoned);
        }
        _loads.Withdraw(this);
        _ = CancelLoadAsync();
    }

    // callbacks that the Core method registered are its own business: they neither hold up nor fail the caller that leaves
    private async Task CancelLoadAsync()
    {
        try
        {
            // only callers that have a token leave, the first one among them
            await _cancellation!.CancelAsync().ConfigureAwait(false);
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
        _seats.Clear();
    }

    private void Run(TService service, TKey key)
    {
        var context = _loads.NewContext();
        var outer = WaitGraph.Enter(this);
        ValueTask<TValue> load;
        try
        {
            load = _loads.Load(service, key, context, _cancellation?.Token ?? CancellationToken.None);
        }
        catch (Exception failure)
        {
            load = ValueTask.FromException<TValue>(failure);
        }
        finally
        {
            WaitGraph.Leave(outer);
        }

        if (!load.IsCompletedSuccessfully)
            _ = LandAsync(load.AsTask(), context);
        else if (_keepsTask)
            LandWithTask(load.AsTask(), context);
        else
            Land(load.Result, null, context);
    }

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
        LandWithTask(load, context);
    }

    // the Core method's own task is what the entry keeps: a hit hands it out again
    private void LandWithTask(Task<TValue> load, CacheContext? context) => Land(load.Result, load, context);

    private void Land(TValue value, Task<TValue>? task, CacheContext? context)
    {
        try
        {
            _loads.Store(this, value, task, context);
        }
        catch (Exception failure)
        {
            Fail(failure);
            return;
        }

        TaskCompletionSource<TValue>? outcome;
        lock (this)
        {
            if (_state == State.Abandoned)
                return;
            _value = value;
            _task = task;
            outcome = _outcome;
            End(State.Over);
        }
        outcome?.TrySetResult(value);
    }

    private void Fail(Exception failure)
    {
        Seat<TService, TKey> next = default;
        TaskCompletionSource<TValue>? outcome = null;
        lock (this)
        {
            if (_state == State.Running && !_seats.TryHandOver(out next))
            {
                outcome = _outcome ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
                End(State.Over);
            }
        }

        if (next.IsTaken)
        {
            RunAgain(next);
        }
        else if (outcome is null)
        {
            _loads.FailedUnseen(this, failure);
        }
        else
        {
            _loads.Withdraw(this);
            outcome.TrySetException(failure);
            // a failure that every caller has turned away from is nobody's: it must not come back as unobserved
            _ = outcome.Task.Exception;
        }
    }

    private void RunAgain(Seat<TService, TKey> seat)
    {
        if (seat.Context is not null)
            ExecutionContext.Run(seat.Context, _ => Run(seat.Service, seat.Key), null);
        else
            // its caller lets no context flow: not that of the caller that has left either, which this thread has
            ThreadPool.UnsafeQueueUserWorkItem(_ => Run(seat.Service, seat.Key), null);
    }

    private enum State
    {
        Running,
        Over,
        Abandoned,
    }
}
