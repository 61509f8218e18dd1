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
    SharedLoads<TService, TKey, TValue>? shared,
    TableFailures<TKey, TValue> failures,
    EntryPolicy policy,
    CoarseClock clock,
    ScopedInstances instances,
    BackgroundLoads background,
    bool keepsEntries,
    LoadTimes times,
    CacheTraces traces,
    ILogger log) : ILoads<TService, TKey, TValue>
    where TKey : notnull
{
    private long _count;
    private bool _toldOfNoInstance;

    /// <summary>How many loads were started.</summary>
    public long Count => Volatile.Read(ref _count);

    /// <summary>Told of each flight that has landed without an entry in memory, with the instance and the key of its caller.</summary>
    public Action<Flight<TService, TKey, TValue>, TService, TKey>? ReadElsewhere { get; set; }

    /// <summary>Makes a flight whose load has not begun; its versions are read now, before.</summary>
    public Flight<TService, TKey, TValue> NewFlight(TKey key, CacheEntry<TKey, TValue>? held, bool keepsTask, CancellationToken cancellationToken, bool isRefresh = false, long? before = null, BatchPlace<TService, TKey, TValue>? place = null)
    {
        var stamp = versions.Sequence;
        var kept = definition.Keep is { } keep ? keep(key) : key;
        // a refresh is for its caller, who waits; so do the callers of a load that there is nothing to serve in the place of
        var soft = held is null || isRefresh ? null : policy.Timeout;
        var hard = policy.HardTimeout;
        var limits = soft is null && hard is null && before is null ? null : new FlightLimits(clock.Time, soft, hard) { RefreshBefore = before };
        return new(this, kept, stamp, versions.Of(key), held, keepsTask, cancellationToken, limits) { IsRefresh = isRefresh, IsApart = soft is not null, Place = place };
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
            ? Run(flight, service, key, context, cancellationToken)
            : flight.Place is { } place ? LoadSharedAsync(place, flight, service, key, context, cancellationToken)
            : LoadShared(flight, service, key, context, cancellationToken);

    /// <summary>Runs the Core method for one caller, past all that is stored and all that is under way.</summary>
    public async ValueTask<TValue> RunAloneAsync(TService service, TKey key, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _count);
        var began = clock.Exact;
        try
        {
            var value = await Begin(service, key, NewContext(), isBackground: false, cancellationToken).ConfigureAwait(false);
            times.Succeeded(TimeSpan.FromTicks(clock.Exact - began));
            return value;
        }
        catch (Exception failure)
        {
            times.Failed(TimeSpan.FromTicks(clock.Exact - began), failure, isWanted: !cancellationToken.IsCancellationRequested);
            throw;
        }
    }

    public void Ended(Flight<TService, TKey, TValue> flight, Exception? failure)
    {
        if (flight.EndLoad(clock.Exact, hasValue: failure is null) is not { } time)
            return;
        if (failure is null)
            times.Succeeded(time);
        else
            times.Failed(time, failure, isWanted: !flight.IsOver);
    }

    public ValueTask<CacheResult<TValue>[]> LoadMany(
        TService service, ManyLoad<TService, TValue> load, int[] positions, Flight<TService, TKey, TValue>[] flights, CancellationToken cancellationToken) =>
        Array.Exists(flights, static flight => flight.IsApart)
            ? new(RunApartAsync(
                () => Array.TrueForAll(flights, static flight => !flight.IsApart || flight.TryStayWithCallers()),
                service,
                (instance, token) => RunManyAsync(instance, load, positions, flights, token),
                cancellationToken))
            : RunManyAsync(service, load, positions, flights, cancellationToken);

    /// <summary>Runs the Core method of many keys for one caller, past all that is stored and all that is under way.</summary>
    public async ValueTask<CacheResult<TValue>[]> RunManyAloneAsync(TService service, ManyLoad<TService, TValue> load, List<int> positions, CancellationToken cancellationToken)
    {
        var values = new List<CacheResult<TValue>>(positions.Count);
        foreach (var chunk in positions.Chunk(load.BatchSize))
            values.AddRange(await RunManyAsync(service, load, chunk, [], cancellationToken).ConfigureAwait(false));
        return [.. values];
    }

    public void Store(Flight<TService, TKey, TValue> flight, TValue value, Task<TValue>? task, CacheContext? context)
    {
        flight.Named ??= versions.Named(context);
        if (!keepsEntries || flight.Shared is { MayStore: false } || flight.IsOutdated || !versions.Unmoved(flight.Cells, flight.Stamp) || context is { Store: false } || flight.IsAbsent || !maker.Takes(value))
        {
            // what a refresh found is newer than the entry that it stands in front of, stored or not
            entries.Clear(flight.Key, flight);
            return;
        }

        // a version that moves from here on is noticed at the first hit
        VersionCell[]? cells = flight.Named is null ? flight.Cells : [.. flight.Cells ?? [], .. flight.Named];
        var expiresAt = flight.Shared?.ExpiresAt ?? maker.ExpiryOf(maker.TtlOf(context?.Ttl));
        // what nobody has asked for was read when that was which it follows
        var readAt = flight.RefreshBefore is null ? null : (flight.Held as PacedEntry<TKey, TValue>)?.ReadAt;
        entries.TryFill(flight.Key, flight, maker.MakeUntil(flight.Key, value, task, flight.Stamp, cells, expiresAt, flight.LoadTime, readAt));
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

    private static bool TryTake(CacheEntry<TKey, TValue>? entry, [MaybeNullWhen(false)] out TValue value)
    {
        value = entry is null ? default : entry.Value;
        return entry is not null;
    }

    // on an instance of its own, because its callers may leave it behind, and their requests end; and on a thread of its own, because the method may block before it first awaits
    private async Task<TResult> RunApartAsync<TResult>(
        Func<bool> tryStay, TService service, Func<TService, CancellationToken, ValueTask<TResult>> run, CancellationToken cancellationToken)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        // as many as may run without their callers do so: these callers wait
        if (!background.TryEnter())
            return tryStay()
                ? await run(service, cancellationToken).ConfigureAwait(false)
                : throw new OperationCanceledException("The load was left behind before it began, and there is no room for it.");
        try
        {
            using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, background.Stopping);
            return await RunInScopeAsync(tryStay, service, run, stopping.Token).ConfigureAwait(false);
        }
        finally
        {
            background.Leave();
        }
    }

    private async Task<TResult> RunInScopeAsync<TResult>(
        Func<bool> tryStay, TService service, Func<TService, CancellationToken, ValueTask<TResult>> run, CancellationToken cancellationToken)
    {
        if (definition.CallBringsLoad)
            return await run(service, cancellationToken).ConfigureAwait(false);
        ScopedInstance<TService> instance;
        try
        {
            instance = await instances.OpenAsync<TService>().ConfigureAwait(false);
        }
        catch (Exception failure) when (tryStay())
        {
            if (!Interlocked.Exchange(ref _toldOfNoInstance, true))
                CacheLog.CannotRunApart(log, failure, typeof(TService), definition.Name);
            return await run(service, cancellationToken).ConfigureAwait(false);
        }
        await using var _ = instance.ConfigureAwait(false);
        return await run(instance.Service, cancellationToken).ConfigureAwait(false);
    }

    private ValueTask<TValue> Run(Flight<TService, TKey, TValue> flight, TService service, TKey key, CacheContext? context, CancellationToken cancellationToken) =>
        flight.Place is { } place && place.Batch.TryAsk(place, flight, cancellationToken, out var asked)
            ? asked
            : flight.IsApart
                ? RunCoreApart(flight, service, key, context, cancellationToken)
                : shared is null
                    ? RunCore(flight, service, key, context, cancellationToken)
                    : RunToEndAsync(flight, service, key, context, cancellationToken);

    private ValueTask<TValue> RunCoreApart(Flight<TService, TKey, TValue> flight, TService service, TKey key, CacheContext? context, CancellationToken cancellationToken) =>
        new(RunApartAsync(flight.TryStayWithCallers, service, (instance, token) => RunToEndAsync(flight, instance, key, context, token), cancellationToken));

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

    // apart, because the closure would else be made by every load of a cache without a shared tier as well
    private async ValueTask<TValue> LoadShared(Flight<TService, TKey, TValue> flight, TService service, TKey key, CacheContext? context, CancellationToken cancellationToken)
    {
        var value = await shared!.LoadAsync(flight, context, token => Run(flight, service, key, context, token), cancellationToken).ConfigureAwait(false);
        // in memory the entry hears of its hits
        if (!keepsEntries)
            ReadElsewhere?.Invoke(flight, service, key);
        return value;
    }

    // where more follows the Core method than the flight's landing, which else says that it has ended
    private async ValueTask<TValue> RunToEndAsync(Flight<TService, TKey, TValue> flight, TService service, TKey key, CacheContext? context, CancellationToken cancellationToken)
    {
        TValue value;
        try
        {
            value = await RunCore(flight, service, key, context, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            Ended(flight, failure);
            throw;
        }
        Ended(flight, null);
        return value;
    }

    // one run of a Core method, of which each of its flights has the time
    private async ValueTask<CacheResult<TValue>[]> RunManyAsync(
        TService service, ManyLoad<TService, TValue> load, int[] positions, Flight<TService, TKey, TValue>[] flights, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _count);
        var began = clock.Exact;
        foreach (var flight in flights)
            flight.BeginLoad(began);
        using var activity = traces.StartLoad(Array.Exists(flights, static flight => flight.IsApart), key: null)?.SetTag("cache.load.keys", positions.Length);
        try
        {
            var values = await load.LoadAsync(service, positions, cancellationToken).ConfigureAwait(false);
            times.Succeeded(End(flights, began, hasValues: true));
            return values;
        }
        catch (Exception failure)
        {
            CacheTraces.Fail(activity, failure);
            times.Failed(End(flights, began, hasValues: false), failure, isWanted: !cancellationToken.IsCancellationRequested);
            throw;
        }
    }

    private TimeSpan End(Flight<TService, TKey, TValue>[] flights, long began, bool hasValues)
    {
        var now = clock.Exact;
        foreach (var flight in flights)
            flight.EndLoad(now, hasValues);
        return TimeSpan.FromTicks(now - began);
    }

    private ValueTask<TValue> RunCore(Flight<TService, TKey, TValue> flight, TService service, TKey key, CacheContext? context, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _count);
        flight.BeginLoad(clock.Exact);
        return Begin(service, key, context, isBackground: flight.IsApart || flight.RefreshBefore is not null, cancellationToken);
    }

    private ValueTask<TValue> Begin(TService service, TKey key, CacheContext? context, bool isBackground, CancellationToken cancellationToken) =>
        CacheTraces.AreWanted
            ? TraceAsync(service, key, context, isBackground, cancellationToken)
            : definition.Load(service, key, context!, cancellationToken);

    // what the Core method starts is a part of it
    private async ValueTask<TValue> TraceAsync(TService service, TKey key, CacheContext? context, bool isBackground, CancellationToken cancellationToken)
    {
        using var activity = traces.StartLoad(isBackground, traces.TellsKeys ? texts.Full(key) : null);
        try
        {
            return await definition.Load(service, key, context!, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            CacheTraces.Fail(activity, failure);
            throw;
        }
    }
}
