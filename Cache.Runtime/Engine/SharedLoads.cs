using System.Diagnostics.CodeAnalysis;
using Cache.Coherence;
using Cache.Loading;
using Cache.SharedTier;
using Cache.Telemetry;

namespace Cache.Engine;

/// <summary>The way of a load through the shared tier: look there, else take the lease, else wait for who has it; load, and fill.</summary>
/// <remarks>
/// The versions are read before the lease is taken or the value is used; the lease is taken before the Core method begins; the value goes in only if that lease still stands. So a value that is in the
/// shared tier was loaded after every invalidation of its key, and carries the versions from before its load. A tier that fails is a miss: the
/// load goes on without it, and the value is for this node alone.
/// </remarks>
internal sealed class SharedLoads<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TService, TKey, TValue>(
    SharedNode node,
    SharedEntries<TKey, TValue> entries,
    EntryVersions<TKey> versions,
    LoadVersions<TKey, TValue> loadVersions,
    EntryMaker<TKey, TValue> maker,
    CoreRuns<TService, TKey, TValue> runs,
    CacheTraces traces)
    where TKey : notnull
{
    private static readonly TimeSpan s_firstPoll = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_lastPoll = TimeSpan.FromMilliseconds(400);

    // no field that all threads write to: it would slow down what lies beside it, which every load reads
    private readonly HitCounter _hits = new();
    private long _misses;
    private long _failures;

    /// <summary>Whether loads begin at once. Before the node's first reading of the shared tier, which all that came before it is too old for, they wait for that.</summary>
    public bool HasBegun => node.Watermark.HasRead;

    /// <summary>How many loads the shared tier has answered.</summary>
    public long Hits => _hits.Count;

    /// <summary>For how many loads the shared tier had no value.</summary>
    public long Misses => Volatile.Read(ref _misses);

    /// <summary>How many loads went on without the shared tier, because it failed.</summary>
    public long Failures => Volatile.Read(ref _failures);

    // what most calls find is found here, without a further method: each that waits is an object, and is continued
    public async ValueTask<TValue> LoadAsync(
        Flight<TService, TKey, TValue> flight, TService service, TKey key, CacheContext? context, CancellationToken cancellationToken)
    {
        if (flight.Terms is { } terms && terms.Skip(EntrySkips.SharedWrite | EntrySkips.Load))
        {
            flight.Begin(versions.Sequence);
            return await LoadBesideAsync(flight, service, key, context, terms, cancellationToken).ConfigureAwait(false);
        }
        var side = flight.Side!;
        SharedFinding<TValue>? found = null;
        Turn? turn = null;
        // ended before the Core method begins, which is no part of it
        using (var trace = traces.StartShared("cache.shared.get", side.Text))
        {
            try
            {
                await node.ReadyAsync().ConfigureAwait(false);
                flight.Begin(versions.Sequence);
                cancellationToken.ThrowIfCancellationRequested();
                var known = await loadVersions.BeforeAsync(flight.Cells).ConfigureAwait(false);
                // the first look only reads: a read costs the client a third of what a lease does
                var slot = node.Store.GetAsync(side.Text);
                found = await JudgeAsync(await slot.ConfigureAwait(false), side.Full, known).ConfigureAwait(false);
                if (!IsWanted(found, flight))
                {
                    turn = await FindTurnAsync(flight, side, known, await slot.ConfigureAwait(false), found, cancellationToken).ConfigureAwait(false);
                    found = turn.Found;
                }
                trace?.SetTag("cache.shared.outcome", turn?.Outcome ?? SharedOutcomes.Hit);
            }
            catch (Exception failure)
            {
                CacheTraces.Fail(trace, failure);
                if (failure is not SharedStoreException)
                    throw;
                (found, turn) = (null, null);
                flight.Begin(versions.Sequence);
                Interlocked.Increment(ref _failures);
            }
        }

        if (found is not null)
        {
            node.Quota?.Used(side.Text);
            _ = entries.TouchAsync(flight.Key, found.Sliding);
            return Take(flight, found);
        }
        // a refresh loads whatever there is
        if (turn is not null && !flight.IsRefresh)
            Interlocked.Increment(ref _misses);
        return turn?.Lease is { } lease
            ? await LeadAsync(flight, service, key, context, new(side, lease, turn.Versions), cancellationToken).ConfigureAwait(false)
            : await runs.Run(flight, service, key, context, cancellationToken).ConfigureAwait(false);
    }

    // what leaves nothing in the shared tier needs no lease there, and keeps nobody waiting
    private async ValueTask<TValue> LoadBesideAsync(
        Flight<TService, TKey, TValue> flight, TService service, TKey key, CacheContext? context, EntryTerms terms, CancellationToken cancellationToken)
    {
        if (!terms.Skip(EntrySkips.SharedRead))
        {
            try
            {
                var finding = await traces.SharedAsync(
                    "cache.shared.get", flight.Side!.Text, (Entries: entries, flight.Key), static look => look.Entries.ReadAsync(look.Key),
                    static finding => finding.Verdict == SharedVerdict.Live ? SharedOutcomes.Hit : SharedOutcomes.Miss).ConfigureAwait(false);
                if (finding.Verdict == SharedVerdict.Live)
                    return Take(flight, finding);
                Interlocked.Increment(ref _misses);
            }
            catch (SharedStoreException)
            {
                Interlocked.Increment(ref _failures);
            }
        }
        return terms.Skip(EntrySkips.Load) ? default! : await runs.Run(flight, service, key, context, cancellationToken).ConfigureAwait(false);
    }

    private TValue Take(Flight<TService, TKey, TValue> flight, SharedFinding<TValue> found)
    {
        _hits.Increment(HitCounter.Page());
        flight.Side!.Outcome = new(MayStore: true, found.ExpiresAt, found.Sliding);
        flight.Found(found.LoadTime);
        flight.Named = found.Named;
        return found.Value;
    }

    private ValueTask<SharedFinding<TValue>> JudgeAsync(in SharedSlot slot, string? full, NamedVersion[] known) =>
        slot.Value.IsEmpty ? new(SharedFinding<TValue>.Dead) : entries.JudgeAsync(slot.Value, full, loadVersions.Declared(known));

    private static bool IsWanted(SharedFinding<TValue> finding, Flight<TService, TKey, TValue> flight) =>
        finding.Verdict == SharedVerdict.Live && (!flight.LoadsAnyway || finding.ExpiresAt > flight.RefreshBefore);

    // a value, a lease, or the right to load without one, after a first look that has found no value to be taken
    private async ValueTask<Turn> FindTurnAsync(
        Flight<TService, TKey, TValue> flight, SharedSide side, NamedVersion[] known, SharedSlot slot, SharedFinding<TValue> finding, CancellationToken cancellationToken)
    {
        var own = SlotId.New();
        var (isBehind, hasWaited) = (false, false);
        for (var poll = s_firstPoll; ; poll = TimeSpan.FromTicks(Math.Min(poll.Ticks * 2, s_lastPoll.Ticks)))
        {
            var under = Sum(loadVersions.Declared(known));
            if (slot.Kind == SharedSlotKind.Empty)
            {
                slot = await node.Store.GetOrLeaseAsync(side.Text, own, under, node.LeaseLife).ConfigureAwait(false);
                finding = slot.Kind == SharedSlotKind.Granted ? finding : await JudgeAsync(slot, side.Full, known).ConfigureAwait(false);
            }
            switch (slot.Kind)
            {
                case SharedSlotKind.Granted:
                    return new() { Lease = slot.Id, Versions = known };
                case SharedSlotKind.Empty or SharedSlotKind.Foreign:
                    return new();
            }

            if (finding.Verdict == SharedVerdict.Unknown)
                return new();
            if (IsWanted(finding, flight))
                return new() { Found = finding, HasWaited = hasWaited };
            if (MayGiveWay(slot, under)
                && await node.Store.TakeOverAsync(side.Text, slot, own, under, node.LeaseLife, keep: finding.Verdict == SharedVerdict.Live).ConfigureAwait(false))
                return new() { Lease = own, Versions = known };
            // perhaps its node knows of a move that has not come here yet
            isBehind = !isBehind && slot.Kind == SharedSlotKind.Lease && slot.Under > under;
            if (slot.Kind == SharedSlotKind.Lease && !isBehind)
            {
                // other keys of the same call do not wait for another node
                flight.Place?.Batch.StandAside(flight.Place);
                hasWaited = true;
                await WaitAsync(side.Text, slot.Id, poll, cancellationToken).ConfigureAwait(false);
            }
            cancellationToken.ThrowIfCancellationRequested();
            known = await loadVersions.BeforeAsync(flight.Cells, anew: isBehind).ConfigureAwait(false);
            // whoever waits for a lease asks for it at once
            slot = default;
        }
    }

    private static long Sum(NamedVersion[] versions)
    {
        var sum = 0L;
        foreach (var (_, version) in versions)
            sum += version;
        return sum;
    }

    // a load that began before a version moved is for those who wait for it already. Of a lease without a value the server itself sees to it that it ends
    private static bool MayGiveWay(SharedSlot slot, long under) => slot.Kind == SharedSlotKind.Value || slot.Under < under || !slot.Value.IsEmpty;

    private async ValueTask WaitAsync(string text, SlotId lease, TimeSpan poll, CancellationToken cancellationToken)
    {
        var landing = node.Landings.Next(text);
        try
        {
            if (await node.Store.AwaitAsync(text, lease).ConfigureAwait(false))
                await landing.WaitAsync(poll, node.Time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // the message may have been lost: look again
        }
        finally
        {
            node.Landings.Wake(text);
        }
    }

    private async ValueTask<TValue> LeadAsync(
        Flight<TService, TKey, TValue> flight, TService service, TKey key, CacheContext? context, Place place, CancellationToken cancellationToken)
    {
        var created = node.Watermark.ServerNow;
        TValue value;
        using (var loaded = new CancellationTokenSource())
        {
            try
            {
                var load = runs.Run(flight, service, key, context, cancellationToken);
                if (!load.IsCompleted)
                    _ = RenewAsync(place, loaded.Token);
                value = flight.HardTimeout is not null
                    ? await UntilGivenUpAsync(load.AsTask(), cancellationToken).ConfigureAwait(false)
                    : await load.ConfigureAwait(false);
            }
            catch
            {
                await ReleaseAsync(place).ConfigureAwait(false);
                throw;
            }
            finally
            {
                await loaded.CancelAsync().ConfigureAwait(false);
            }
        }
        place.Side.Outcome = await FillAsync(flight, context, value, created, place).ConfigureAwait(false);
        return value;
    }

    // a load that ignores its token must not hold the lease either, or no node could load its key
    private static async ValueTask<TValue> UntilGivenUpAsync(Task<TValue> load, CancellationToken cancellationToken)
    {
        try
        {
            return await load.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            // what it fails with later is nobody's: it must not come back as unobserved
            if (!load.IsCompleted)
                _ = load.ContinueWith(static late => late.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    private async ValueTask<SharedOutcome> FillAsync(Flight<TService, TKey, TValue> flight, CacheContext? context, TValue value, long created, Place place)
    {
        try
        {
            var ttl = maker.TtlOf(context?.Ttl);
            var under = context is { Store: false } || flight.IsAbsent || !maker.Takes(value)
                ? null
                : await loadVersions.AfterAsync(place.Versions, flight.Stamp, context, flight.Place?.Reads).ConfigureAwait(false);
            var entry = under is null ? null : entries.Write(place.Side.Text, place.Side.Full, value, under, created, ttl, flight.LoadTime, flight.Terms);
            if (entry is null)
            {
                await ReleaseAsync(place).ConfigureAwait(false);
                return new(MayStore: true, maker.ExpiryOf(ttl));
            }
            var isStored = await traces.SharedAsync(
                "cache.shared.fill", place.Side.Text, (node.Store, place, entry.Written, Life: entries.UnreadLife(ttl)),
                static fill => new ValueTask<bool>(fill.Store.FillAsync(fill.place.Side.Text, fill.place.Lease, fill.Written, fill.Life)), SharedOutcomes.OfWrite).ConfigureAwait(false);
            entry.Dispose();
            // refused: the key was invalidated meanwhile, or the lease was lost to another load. The value is for those who have waited, and for nobody else
            return new(isStored, maker.ExpiryOf(ttl));
        }
        catch (SharedStoreException)
        {
            Interlocked.Increment(ref _failures);
            return new(MayStore: true, maker.ExpiryOf(maker.TtlOf(context?.Ttl)));
        }
    }

    private async Task RenewAsync(Place place, CancellationToken loaded)
    {
        try
        {
            do
                await Task.Delay(node.LeaseLife / 3, node.Time, loaded).ConfigureAwait(false);
            while (await node.Store.RenewAsync(place.Side.Text, place.Lease, node.LeaseLife).ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            // the load is over
        }
        catch (SharedStoreException)
        {
            // the lease ends by itself, and the fill is refused
        }
    }

    private async ValueTask ReleaseAsync(Place place)
    {
        try
        {
            await node.Store.ReleaseAsync(place.Side.Text, place.Lease).ConfigureAwait(false);
        }
        catch (SharedStoreException)
        {
            // the lease ends by itself
        }
    }

    private readonly record struct Place(SharedSide Side, SlotId Lease, NamedVersion[] Versions);

    // what a load comes to that finds no value at its first look
    private sealed class Turn
    {
        public SharedFinding<TValue>? Found { get; init; }

        public SlotId? Lease { get; init; }

        // of a lease: what was known before it was taken
        public NamedVersion[] Versions { get; init; } = [];

        // for the load of another node
        public bool HasWaited { get; init; }

        public string Outcome => Found is null ? SharedOutcomes.Miss : HasWaited ? SharedOutcomes.Wait : SharedOutcomes.Hit;
    }
}
