using System.Diagnostics.CodeAnalysis;
using Cache.CompilerServices;
using Cache.Dependencies;
using Cache.Loading;
using Cache.Telemetry;
using Cache.Time;
using Microsoft.Extensions.Logging;

namespace Cache.Engine;

/// <summary>Runs the Core method of one cache: on which instance, with which limits on how many go on by themselves, and how long it took.</summary>
internal sealed class CoreRuns<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TService, TKey, TValue>(
    CacheDefinition<TService, TKey, TValue> definition,
    KeyTexts<TKey> texts,
    EntryVersions<TKey> versions,
    bool hasSharedTier,
    CoarseClock clock,
    ScopedInstances instances,
    BackgroundLoads background,
    LoadTimes times,
    CacheTraces traces,
    ReadTracking? reads,
    ILogger log)
    where TKey : notnull
{
    private long _count;
    private bool _toldOfNoInstance;

    /// <summary>How many were started.</summary>
    public long Count => Volatile.Read(ref _count);

    public CacheContext? NewContext() => reads is not null ? new ReadingContext(reads.NewScope()) : definition.TakesContext ? new CacheContext() : null;

    /// <summary>Runs the Core method for one caller, past all that is stored and all that is under way.</summary>
    public async ValueTask<TValue> RunAloneAsync(TService service, TKey key, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _count);
        var began = clock.Exact;
        try
        {
            // it is stored nowhere: what it reads and names is what its caller has read
            var context = definition.TakesContext ? new CacheContext() : null;
            var value = await Begin(service, key, context, isBackground: false, cancellationToken).ConfigureAwait(false);
            if (context is { Tags.Count: > 0 })
                reads?.Current?.Add(versions.Named(context));
            times.Succeeded(TimeSpan.FromTicks(clock.Exact - began));
            return value;
        }
        catch (Exception failure)
        {
            times.Failed(TimeSpan.FromTicks(clock.Exact - began), failure, isWanted: !cancellationToken.IsCancellationRequested);
            throw;
        }
    }

    /// <summary>Runs the Core method for a flight, which is ambient in it.</summary>
    public ValueTask<TValue> Run(Flight<TService, TKey, TValue> flight, TService service, TKey key, CacheContext? context, CancellationToken cancellationToken)
    {
        var outer = WaitGraph.Enter(flight);
        try
        {
            return RunOrAsk(flight, service, key, context, cancellationToken);
        }
        finally
        {
            WaitGraph.Leave(outer);
        }
    }

    private ValueTask<TValue> RunOrAsk(Flight<TService, TKey, TValue> flight, TService service, TKey key, CacheContext? context, CancellationToken cancellationToken) =>
        flight.Place is { } place && place.Batch.TryAsk(place, flight, cancellationToken, out var asked)
            ? asked
            : flight.IsApart
                ? RunCoreApart(flight, service, key, context, cancellationToken)
                : !hasSharedTier
                    ? RunCore(flight, service, key, context, cancellationToken)
                    : RunToEndAsync(flight, service, key, context, cancellationToken);

    private ValueTask<TValue> RunCoreApart(Flight<TService, TKey, TValue> flight, TService service, TKey key, CacheContext? context, CancellationToken cancellationToken) =>
        new(RunApartAsync(flight.TryStayWithCallers, service, (instance, token) => RunToEndAsync(flight, instance, key, context, token), cancellationToken));

    /// <summary>Runs the Core method of many keys for their flights.</summary>
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

    /// <summary>The Core method of a flight has ended, or is waited for no more.</summary>
    public void Ended(Flight<TService, TKey, TValue> flight, Exception? failure)
    {
        if (flight.EndLoad(clock.Exact, hasValue: failure is null) is not { } time)
            return;
        if (failure is null)
            times.Succeeded(time);
        else
            times.Failed(time, failure, isWanted: !flight.IsOver);
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
            var values = await Begin(service, load, positions, flights, cancellationToken).ConfigureAwait(false);
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

    // what one Core call reads, the value of each of its keys has been made of
    private ValueTask<CacheResult<TValue>[]> Begin(TService service, ManyLoad<TService, TValue> load, int[] positions, Flight<TService, TKey, TValue>[] flights, CancellationToken cancellationToken)
    {
        if (reads is null || flights.Length == 0)
            return load.LoadAsync(service, positions, cancellationToken);
        var scope = reads.NewScope();
        foreach (var flight in flights)
            flight.Place!.Reads = scope;
        var before = reads.Enter(scope);
        try
        {
            return load.LoadAsync(service, positions, cancellationToken);
        }
        finally
        {
            reads.Leave(before);
        }
    }

    private ValueTask<TValue> Begin(TService service, TKey key, CacheContext? context, bool isBackground, CancellationToken cancellationToken)
    {
        if (context is not ReadingContext { Reads: var scope })
            return BeginCore(service, key, context, isBackground, cancellationToken);
        var before = reads!.Enter(scope);
        try
        {
            return BeginCore(service, key, context, isBackground, cancellationToken);
        }
        finally
        {
            reads.Leave(before);
        }
    }

    private ValueTask<TValue> BeginCore(TService service, TKey key, CacheContext? context, bool isBackground, CancellationToken cancellationToken) =>
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
