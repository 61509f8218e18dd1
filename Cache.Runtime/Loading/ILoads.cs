
namespace Cache.Loading;

// what a flight needs of the cache that it belongs to
internal interface ILoads<TService, TKey, TValue>
    where TKey : notnull
{
    /// <summary>The context for one run; null where the Core method takes none.</summary>
    CacheContext? NewContext();

    /// <summary>Runs the Core method, or finds its value in the shared tier.</summary>
    ValueTask<TValue> Load(Flight<TService, TKey, TValue> flight, TService service, TKey key, CacheContext? context, CancellationToken cancellationToken);

    /// <summary>Puts an entry in the flight's place, if the flight still stands there and the value may be stored; frees the place otherwise. An entry that it stood in front of goes in any case.</summary>
    void Store(Flight<TService, TKey, TValue> flight, TValue value, Task<TValue>? task, CacheContext? context);

    /// <summary>Frees the flight's place, if it still stands there; an entry that it stood in front of comes back.</summary>
    void Withdraw(Flight<TService, TKey, TValue> flight);

    /// <summary>A load has failed that no caller waits for.</summary>
    void FailedUnseen(Flight<TService, TKey, TValue> flight, Exception failure);

    /// <summary>The text of a key, for messages.</summary>
    string Text(TKey key);
}
