using Cache.Dependencies;

namespace Cache.Loading;

/// <summary>The place of a flight in a batch. Guarded by the batch's lock, but for what is said after it has been loaded.</summary>
/// <param name="batch">The batch.</param>
/// <param name="position">The position of its key in the call.</param>
internal sealed class BatchPlace<TService, TKey, TValue>(Batch<TService, TKey, TValue> batch, int position)
    where TKey : notnull
{
    private bool _isUnderWay = true;
    private TaskCompletionSource<TValue>? _value;
    private volatile bool _isDone;

    public Batch<TService, TKey, TValue> Batch => batch;

    public int Position => position;

    /// <summary>The flight that has asked.</summary>
    public Flight<TService, TKey, TValue>? Flight { get; private set; }

    /// <summary>Cancelled when the flight's value is waited for by nobody.</summary>
    public CancellationToken Token { get; private set; }

    /// <summary>What the Core call has read of other caches, that it was loaded by; null where nobody wants to know.</summary>
    public ReadScope? Reads { get; set; }

    /// <summary>Whether the Core method had no value for its key. Known once the flight is over.</summary>
    public bool IsAbsent { get; private set; }

    /// <summary>The load that the flight's waits for, or may come to wait for: the batch, until that has answered.</summary>
    public FlightBase? RunsIn => _isDone ? null : batch;

    /// <summary>Notes who asks. Once only.</summary>
    public bool TryAsk(Flight<TService, TKey, TValue> flight, CancellationToken cancellationToken, out ValueTask<TValue> value)
    {
        value = default;
        if (_value is not null)
            return false;
        // continued where the batch lands: what follows is the landing of the flight, whose callers go on elsewhere
        _value = new();
        (Flight, Token) = (flight, cancellationToken);
        value = new(_value.Task);
        return true;
    }

    /// <summary>Ends the time for which the batch waits for it.</summary>
    /// <returns>Whether it had not ended before.</returns>
    public bool TryLeave()
    {
        var was = _isUnderWay;
        _isUnderWay = false;
        return was;
    }

    public void Land(CacheResult<TValue> value, bool isAbsent)
    {
        (IsAbsent, _isDone) = (isAbsent, true);
        _value!.TrySetResult(value.TryGet(out var found) ? found : default!);
    }

    public void Fail(Exception failure)
    {
        _isDone = true;
        _value!.TrySetException(failure);
    }

    public void Cancel()
    {
        _isDone = true;
        _value!.TrySetCanceled(Token);
    }
}
