using System.Runtime.CompilerServices;
using Cache.Coherence;
using Cache.Entries;
using Cache.Loading;
using Cache.Local;
using Cache.Telemetry;
using Cache.Time;
using Microsoft.Extensions.Logging;

namespace Cache.Engine;

/// <summary>What one cache does about loads that fail or take too long: stale values, and pauses between the attempts of a key.</summary>
/// <remarks>
/// <para>
/// A stale value stands in the slot of its key, by itself or behind the flight of the load that is to replace it; nowhere else is it kept. So an invalidation, which empties the slot or
/// moves a version that the value is under, ends it as it ends a live one, and whoever is about to serve it looks there (<see cref="Usable"/>) after the last of those that wait has joined: a value is
/// never served to a caller that came after its invalidation.
/// </para>
/// <para>
/// Beside expired values there are those in doubt: when a node has lost sight of the others (see <see cref="Watermark"/>), nothing it holds is live, but what it knows no invalidation of may serve here
/// for as long as it would have otherwise.
/// </para>
/// <para>All of it is on the way of calls that have missed. What it decides by is read from the policy at that moment.</para>
/// </remarks>
internal sealed class TableFailures<TKey, TValue>(
    EntryTable<TKey, TValue> entries, EntryVersions<TKey> versions, EntryPolicy policy, CoarseClock clock, KeyTexts<TKey> texts, ILocalStore store, bool keepsEntries, ILogger log)
    where TKey : notnull
{
    private static readonly TimeSpan s_longestPause = TimeSpan.FromMinutes(1);

    private long _staleServed;

    /// <summary>How many calls were answered with a stale value.</summary>
    public long StaleServed => Volatile.Read(ref _staleServed);

    /// <summary>The value at a slot that may be served where no better one can be had: not invalidated, and not longer expired than FailSafe allows. Takes no lock.</summary>
    public CacheEntry<TKey, TValue>? Usable(Slot? slot)
    {
        if (policy.FailSafe == TimeSpan.Zero || EntryAt(slot) is not { } entry || entry is FailedEntry<TKey, TValue> { HasValue: false })
            return null;
        return entry.KeptUntil > clock.Now && entry.IsUninvalidated(versions.All) ? entry : null;
    }

    /// <summary>Answers a call without a load, while those of its key pause.</summary>
    /// <param name="seen">What stands in the slot.</param>
    /// <param name="stale">What <see cref="Usable"/> said of it.</param>
    /// <param name="answer">The stale value, or the failure of the last load.</param>
    public bool TryAnswer(Slot seen, CacheEntry<TKey, TValue>? stale, out ValueTask<TValue> answer)
    {
        answer = default;
        if ((stale ?? EntryAt(seen)) is not FailedEntry<TKey, TValue> failed || failed.RetryAt <= clock.Now)
            return false;
        if (stale is not null)
            answer = new(Serve(stale));
        else if (!failed.HasValue && failed.IsUninvalidated(versions.All))
            answer = ValueTask.FromException<TValue>(failed.Failure);
        else
            return false;
        return true;
    }

    /// <summary>Takes a stale value for a caller.</summary>
    public TValue Serve(CacheEntry<TKey, TValue> stale)
    {
        CountStale(1);
        if (!stale.Visited)
            store.Touch(stale);
        return stale.Value;
    }

    public void CountStale(int callers) => Interlocked.Add(ref _staleServed, callers);

    /// <summary>Frees the place of a flight that has failed for good, and notes what is to stand there meanwhile.</summary>
    /// <returns>What its callers may have in the place of the failure: the stale value, or what another has put there; null where there is nothing.</returns>
    public CacheEntry<TKey, TValue>? Settle(KeyedFlight<TKey> flight, VersionCell[]? cells, Exception failure)
    {
        var stale = Usable(flight);
        // one that is live is that of a refresh, and goes on as if there had been none
        if (stale is not null && (stale.ExpiresAt <= clock.Now || !stale.IsUnmoved(versions.All)))
            return Keep(flight, stale, failure) ?? Usable(entries.Slots.Find(flight.Key));

        if (stale is null && keepsEntries && policy.CacheErrorsFor is { } pause && (flight.Held is not { } held || held.KeptUntil <= clock.Now))
            entries.TryFill(flight.Key, flight, new FailedEntry<TKey, TValue>(entries, flight.Key, flight.Stamp, cells, failure, clock.After(pause)));
        else
            entries.Withdraw(flight.Key, flight);
        return Usable(entries.Slots.Find(flight.Key));
    }

    // null where the stale value stands there no more
    private FailedEntry<TKey, TValue>? Keep(KeyedFlight<TKey> flight, CacheEntry<TKey, TValue> stale, Exception failure)
    {
        var pause = PauseAfter((stale as FailedEntry<TKey, TValue>)?.Failures ?? 0);
        var failed = new FailedEntry<TKey, TValue>(stale, failure, clock.After(pause));
        // a caller that found the flight over has perhaps put the stale entry back already
        if (!entries.TryFill(flight.Key, flight, failed) && !entries.TryFill(flight.Key, stale, failed))
            return null;
        if (failed.Failures == 1)
            CacheLog.ServesStale(log, failure, texts.Full(flight.Key), pause);
        return failed;
    }

    private TimeSpan PauseAfter(int failuresBefore)
    {
        var first = policy.FailSafeBackoff;
        var longest = first > s_longestPause ? first : s_longestPause;
        var pause = first;
        for (; failuresBefore > 0 && pause < longest; failuresBefore--)
            pause += pause;
        return pause < longest ? pause : longest;
    }

    // the kind tells the type: this table's slots are of no other
    private static CacheEntry<TKey, TValue>? EntryAt(Slot? slot) =>
        Unsafe.As<CacheEntry<TKey, TValue>>(slot?.Kind == SlotKind.Flight ? Unsafe.As<FlightBase>(slot).Held : slot?.Kind == SlotKind.Entry ? slot : null);
}
