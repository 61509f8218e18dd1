using System.Runtime.CompilerServices;
using Cache.Dependencies;
using Cache.Entries;
using Cache.Local;

namespace Cache.Loading;

/// <summary>What a call that missed has come to: a value that was there after all or has landed at once, or a seat in a flight.</summary>
internal readonly struct Boarding<TService, TKey, TValue>
    where TKey : notnull
{
    private readonly ValueTask<TValue> _value;
    private readonly Flight<TService, TKey, TValue>? _flight;
    private readonly Task<TValue>? _outcome;
    private readonly FlightBase? _outer;
    private readonly int _seat;
    private readonly bool _isProvisional;
    private readonly Slot? _source;

    /// <summary>A value that is there.</summary>
    /// <param name="value">The value.</param>
    /// <param name="source">The entry that it comes from, or the flight that has landed at once; null where there is neither.</param>
    public Boarding(ValueTask<TValue> value, Slot? source)
    {
        _value = value;
        _source = source;
    }

    public Boarding(Flight<TService, TKey, TValue> flight, Task<TValue> outcome, int seat, FlightBase? outer, bool isProvisional)
    {
        _flight = flight;
        _outcome = outcome;
        _seat = seat;
        _outer = outer;
        _isProvisional = isProvisional;
        _source = flight;
    }

    /// <summary>Whether the value, once it is there, may turn out to be none that this caller may have.</summary>
    public bool IsProvisional => _isProvisional;

    /// <summary>Whether it has turned out so. Asked when the result is there.</summary>
    public bool IsOutdated => _isProvisional && (_flight!.IsOutdated || _flight.IsAbsent);

    /// <summary>Whether there is no value. Asked when the result is there, by calls over many keys: for others it is outdated.</summary>
    public bool IsAbsent => _flight is { IsAbsent: true };

    /// <summary>Whether the load is that of another call.</summary>
    public bool IsJoined => _flight is not null && _seat != Seats<TService, TKey>.First;

    /// <summary>Notes what the value is under. Asked when the result is there.</summary>
    public void NoteIn(ReadScope scope)
    {
        // the kind tells the type: slots of a table are of no other
        if (_source?.Kind == SlotKind.Entry)
        {
            scope.Add(Unsafe.As<CacheEntry<TKey, TValue>>(_source).Cells);
        }
        else if (_source is Flight<TService, TKey, TValue> flight)
        {
            scope.Add(flight.Named);
            // one that has failed has perhaps been answered with what it stood in front of
            scope.Add(Unsafe.As<CacheEntry<TKey, TValue>>(flight.Held)?.Cells);
        }
    }

    /// <summary>Waits for the value.</summary>
    public ValueTask<TValue> ResultAsync(CancellationToken cancellationToken)
    {
        if (_flight is null)
            return _value;
        var result = _flight.WaitAsync(_outcome!, _seat, cancellationToken);
        return new(_outer is null ? result : EndWaitAsync(result, _outer, _flight));
    }

    /// <summary>Blocks for the value.</summary>
    public TValue Result(CancellationToken cancellationToken)
    {
        if (_flight is null)
            return _value.Result;
        try
        {
            return _flight.Wait(_outcome!, _seat, cancellationToken);
        }
        finally
        {
            if (_outer is not null)
                WaitGraph.Done(_outer, _flight);
        }
    }

    private static async Task<TValue> EndWaitAsync(Task<TValue> result, FlightBase outer, FlightBase flight)
    {
        try
        {
            return await result.ConfigureAwait(false);
        }
        finally
        {
            WaitGraph.Done(outer, flight);
        }
    }
}
