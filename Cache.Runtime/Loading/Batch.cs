using Cache.CompilerServices;

namespace Cache.Loading;

/// <summary>The loads of one call over many keys: what its flights have to load, they load together.</summary>
/// <remarks>
/// <para>
/// Each missing key has a flight like any other, which has a place here. The load of a flight is under way until it comes to one of four ends: it asks for its value, because it has to be loaded; it has
/// found one in the shared tier; it has failed; or it stands aside, because another node is loading. When no flight is under way any more, and the call has opened all of its flights, those that have asked are
/// loaded by one Core call. So nobody here waits for a flight that somebody else has opened, and two calls over the same keys in opposite order do not wait for each other in a circle.
/// </para>
/// <para>
/// A flight that stood aside may have to load after all, when the other node has died: it asks late, and is loaded by a further Core call with all that have asked by then. Core calls run on the instance of the call, and no two
/// at the same time: what they run on (a DbContext) need not bear that. Chunks follow each other for the same reason.
/// </para>
/// <para>
/// In the graph of waits the batch is a load of its own, for which each of its flights waits: the Core method of many keys runs within it.
/// </para>
/// <para>
/// Guarded by the lock on <c>this</c>: how many are under way, who has asked, whether a Core call runs, and the state of each place. No flight is told of anything under it.
/// </para>
/// </remarks>
internal sealed class Batch<TService, TKey, TValue>(ILoads<TService, TKey, TValue> loads, TService service, ManyLoad<TService, TValue> load) : FlightBase
    where TKey : notnull
{
    private readonly List<BatchPlace<TService, TKey, TValue>> _asked = [];

    // the call itself is one of them, until it has opened its flights
    private int _underWay = 1;
    private volatile bool _isRunning;
    private string _keyText = "";

    /// <summary>Whether a key without a value may be the end of a flight: nothing that a caller with a Core method of its own has to take for an answer.</summary>
    public bool MayBeAbsent => !load.AbsentIsNull || default(TValue) is not null;

    public override bool IsOver => !_isRunning;

    public override string KeyText => _keyText;

    /// <summary>A flight with this place has been opened, and its load begins now.</summary>
    public void Opened()
    {
        lock (this)
            _underWay++;
    }

    /// <summary>The call has opened all of its flights.</summary>
    public void Depart()
    {
        lock (this)
        {
            _underWay--;
            if (!MustRun())
                return;
        }
        _ = RunAsync();
    }

    /// <summary>The value of a place, which has to be loaded.</summary>
    /// <returns>False where it has been asked for before: the flight is run again for another caller, which does it by itself.</returns>
    public bool TryAsk(BatchPlace<TService, TKey, TValue> place, Flight<TService, TKey, TValue> flight, CancellationToken cancellationToken, out ValueTask<TValue> value)
    {
        value = default;
        lock (this)
        {
            if (!place.TryAsk(flight, cancellationToken, out value))
                return false;
            _asked.Add(place);
            if (place.TryLeave())
                _underWay--;
            if (!MustRun())
                return true;
        }
        _ = RunAsync();
        return true;
    }

    /// <summary>The load of a place is no longer waited for: it is over, or waits for another node.</summary>
    public void StandAside(BatchPlace<TService, TKey, TValue> place)
    {
        lock (this)
        {
            if (!place.TryLeave())
                return;
            _underWay--;
            if (!MustRun())
                return;
        }
        _ = RunAsync();
    }

    // called under the lock: who is told that it must run runs it
    private bool MustRun() => _underWay == 0 && _asked.Count > 0 && !_isRunning && (_isRunning = true);

    private async Task RunAsync()
    {
        WaitGraph.Enter(this);
        while (TakeNext() is { Length: > 0 } places)
        {
            try
            {
                await LoadAsync(places).ConfigureAwait(false);
            }
            catch (Exception failure)
            {
                // a further chunk would meet the same failure, later
                foreach (var place in places.Concat(TakeAll()))
                    place.Fail(failure);
            }
        }
    }

    private async Task LoadAsync(BatchPlace<TService, TKey, TValue>[] places)
    {
        using var cancellation = CommonCancellation.Of(Array.ConvertAll(places, static place => place.Token));
        var flights = Array.ConvertAll(places, static place => place.Flight!);
        var positions = Array.ConvertAll(places, static place => place.Position);
        var values = await loads.LoadMany(service, load, positions, flights, cancellation?.Token ?? CancellationToken.None).ConfigureAwait(false);
        for (var i = 0; i < places.Length; i++)
            places[i].Land(values[i], isAbsent: !values[i].Found && MayBeAbsent);
    }

    // as many as one Core call takes, of those whose value somebody still waits for; none where the batch has come to rest
    private BatchPlace<TService, TKey, TValue>[] TakeNext()
    {
        List<BatchPlace<TService, TKey, TValue>> next = [], left = [];
        lock (this)
        {
            // in the order of the call, however the shared tier has answered
            _asked.Sort(static (one, other) => one.Position.CompareTo(other.Position));
            var taken = 0;
            for (; taken < _asked.Count && next.Count < load.BatchSize; taken++)
                (_asked[taken].Token.IsCancellationRequested ? left : next).Add(_asked[taken]);
            _asked.RemoveRange(0, taken);
            _isRunning = next.Count > 0;
        }
        foreach (var place in left)
            place.Cancel();
        if (next.Count > 0)
            _keyText = loads.Text(next[0].Flight!.Key) + (next.Count > 1 ? $" and {next.Count - 1} more" : "");
        return [.. next];
    }

    private BatchPlace<TService, TKey, TValue>[] TakeAll()
    {
        lock (this)
        {
            BatchPlace<TService, TKey, TValue>[] all = [.. _asked];
            _asked.Clear();
            return all;
        }
    }
}
