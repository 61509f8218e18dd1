using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Cache.CompilerServices;
using Cache.Entries;
using Cache.Loading;
using Cache.Telemetry;
using Cache.Time;
using Microsoft.Extensions.Logging;

namespace Cache.Engine;

/// <summary>What one cache does for entries that live on: reads that put off an expiry, and loads that begin before it.</summary>
/// <remarks>
/// <para>
/// Such a load is a refresh like any other: its flight stands in front of the entry, which serves until the new one is there, and an invalidation takes both. It begins on the thread pool, on an instance in a
/// scope of its own, so that it outlives the request that has caused it; it is no part of that request's load, if that was one. Of one entry there is one at a time (<see cref="PacedEntry{TKey, TValue}.TryBeginRefresh"/>), and
/// of a node as many as <see cref="BackgroundLoads"/> lets run.
/// </para>
/// <para>
/// With a shared tier the flight looks there first: a value that expires late enough was loaded by another node and is taken. Else the lease decides who loads. Without memory in front of it, each read of
/// the tier is a hit, and the flight stands in no slot: nobody is to find it and wait.
/// </para>
/// </remarks>
internal sealed class TableUpkeep<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TService, TKey, TValue>
    where TKey : notnull
{
    // of what is left of an entry when it is made: no later than a twentieth before its end, and entries that were made together spread over a tenth
    private const int LeadPart = 20;
    private const int SpreadPart = 10;

    private readonly CacheDefinition<TService, TKey, TValue> _definition;
    private readonly EntryTable<TKey, TValue> _entries;
    private readonly ILiveEntries<TKey, TValue> _live;
    private readonly TableBoarding<TService, TKey, TValue> _boarding;
    private readonly EntryPolicy _policy;
    private readonly SharedEntries<TKey, TValue>? _shared;
    private readonly KeyTexts<TKey> _texts;
    private readonly CoarseClock _clock;
    private readonly ScopedInstances _instances;
    private readonly BackgroundLoads _background;
    private readonly ILogger _log;
    private readonly KeySchedule<TKey> _warm;

    // without memory: the keys whose next load is under way, or pauses after one that has failed
    private readonly ConcurrentDictionary<TKey, byte> _elsewhere = new();
    private readonly KeySchedule<TKey> _pauses;
    private bool _toldOfNoInstance;

    public TableUpkeep(
        CacheDefinition<TService, TKey, TValue> definition, EntryTable<TKey, TValue> entries, ILiveEntries<TKey, TValue> live, TableLoads<TService, TKey, TValue> loads, TableBoarding<TService, TKey, TValue> boarding,
        EntryPolicy policy, SharedEntries<TKey, TValue>? shared, KeyTexts<TKey> texts, CacheNode node)
    {
        _definition = definition;
        _entries = entries;
        _live = live;
        _boarding = boarding;
        _policy = policy;
        _shared = shared;
        _texts = texts;
        _clock = node.Clock;
        _instances = node.ScopedInstances;
        _background = node.BackgroundLoads;
        _log = node.Log;
        _warm = new(_clock, Due);
        _pauses = new(_clock, key => _elsewhere.TryRemove(key, out _));
        entries.KeptWarm = Schedule;
        loads.ReadElsewhere = ReadElsewhere;
    }

    /// <summary>A look that loads nothing has found an entry after its time to be looked at.</summary>
    public void Read(CacheEntry<TKey, TValue> entry)
    {
        if (!_definition.CallBringsLoad)
            Read(entry, default!, entry.Key);
        else if (entry is PacedEntry<TKey, TValue> paced)
            Note(paced);
    }

    /// <summary>A call has hit an entry after its time to be looked at. One that only expires has no such time, and has expired between two looks at the clock.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="service">The instance of the call, which a load runs on where the call brings what loads the value.</param>
    /// <param name="key">The key of the call.</param>
    public void Read(CacheEntry<TKey, TValue> entry, TService service, TKey key)
    {
        if (entry is PacedEntry<TKey, TValue> paced && Note(paced).RefreshBefore is var before and not 0)
            TryRefresh(paced, service, key, before);
    }

    private Look Note(PacedEntry<TKey, TValue> entry)
    {
        var look = entry.Look(_clock.Now);
        if (look.TouchesShared && _shared is not null)
            _ = _shared.TouchAsync(entry.Key, entry.Sliding);
        _shared?.Used(entry.Key);
        return look;
    }

    // a call brings what loads a manual cache, and the ambient values that keys vary by: without a call there is nothing
    private void Schedule(PacedEntry<TKey, TValue> entry)
    {
        if (_definition.CallBringsLoad || _texts.Parts > 0)
            return;
        entry.DueAt = DueAt(entry);
        _warm.Add(entry.Key, entry.DueAt);
    }

    // so early that the load, should it take twice as long as the last one, ends before the entry
    private long DueAt(PacedEntry<TKey, TValue> entry)
    {
        var left = entry.EndsAt - _clock.Now;
        var lead = 2 * entry.LoadTime + left / LeadPart + Random.Shared.NextInt64(left / SpreadPart + 1) + CoarseClock.Resolution.Ticks;
        return entry.EndsAt - Math.Min(lead, left / 2);
    }

    // on the thread of the clock
    private void Due(TKey key)
    {
        var now = _clock.Now;
        // whatever has taken its place: an entry that is to be kept warm is noted when it has come
        if (_live.Serving(_entries.Slots.Find(key)) is not PacedEntry<TKey, TValue> { IsKeptWarm: true, DueAt: > 0 } entry || !entry.IsWanted(now))
            return;
        // a value that was read from the shared tier twice expires at slightly different times; one of another node's load at quite another
        if (entry.DueAt > now)
            _warm.Add(key, entry.DueAt);
        else if (!TryRefresh(entry, default!, key, entry.EndsAt + (entry.EndsAt - now) / 2))
            _warm.Add(key, now + CoarseClock.Resolution.Ticks);
    }

    // false where as many loads run as may
    private bool TryRefresh(PacedEntry<TKey, TValue> entry, TService service, TKey key, long before)
    {
        if (!entry.TryBeginRefresh())
            return true;
        if (_background.TryStart(stopping => RefreshAsync(entry, service, key, before, stopping)))
            return true;
        entry.EndRefresh(notBefore: 0);
        return false;
    }

    private async Task RefreshAsync(PacedEntry<TKey, TValue> entry, TService service, TKey key, long before, CancellationToken stopping)
    {
        var retryAt = await RunAsync(service, key, instance => _boarding.BoardAhead(instance, key, entry, before, stopping), stopping).ConfigureAwait(false);
        entry.EndRefresh(retryAt);
        if (retryAt != 0 && retryAt < entry.EndsAt && entry.IsKeptWarm)
            _warm.Add(key, retryAt);
    }

    // without memory: a value that was read from the shared tier
    private void ReadElsewhere(Flight<TService, TKey, TValue> flight, TService service, TKey key)
    {
        if (_toldOfNoInstance || flight.IsRefresh || flight.LoadTime is not { } load || flight.Shared is not { } found)
            return;
        var before = Pace.RefreshBefore(_clock.Now, _policy.PaceOf(load, null).Ahead, found.ExpiresAt);
        if (before == 0 || !_elsewhere.TryAdd(flight.Key, 0))
            return;
        if (!_background.TryStart(stopping => RefreshElsewhereAsync(flight.Key, service, key, before, stopping)))
            _elsewhere.TryRemove(flight.Key, out _);
    }

    private async Task RefreshElsewhereAsync(TKey kept, TService service, TKey key, long before, CancellationToken stopping)
    {
        var retryAt = await RunAsync(service, key, instance => _boarding.BoardElsewhere(instance, key, before, stopping), stopping).ConfigureAwait(false);
        if (retryAt == 0)
            _elsewhere.TryRemove(kept, out _);
        else
            _pauses.Add(kept, retryAt);
    }

    // says when the next may be tried: zero is at once
    private async Task<long> RunAsync(TService service, TKey key, Func<TService, Boarding<TService, TKey, TValue>?> board, CancellationToken stopping)
    {
        // whatever load the hit was a part of does not wait for this one
        WaitGraph.Enter(null);
        try
        {
            if (_definition.CallBringsLoad)
                await FlyAsync(board(service), stopping).ConfigureAwait(false);
            else if (await TryOpenAsync().ConfigureAwait(false) is { } instance)
                await FlyAsync(instance, board, stopping).ConfigureAwait(false);
            else
                return CoarseClock.Never;
            return 0;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // the node stops: what there is lives as long as it does
            return CoarseClock.Never;
        }
        catch (Exception failure)
        {
            CacheLog.RefreshFailed(_log, failure, _texts.Full(key), _policy.FailSafeBackoff);
            return _clock.After(_policy.FailSafeBackoff);
        }
    }

    private static async Task FlyAsync(ScopedInstance<TService> instance, Func<TService, Boarding<TService, TKey, TValue>?> board, CancellationToken stopping)
    {
        await using var _ = instance.ConfigureAwait(false);
        await FlyAsync(board(instance.Service), stopping).ConfigureAwait(false);
    }

    private static async Task FlyAsync(Boarding<TService, TKey, TValue>? boarding, CancellationToken stopping)
    {
        if (boarding is { } boarded)
            await boarded.ResultAsync(stopping).ConfigureAwait(false);
    }

    // null where the container cannot make one; then the entry is loaded anew by the call that finds it expired
    private async ValueTask<ScopedInstance<TService>?> TryOpenAsync()
    {
        try
        {
            return await _instances.OpenAsync<TService>().ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            if (!Interlocked.Exchange(ref _toldOfNoInstance, true))
                CacheLog.CannotRefresh(_log, failure, typeof(TService), _definition.Name);
            return null;
        }
    }
}
