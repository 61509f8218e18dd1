using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Cache.Entries;
using Cache.Loading;
using Cache.Local;

namespace Cache.Engine;

/// <summary>The way of a call of one cache that has missed, up to where it waits.</summary>
/// <remarks>
/// It looks at what stands in its slot: nothing or something dead, and it opens a flight there; a flight that it may join, and it takes a seat; one whose load
/// began before a version moved, and it opens a younger one in its place. A stale value stands behind the flight that is to replace it, as a live one behind its refresh; where loads of the
/// key pause after a failure, or the flight has taken longer than callers wait, it is taken at once. Each is one compare-and-swap; who loses it looks again.
/// </remarks>
internal sealed class TableBoarding<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TService, TKey, TValue>(
    ILiveEntries<TKey, TValue> table, EntryTable<TKey, TValue> entries, TableLoads<TService, TKey, TValue> loads, TableFailures<TKey, TValue> failures)
    where TKey : notnull
{
    private long _foundLater;

    /// <summary>How many calls that had missed have found a live entry after all, most of them behind the flight of its refresh.</summary>
    public long FoundLater => Volatile.Read(ref _foundLater);

    /// <summary>A value that is there after all, or a seat in a flight: in the one that stands there if its load may serve this call, else in a new one.</summary>
    /// <param name="service">The caller's service.</param>
    /// <param name="key">The key.</param>
    /// <param name="keepsTask">Whether the Core method's own task is what the entry keeps.</param>
    /// <param name="cancellationToken">Ends the caller's wait.</param>
    /// <param name="place">The place of a new flight in the batch of a call over many keys; null where the call is for one.</param>
    /// <param name="terms">What the call says beside the policy; null where it says nothing, and may join any flight. Others join flights on the same terms; beside one on other terms their own stands nowhere.</param>
    public Boarding<TService, TKey, TValue> Board(
        TService service, TKey key, bool keepsTask, CancellationToken cancellationToken, BatchPlace<TService, TKey, TValue>? place = null, EntryTerms? terms = null)
    {
        var outer = WaitGraph.Current;
        while (true)
        {
            var seen = entries.Slots.Find(key);
            CacheEntry<TKey, TValue>? stale = null;
            CacheEntry<TKey, TValue>? passed = null;
            if (seen is not null)
            {
                if (terms is not null && terms.Skip(EntrySkips.LocalRead))
                {
                    passed = table.Serving(seen);
                }
                else if (table.Serving(seen) is { } entry)
                {
                    table.CountHit();
                    Interlocked.Increment(ref _foundLater);
                    return new(new ValueTask<TValue>(entry.Value), entry);
                }
                stale = passed ?? failures.Usable(seen);
                if (passed is null && failures.TryAnswer(seen, stale, out var answer))
                    return new(answer, seen);
                if (AsFlight(seen) is { } present && loads.MayJoin(present, table.Moved) is var joining and not Joining.No)
                {
                    if (present.IsOver)
                        loads.Withdraw(present);
                    else if (terms is not null && !EntryTerms.Agree(terms, present.Terms))
                        return FlyBeside(present, service, key, outer, terms, cancellationToken);
                    else if (present.IsLate && stale is not null && passed is null)
                        return new(new ValueTask<TValue>(failures.Serve(stale)), stale);
                    else if (TryJoin(present, service, key, outer, cancellationToken, out var seat, mayRun: place is null) is { } outcome)
                        return new(present, outcome, seat, outer, joining == Joining.Provisionally || present.MayBeAbsent);
                    continue;
                }
            }

            // one that passes a live entry by is a refresh: the entry serves other calls until it has landed
            var flight = loads.NewFlight(key, stale, keepsTask, cancellationToken, isRefresh: passed is not null, place: place, terms: terms);
            if (!entries.TryOpen(flight.Key, seen, flight))
                continue;
            place?.Batch.Opened();
            return Fly(flight, service, key, outer);
        }
    }

    /// <summary>What a caller that cannot leave waits for, where it has seen a flight that it may join without a seat: what nearly all callers of a stampede find.</summary>
    public Task<TValue>? TryJoinOpen(Slot? seen) =>
        AsFlight(seen) is { Open: { } open, IsOver: false } flight && WaitGraph.Current is null && loads.MayJoin(flight, table.Moved) == Joining.Yes ? open : null;

    /// <summary>A seat in a new flight, whatever stands there; a live entry serves the others until it has landed, and a stale one if it fails.</summary>
    public Boarding<TService, TKey, TValue> BoardAnew(TService service, TKey key, CancellationToken cancellationToken)
    {
        var outer = WaitGraph.Current;
        while (true)
        {
            var seen = entries.Slots.Find(key);
            if (outer is not null && AsFlight(seen) is { } present)
                WaitGraph.Refuse(outer, present);
            var flight = loads.NewFlight(key, table.Serving(seen) ?? failures.Usable(seen), keepsTask: true, cancellationToken, isRefresh: true);
            if (entries.TryOpen(flight.Key, seen, flight))
                return Fly(flight, service, key, outer);
        }
    }

    /// <summary>A seat in a new flight that follows an entry before its end; null where that stands there no more.</summary>
    /// <param name="service">The instance that the load runs on.</param>
    /// <param name="key">The key of the call.</param>
    /// <param name="entry">The entry, which serves until the flight has landed.</param>
    /// <param name="before">A value of the shared tier that expires after this time needs no load.</param>
    /// <param name="cancellationToken">Gives up the seat.</param>
    public Boarding<TService, TKey, TValue>? BoardAhead(TService service, TKey key, CacheEntry<TKey, TValue> entry, long before, CancellationToken cancellationToken)
    {
        if (entries.Slots.Find(key) != entry)
            return null;
        var flight = loads.NewFlight(key, entry, keepsTask: true, cancellationToken, isRefresh: true, before);
        return entries.TryOpen(flight.Key, entry, flight) ? Fly(flight, service, key, outer: null) : null;
    }

    /// <summary>A seat in a new flight that stands nowhere, and so for nobody else: it lands in the shared tier alone.</summary>
    /// <param name="service">The instance that the load runs on.</param>
    /// <param name="key">The key of the call.</param>
    /// <param name="before">A value that expires after this time needs no load.</param>
    /// <param name="cancellationToken">Gives up the seat.</param>
    public Boarding<TService, TKey, TValue> BoardElsewhere(TService service, TKey key, long before, CancellationToken cancellationToken) =>
        Fly(loads.NewFlight(key, held: null, keepsTask: true, cancellationToken, isRefresh: true, before), service, key, outer: null);

    private static Task<TValue>? TryJoin(Flight<TService, TKey, TValue> flight, TService service, TKey key, FlightBase? outer, CancellationToken cancellationToken, out int seat, bool mayRun = true)
    {
        if (outer is not null)
            WaitGraph.Wait(outer, flight);
        var outcome = flight.TryJoin(service, key, cancellationToken, out seat, mayRun);
        if (outcome is null && outer is not null)
            WaitGraph.Done(outer, flight);
        return outcome;
    }

    private static Boarding<TService, TKey, TValue> Fly(Flight<TService, TKey, TValue> flight, TService service, TKey key, FlightBase? outer)
    {
        if (outer is not null)
            WaitGraph.Wait(outer, flight);
        if (flight.Start(service, key, out var landed) is { } outcome)
            return new(flight, outcome, Seats<TService, TKey>.First, outer, isProvisional: false);
        if (outer is not null)
            WaitGraph.Done(outer, flight);
        return new(landed, flight);
    }

    private Boarding<TService, TKey, TValue> FlyBeside(Flight<TService, TKey, TValue> other, TService service, TKey key, FlightBase? outer, EntryTerms terms, CancellationToken cancellationToken)
    {
        if (outer is not null)
            WaitGraph.Refuse(outer, other);
        return Fly(loads.NewFlight(key, held: null, keepsTask: false, cancellationToken, terms: terms), service, key, outer);
    }

    private static Flight<TService, TKey, TValue>? AsFlight(Slot? slot) =>
        slot?.Kind == SlotKind.Flight ? Unsafe.As<Flight<TService, TKey, TValue>>(slot) : null;
}

// what a call that has missed asks the table
internal interface ILiveEntries<TKey, TValue>
    where TKey : notnull
{
    /// <summary>The sequence of the last move that may concern the cache.</summary>
    long Moved { get; }

    /// <summary>The live entry that a slot has to offer: itself, or the one behind the flight of its refresh.</summary>
    CacheEntry<TKey, TValue>? Serving(Slot? slot);

    void CountHit();
}
