using Cache.Coherence;
using Cache.CompilerServices;
using Cache.Entries;
using Cache.Loading;
using Cache.Telemetry;
using Microsoft.Extensions.Logging;

namespace Cache.Engine;

/// <summary>Runs the loads of one cache and stores what they give.</summary>
internal sealed class TableLoads<TService, TKey, TValue>(
    CacheDefinition<TService, TKey, TValue> definition,
    EntryTable<TKey, TValue> entries,
    EntryMaker<TKey, TValue> maker,
    EntryVersions<TKey> versions,
    KeyTexts<TKey> texts,
    SharedLoads<TService, TKey, TValue>? shared,
    bool keepsEntries,
    ILogger log) : ILoads<TService, TKey, TValue>
    where TKey : notnull
{
    private long _count;

    /// <summary>How many loads were started.</summary>
    public long Count => Volatile.Read(ref _count);

    /// <summary>Makes a flight whose load has not begun; its versions are read now, before.</summary>
    public Flight<TService, TKey, TValue> NewFlight(TKey key, CacheEntry<TKey, TValue>? held, bool keepsTask, CancellationToken cancellationToken, bool isRefresh = false)
    {
        var stamp = versions.Sequence;
        var kept = definition.Keep is { } keep ? keep(key) : key;
        return new(this, kept, stamp, versions.Of(key), held, keepsTask, cancellationToken) { IsRefresh = isRefresh };
    }

    /// <summary>Whether a caller that comes now may have the value of a flight: nothing that concerns it has moved since its load began.</summary>
    /// <param name="flight">The flight.</param>
    /// <param name="moved">The last move that the cache knows.</param>
    public Joining MayJoin(Flight<TService, TKey, TValue> flight, long moved)
    {
        if (flight.Stamp >= moved)
            return Joining.Yes;
        if (!versions.Unmoved(flight.Cells, flight.Stamp))
            return Joining.No;
        // not refused: with a flight for each move of any tag, a key whose loads take longer than that would never be stored
        return definition.TakesContext ? Joining.Provisionally : Joining.Yes;
    }

    public CacheContext? NewContext() => definition.TakesContext ? new() : null;

    public ValueTask<TValue> Load(Flight<TService, TKey, TValue> flight, TService service, TKey key, CacheContext? context, CancellationToken cancellationToken) =>
        shared is null
            ? RunCore(service, key, context, cancellationToken)
            : LoadShared(flight, service, key, context, cancellationToken);

    /// <summary>Runs the Core method for one caller, past all that is stored and all that is under way.</summary>
    public ValueTask<TValue> RunAloneAsync(TService service, TKey key, CancellationToken cancellationToken) => RunCore(service, key, NewContext(), cancellationToken);

    public void Store(Flight<TService, TKey, TValue> flight, TValue value, Task<TValue>? task, CacheContext? context)
    {
        flight.Named ??= versions.Named(context);
        if (!keepsEntries || flight.Shared is { MayStore: false } || flight.IsOutdated || !versions.Unmoved(flight.Cells, flight.Stamp) || context is { Store: false } || !maker.Takes(value))
        {
            // what a refresh found is newer than the entry that it stands in front of, stored or not
            entries.Clear(flight.Key, flight);
            return;
        }

        // a version that moves from here on is noticed at the first hit
        VersionCell[]? cells = flight.Named is null ? flight.Cells : [.. flight.Cells ?? [], .. flight.Named];
        var expiresAt = flight.Shared?.ExpiresAt ?? maker.ExpiryOf(maker.TtlOf(context?.Ttl));
        entries.TryFill(flight.Key, flight, maker.MakeUntil(flight.Key, value, task, flight.Stamp, cells, expiresAt));
    }

    public void Withdraw(Flight<TService, TKey, TValue> flight) => entries.Withdraw(flight.Key, flight);

    public void FailedUnseen(Flight<TService, TKey, TValue> flight, Exception failure)
    {
        if (failure is not OperationCanceledException)
            CacheLog.LoadFailedUnseen(log, failure, texts.Full(flight.Key));
    }

    public string Text(TKey key) => texts.Full(key);

    // apart, because the closure would else be made by every load of a cache without a shared tier as well
    private ValueTask<TValue> LoadShared(Flight<TService, TKey, TValue> flight, TService service, TKey key, CacheContext? context, CancellationToken cancellationToken) =>
        shared!.LoadAsync(flight, context, token => RunCore(service, key, context, token), cancellationToken);

    private ValueTask<TValue> RunCore(TService service, TKey key, CacheContext? context, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _count);
        return definition.Load(service, key, context!, cancellationToken);
    }
}
