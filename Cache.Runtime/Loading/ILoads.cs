using System.Diagnostics.CodeAnalysis;
using Cache.CompilerServices;

namespace Cache.Loading;

// what a flight needs of the cache that it belongs to
internal interface ILoads<TService, TKey, TValue>
    where TKey : notnull
{
    /// <summary>The context for one run; null where the Core method takes none.</summary>
    CacheContext? NewContext();

    /// <summary>Runs the Core method, or finds its value in the shared tier.</summary>
    ValueTask<TValue> Load(Flight<TService, TKey, TValue> flight, TService service, TKey key, CacheContext? context, CancellationToken cancellationToken);

    /// <summary>The Core method has ended, or is given up. Does nothing where none runs, or this has been said before.</summary>
    /// <param name="flight">The flight that it ran for.</param>
    /// <param name="failure">What it has failed with; null where it has brought a value.</param>
    void Ended(Flight<TService, TKey, TValue> flight, Exception? failure);

    /// <summary>Runs the Core method of many keys.</summary>
    /// <param name="service">The instance of the call.</param>
    /// <param name="load">What the call has brought.</param>
    /// <param name="positions">The positions of the keys in it.</param>
    /// <param name="flights">Their flights.</param>
    /// <param name="cancellationToken">Cancelled when nobody waits for any of them.</param>
    ValueTask<CacheResult<TValue>[]> LoadMany(
        TService service, ManyLoad<TService, TValue> load, int[] positions, Flight<TService, TKey, TValue>[] flights, CancellationToken cancellationToken);

    /// <summary>Puts an entry in the flight's place, if the flight still stands there and the value may be stored; frees the place otherwise. An entry that it stood in front of goes in any case.</summary>
    void Store(Flight<TService, TKey, TValue> flight, TValue value, Task<TValue>? task, CacheContext? context);

    /// <summary>Frees the flight's place, if it still stands there; an entry that it stood in front of comes back.</summary>
    void Withdraw(Flight<TService, TKey, TValue> flight);

    /// <summary>A stale value that stands at the flight's key, for callers that have waited long enough. Called under the flight's lock, and so takes none.</summary>
    bool TryFindStale(Flight<TService, TKey, TValue> flight, [MaybeNullWhen(false)] out TValue stale);

    /// <summary>Frees the flight's place, if it still stands there, for a load that has failed for good.</summary>
    /// <param name="flight">The flight, over by now.</param>
    /// <param name="failure">What its callers get else.</param>
    /// <param name="callers">How many there are.</param>
    /// <param name="stale">What they get in its place.</param>
    /// <returns>Whether there is a value for them.</returns>
    bool TrySettle(Flight<TService, TKey, TValue> flight, Exception failure, int callers, [MaybeNullWhen(false)] out TValue stale);

    /// <summary>Callers were answered with a stale value, and the load goes on without them.</summary>
    void LeftBehind(Flight<TService, TKey, TValue> flight, int callers);

    /// <summary>What a load fails with that is given up.</summary>
    Exception GivenUp(Flight<TService, TKey, TValue> flight);

    /// <summary>A load has failed that no caller waits for.</summary>
    void FailedUnseen(Flight<TService, TKey, TValue> flight, Exception failure);

    /// <summary>The text of a key, for messages.</summary>
    string Text(TKey key);
}
