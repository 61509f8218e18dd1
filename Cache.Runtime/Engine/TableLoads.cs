using System.Diagnostics.CodeAnalysis;
using Cache.Coherence;
using Cache.CompilerServices;
using Cache.Entries;
using Cache.Loading;
using Cache.Telemetry;
using Cache.Time;
using Microsoft.Extensions.Logging;

namespace Cache.Engine;

/// <summary>Runs the loads of one cache and stores what they give.</summary>
internal sealed class TableLoads<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TService, TKey, TValue>(
    CacheDefinition<TService, TKey, TValue> definition,
    EntryTable<TKey, TValue> entries,
    EntryMaker<TKey, TValue> maker,
    EntryVersions<TKey> versions,
    KeyTexts<TKey> texts,
    CoreRuns<TService, TKey, TValue> runs,
    SharedLoads<TService, TKey, TValue>? shared,
    TableFailures<TKey, TValue> failures,
    EntryPolicy policy,
    CoarseClock clock,
    bool keepsEntries,
    ILogger log) : ILoads<TService, TKey, TValue>
    where TKey : notnull
{
    /// <summary>Told of each flight that has landed without an entry in memory, with the instance and the key of its caller.</summary>
    public Action<Flight<TService, TKey, TValue>, TService, TKey>? ReadElsewhere { get; set; }

    /// <summary>Makes a flight whose load has not begun; its versions are read now, before, or when the node that it waits for has begun.</summary>
    public Flight<TService, TKey, TValue> NewFlight(
        TKey key, CacheEntry<TKey, TValue>? held, bool keepsTask, CancellationToken cancellationToken, bool isRefresh = false, long? before = null, BatchPlace<TService, TKey, TValue>? place = null,
        EntryTerms? terms = null)
    {
        var stamp = shared is { HasBegun: false } ? KeyedFlight<TKey>.NotBegun : versions.Sequence;
        var kept = definition.Keep is { } keep ? keep(key) : key;
        // a refresh is for its caller, who waits; so do the callers of a load that there is nothing to serve in the place of
        var soft = held is null || isRefresh ? null : policy.Timeout;
        var hard = policy.HardTimeout;
        var limits = soft is null && hard is null && before is null && terms is null && place is null ? null : new FlightLimits(clock.Time, soft, hard) { RefreshBefore = before, Terms = terms, Place = place };
        return new(this, kept, stamp, versions.Of(key), held, keepsTask, cancellationToken, limits) { IsRefresh = isRefresh, IsApart = soft is not null, Side = shared is null ? null : SideOf(kept) };
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
        return versions.GrowsInLoads ? Joining.Provisionally : Joining.Yes;
    }

    public CacheContext? NewContext() => runs.NewContext();

    public ValueTask<TValue> Load(Flight<TService, TKey, TValue> flight, TService service, TKey key, CacheContext? context, CancellationToken cancellationToken) =>
        shared is null
            ? runs.Run(flight, service, key, context, cancellationToken)
            : flight.Place is { } place ? LoadSharedAsync(place, flight, service, key, context, cancellationToken)
            : LoadShared(flight, service, key, context, cancellationToken);

    public void Ended(Flight<TService, TKey, TValue> flight, Exception? failure)
    {
        // what is noted in its place is under the moves that come after it
        flight.Begin(versions.Sequence);
        runs.Ended(flight, failure);
    }

    public ValueTask<CacheResult<TValue>[]> LoadMany(
        TService service, ManyLoad<TService, TValue> load, int[] positions, Flight<TService, TKey, TValue>[] flights, CancellationToken cancellationToken) =>
        runs.LoadMany(service, load, positions, flights, cancellationToken);

    public void Store(Flight<TService, TKey, TValue> flight, TValue value, Task<TValue>? task, CacheContext? context)
    {
        flight.Named ??= versions.Named(context, flight.Place?.Reads);
        if (!keepsEntries || flight.Shared is { MayStore: false } || flight.IsOutdated || !versions.Unmoved(flight.Cells, flight.Stamp) || context is { Store: false } || flight.IsAbsent || !maker.Takes(value))
        {
            // what a refresh found is newer than the entry that it stands in front of, stored or not
            entries.Clear(flight.Key, flight);
            return;
        }

        // a call that leaves nothing in memory, or that was to find and has found nothing, changes nothing there
        var terms = flight.Terms;
        if (terms is not null && (terms.Skip(EntrySkips.LocalWrite) || (terms.Skip(EntrySkips.Load) && flight.Shared is null)))
        {
            Withdraw(flight);
            return;
        }

        // a version that moves from here on is noticed at the first hit
        VersionCell[]? cells = flight.Named is null ? flight.Cells : [.. flight.Cells ?? [], .. flight.Named];
        var expiresAt = flight.Shared?.ExpiresAt ?? maker.ExpiryOf(maker.TtlOf(context?.Ttl));
        // what nobody has asked for was read when that was which it follows
        var readAt = flight.RefreshBefore is null ? null : (flight.Held as PacedEntry<TKey, TValue>)?.ReadAt;
        entries.TryFill(flight.Key, flight, maker.MakeUntil(flight.Key, value, task, flight.Stamp, cells, new(expiresAt, terms?.LocalTtl, flight.Shared?.Sliding), flight.LoadTime, readAt));
    }

    public void Withdraw(Flight<TService, TKey, TValue> flight) => entries.Withdraw(flight.Key, flight);

    public bool TryFindStale(Flight<TService, TKey, TValue> flight, [MaybeNullWhen(false)] out TValue stale) =>
        TryTake(failures.Usable(entries.Slots.Find(flight.Key)), out stale);

    public bool TrySettle(Flight<TService, TKey, TValue> flight, Exception failure, int callers, [MaybeNullWhen(false)] out TValue stale)
    {
        if (!TryTake(failures.Settle(flight, flight.Cells, failure), out stale))
            return false;
        failures.CountStale(callers);
        return true;
    }

    public void LeftBehind(Flight<TService, TKey, TValue> flight, int callers)
    {
        failures.CountStale(callers);
        if (policy.Timeout is { } timeout && log.IsEnabled(LogLevel.Information))
            CacheLog.LoadLeftBehind(log, texts.Full(flight.Key), timeout);
    }

    public Exception GivenUp(Flight<TService, TKey, TValue> flight)
    {
        var failure = new CacheLoadTimeoutException(definition.Name, texts.Full(flight.Key), flight.HardTimeout ?? TimeSpan.Zero);
        Ended(flight, failure);
        return failure;
    }

    public void FailedUnseen(Flight<TService, TKey, TValue> flight, Exception failure)
    {
        if (failure is not OperationCanceledException)
            CacheLog.LoadFailedUnseen(log, failure, texts.Full(flight.Key));
    }

    public string Text(TKey key) => texts.Full(key);

    private SharedSide SideOf(TKey key)
    {
        var text = texts.Shared(key, out var full);
        return new(text, full);
    }

    private static bool TryTake(CacheEntry<TKey, TValue>? entry, [MaybeNullWhen(false)] out TValue value)
    {
        value = entry is null ? default : entry.Value;
        return entry is not null;
    }

    // a load that ends without having asked is one that the batch waits for no more
    private async ValueTask<TValue> LoadSharedAsync(
        BatchPlace<TService, TKey, TValue> place, Flight<TService, TKey, TValue> flight, TService service, TKey key, CacheContext? context, CancellationToken cancellationToken)
    {
        try
        {
            return await LoadShared(flight, service, key, context, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            place.Batch.StandAside(place);
        }
    }

    // in memory the entry hears of its hits
    private ValueTask<TValue> LoadShared(Flight<TService, TKey, TValue> flight, TService service, TKey key, CacheContext? context, CancellationToken cancellationToken)
    {
        var load = shared!.LoadAsync(flight, service, key, context, cancellationToken);
        return keepsEntries || ReadElsewhere is null || policy.RefreshAhead == 0 ? load : TellAsync(load, flight, service, key);
    }

    private async ValueTask<TValue> TellAsync(ValueTask<TValue> load, Flight<TService, TKey, TValue> flight, TService service, TKey key)
    {
        var value = await load.ConfigureAwait(false);
        ReadElsewhere?.Invoke(flight, service, key);
        return value;
    }
}
