using System.Threading.Channels;
using Cache.CompilerServices;
using Microsoft.Extensions.Logging;

namespace Cache.Warming;

/// <summary>The one run of the warm-up: it finds the entries that the declarations name, and loads them.</summary>
/// <remarks>
/// Sources are read while entries are loaded, so that a slow source keeps no other waiting. What is found and not yet loaded waits in a queue without a bound, because how many there
/// are is what the log and the health check tell. A source or a load that fails is counted for its cache, and the others go on.
/// </remarks>
internal sealed class WarmPass
{
    private const int ReportEvery = 1_000;
    private static readonly TimeSpan s_reportAfter = TimeSpan.FromSeconds(10);

    private readonly List<WarmedCache> _caches;
    private readonly Channel<(WarmedCache Cache, WarmLoad Load)> _found = Channel.CreateUnbounded<(WarmedCache, WarmLoad)>();
    private readonly int _concurrency;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private long _entries;
    private long _warmed;
    private long _failed;
    private volatile bool _isOver;

    public WarmPass(IEnumerable<CacheDefinition> definitions, ICache cache, WarmingOptions options, TimeProvider time, ILogger log)
    {
        // what is registered twice is one
        _caches = [.. definitions.Where(static definition => definition.IsWarmed).Distinct().Select(definition => new WarmedCache(definition, cache))];
        _concurrency = options.Concurrency;
        _time = time;
        _log = log;
    }

    /// <summary>How far it has come.</summary>
    public WarmProgress Progress => new(_isOver, Interlocked.Read(ref _entries), Interlocked.Read(ref _warmed), Interlocked.Read(ref _failed));

    /// <summary>Warms all there is. It fails of nothing, and ends early when it is told to.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        if (_caches.Count == 0)
        {
            _isOver = true;
            return;
        }

        var begun = _time.GetTimestamp();
        WarmLog.Begun(_log, _caches.Count, _concurrency);
        try
        {
            await using var reports = _time.CreateTimer(_ => Report(), null, s_reportAfter, s_reportAfter);
            await Task.WhenAll(FindAsync(stopping), LoadAsync(stopping)).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            ReportFailures();
            WarmLog.Stopped(_log, Progress.Warmed, Progress.Entries);
            return;
        }
        _isOver = true;
        ReportFailures();
        WarmLog.Ended(_log, Progress.Warmed, _caches.Count, Progress.Failed, _time.GetElapsedTime(begun));
    }

    private async Task FindAsync(CancellationToken stopping)
    {
        try
        {
            await Parallel.ForEachAsync(_caches, Bounded(stopping), FindAsync).ConfigureAwait(false);
        }
        finally
        {
            _found.Writer.Complete();
        }
    }

    private async ValueTask FindAsync(WarmedCache cache, CancellationToken stopping)
    {
        foreach (var loads in Loads(cache))
        {
            try
            {
                await FindAsync(cache, loads, stopping).ConfigureAwait(false);
            }
            catch (Exception failure) when (!IsStop(failure, stopping))
            {
                Count(cache, failure);
            }
        }
    }

    private async Task FindAsync(WarmedCache cache, IAsyncEnumerable<WarmLoad> loads, CancellationToken stopping)
    {
        await foreach (var load in loads.WithCancellation(stopping).ConfigureAwait(false))
        {
            stopping.ThrowIfCancellationRequested();
            Interlocked.Increment(ref _entries);
            await _found.Writer.WriteAsync((cache, load), stopping).ConfigureAwait(false);
        }
    }

    // a cache that cannot be made, as one whose name is too long for the shared tier, fails as a load would
    private IReadOnlyList<IAsyncEnumerable<WarmLoad>> Loads(WarmedCache cache)
    {
        try
        {
            return cache.Loads();
        }
        catch (Exception failure)
        {
            Count(cache, failure);
            return [];
        }
    }

    private Task LoadAsync(CancellationToken stopping) => Parallel.ForEachAsync(_found.Reader.ReadAllAsync(stopping), Bounded(stopping), async (entry, token) =>
    {
        try
        {
            await entry.Load(token).ConfigureAwait(false);
        }
        catch (Exception failure) when (!IsStop(failure, token))
        {
            Count(entry.Cache, failure);
        }
        if (Interlocked.Increment(ref _warmed) % ReportEvery == 0)
            Report();
    });

    private ParallelOptions Bounded(CancellationToken stopping) => new() { MaxDegreeOfParallelism = _concurrency, CancellationToken = stopping };

    private static bool IsStop(Exception failure, CancellationToken stopping) => failure is OperationCanceledException && stopping.IsCancellationRequested;

    private void Count(WarmedCache cache, Exception failure)
    {
        cache.Failed(failure);
        Interlocked.Increment(ref _failed);
    }

    private void Report() => WarmLog.Progress(_log, Progress.Warmed, Progress.Entries, Progress.Failed);

    private void ReportFailures()
    {
        foreach (var cache in _caches)
        {
            if (cache.FirstFailure is { } failure)
                WarmLog.Failed(_log, failure, cache.Name, cache.Failures);
        }
    }
}

/// <summary>How far the warm-up has come.</summary>
/// <param name="IsOver">Whether nothing is left to do.</param>
/// <param name="Entries">The entries that are known so far.</param>
/// <param name="Warmed">Those that were loaded, were there already, or failed.</param>
/// <param name="Failed">Entries and sources that failed.</param>
internal readonly record struct WarmProgress(bool IsOver, long Entries, long Warmed, long Failed);
