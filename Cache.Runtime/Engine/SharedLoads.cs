using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Cache.Coherence;
using Cache.Dependencies;
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
    EntryMaker<TKey, TValue> maker,
    KeyTexts<TKey> texts,
    CoreRuns<TService, TKey, TValue> runs,
    CacheTraces traces)
    where TKey : notnull
{
    private static readonly TimeSpan s_firstPoll = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_lastPoll = TimeSpan.FromMilliseconds(400);

    private readonly bool _takesContext = versions.TakesContext;
    private long _hits;
    private long _misses;
    private long _failures;

    /// <summary>Whether loads begin at once. Before the node's first reading of the shared tier, which all that came before it is too old for, they wait for that.</summary>
    public bool HasBegun => node.Watermark.HasRead;

    /// <summary>How many loads the shared tier has answered.</summary>
    public long Hits => Volatile.Read(ref _hits);

    /// <summary>For how many loads the shared tier had no value.</summary>
    public long Misses => Volatile.Read(ref _misses);

    /// <summary>How many loads went on without the shared tier, because it failed.</summary>
    public long Failures => Volatile.Read(ref _failures);

    public async ValueTask<TValue> LoadAsync(
        Flight<TService, TKey, TValue> flight, TService service, TKey key, CacheContext? context, CancellationToken cancellationToken)
    {
        if (flight.Terms is { } terms && terms.Skip(EntrySkips.SharedWrite | EntrySkips.Load))
        {
            flight.Begin(versions.Sequence);
            return await LoadBesideAsync(flight, service, key, context, terms, cancellationToken).ConfigureAwait(false);
        }
        var text = texts.Shared(flight.Key, out var full);
        Turn turn;
        try
        {
            await node.ReadyAsync().ConfigureAwait(false);
            flight.Begin(versions.Sequence);
            turn = await traces.SharedAsync(
                "cache.shared.get", text, (Loads: this, flight, text, full, cancellationToken),
                static look => look.Loads.FindTurnAsync(look.flight, look.text, look.full, look.cancellationToken), static turn => turn.Outcome).ConfigureAwait(false);
        }
        catch (SharedStoreException)
        {
            flight.Begin(versions.Sequence);
            Interlocked.Increment(ref _failures);
            return await runs.Run(flight, service, key, context, cancellationToken).ConfigureAwait(false);
        }

        if (turn.Found is { } found)
        {
            node.Quota?.Used(text);
            _ = entries.TouchAsync(flight.Key, found.Sliding);
            return Take(flight, found);
        }
        // a refresh loads whatever there is
        if (!flight.IsRefresh)
            Interlocked.Increment(ref _misses);
        return turn.Lease is { } lease
            ? await LeadAsync(flight, service, key, context, new(text, full, lease, turn.Versions), cancellationToken).ConfigureAwait(false)
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
                    "cache.shared.get", texts.Shared(flight.Key, out _), (Entries: entries, flight.Key), static look => look.Entries.ReadAsync(look.Key),
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

    private TValue Take(Flight<TService, TKey, TValue> flight, in SharedFinding<TValue> found)
    {
        Interlocked.Increment(ref _hits);
        flight.Shared = new(MayStore: true, found.ExpiresAt, found.Sliding);
        flight.Found(found.LoadTime);
        flight.Named = found.Named;
        return found.Value;
    }

    // a value, a lease, or the right to load without one. Pooled: what it keeps while it waits is large, and is awaited once
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Turn> FindTurnAsync(Flight<TService, TKey, TValue> flight, string text, string? full, CancellationToken cancellationToken)
    {
        var (isBehind, hasWaited) = (false, false);
        // made when it is asked for: random bits cost a system call, and most calls find a value
        SlotId? own = null;
        for (var poll = s_firstPoll; ; poll = TimeSpan.FromTicks(Math.Min(poll.Ticks * 2, s_lastPoll.Ticks)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            // a clock of tags that is behind would keep the value of a load that names tags from being shared
            var declared = await entries.VersionsAsync(Declared(flight), anew: isBehind || _takesContext).ConfigureAwait(false);
            var under = 0L;
            foreach (var version in WithoutClock(declared))
                under += version.Version;
            var slot = poll == s_firstPoll ? await node.Store.GetAsync(text).ConfigureAwait(false) : default;
            // the first look only reads: a hit is what most calls find, and a read costs the client a third of what a lease does. Whoever waits for a lease asks for it at once
            if (slot.Kind == SharedSlotKind.Empty)
                slot = await node.Store.GetOrLeaseAsync(text, own ??= SlotId.New(), under, node.LeaseLife).ConfigureAwait(false);
            switch (slot.Kind)
            {
                case SharedSlotKind.Granted:
                    return new(slot.Id, declared);
                case SharedSlotKind.Empty or SharedSlotKind.Foreign:
                    return default;
            }

            var finding = slot.Value.IsEmpty ? new(SharedVerdict.Dead) : await entries.JudgeAsync(slot.Value, full, WithoutClock(declared)).ConfigureAwait(false);
            if (finding.Verdict == SharedVerdict.Unknown)
                return default;
            if (finding.Verdict == SharedVerdict.Live && (!flight.LoadsAnyway || finding.ExpiresAt > flight.RefreshBefore))
                return new(finding) { HasWaited = hasWaited };
            if (MayGiveWay(slot, under)
                && await node.Store.TakeOverAsync(text, slot.Id, own ??= SlotId.New(), under, node.LeaseLife, keep: finding.Verdict == SharedVerdict.Live).ConfigureAwait(false))
                return new(own.GetValueOrDefault(), declared);
            // perhaps its node knows of a move that has not come here yet
            isBehind = !isBehind && slot.Kind == SharedSlotKind.Lease && slot.Under > under;
            if (slot.Kind != SharedSlotKind.Lease || isBehind)
                continue;
            // other keys of the same call do not wait for another node
            flight.Place?.Batch.StandAside(flight.Place);
            hasWaited = true;
            await WaitAsync(text, slot.Id, poll, cancellationToken).ConfigureAwait(false);
        }
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
        flight.Shared = await FillAsync(flight, context, value, created, place).ConfigureAwait(false);
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
            var under = context is { Store: false } || flight.IsAbsent || !maker.Takes(value) ? null : await UnderAsync(flight, context, place.Versions).ConfigureAwait(false);
            var entry = under is null ? null : entries.Write(place.Text, place.Full, value, under, created, ttl, flight.LoadTime, flight.Terms);
            if (entry is null)
            {
                await ReleaseAsync(place).ConfigureAwait(false);
                return new(MayStore: true, maker.ExpiryOf(ttl));
            }
            var isStored = await traces.SharedAsync(
                "cache.shared.fill", place.Text, (node.Store, place, entry.Written, Life: entries.UnreadLife(ttl)),
                static fill => new ValueTask<bool>(fill.Store.FillAsync(fill.place.Text, fill.place.Lease, fill.Written, fill.Life)), SharedOutcomes.OfWrite).ConfigureAwait(false);
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

    // the versions of the entry; null where one that is known only now may have moved while the load ran
    private async ValueTask<NamedVersion[]?> UnderAsync(Flight<TService, TKey, TValue> flight, CacheContext? context, NamedVersion[] declared)
    {
        if (await UnderTagsAsync(context, declared).ConfigureAwait(false) is not { } under)
            return null;
        under = await UnderReadsAsync(flight, (context as ReadingContext)?.Reads, under).ConfigureAwait(false);
        return under is null ? null : await UnderReadsAsync(flight, flight.Place?.Reads, under).ConfigureAwait(false);
    }

    // what the load has read may have been old on this node for as long as a message takes. So the versions of that are read, then the node waits until it has heard all that the server knew at that time; and if nothing of it has
    // moved here since the load began, those are the versions of what was read
    private async ValueTask<NamedVersion[]?> UnderReadsAsync(Flight<TService, TKey, TValue> flight, ReadScope? reads, NamedVersion[] under)
    {
        if (reads?.Close() is not { } cells)
            return under;
        if (!reads.IsShareable)
            return null;
        string[] names = [.. cells.Select(static cell => cell.Name).Except(under.Select(static version => version.Name))];
        var found = names.Length == 0 ? [] : await node.Store.GetVersionsAsync(names).ConfigureAwait(false);
        if (!await node.CatchUpAsync(cells).ConfigureAwait(false) || Array.Exists(cells, static cell => cell.IsChanging) || !Versions.Unmoved(cells, flight.Stamp))
            return null;
        return [.. under, .. names.Zip(found, static (name, version) => new NamedVersion(name, version))];
    }

    private async ValueTask<NamedVersion[]?> UnderTagsAsync(CacheContext? context, NamedVersion[] declared)
    {
        var under = WithoutClock(declared);
        if (context is null || context.Tags.Count == 0)
            return under;
        string[] names = [.. context.Tags.Select(tag => SharedNames.OfTag(node.Namespace, tag)).Distinct().Except(under.Select(static version => version.Name))];
        if (names.Length == 0)
            return under;
        // the clock moves before a tag does: one that is still where it was says that no version read just before has moved since the load began
        var named = await node.Store.GetVersionsAsync(names).ConfigureAwait(false);
        var clock = await node.Store.GetVersionsAsync([declared[^1].Name]).ConfigureAwait(false);
        return clock[0] == declared[^1].Version ? [.. under, .. names.Zip(named, static (name, version) => new NamedVersion(name, version))] : null;
    }

    private VersionCell[]? Declared(Flight<TService, TKey, TValue> flight) => _takesContext ? [.. flight.Cells ?? [], versions.TagClock] : flight.Cells;

    private NamedVersion[] WithoutClock(NamedVersion[] declared) => _takesContext ? declared[..^1] : declared;

    private async Task RenewAsync(Place place, CancellationToken loaded)
    {
        try
        {
            do
                await Task.Delay(node.LeaseLife / 3, node.Time, loaded).ConfigureAwait(false);
            while (await node.Store.RenewAsync(place.Text, place.Lease, node.LeaseLife).ConfigureAwait(false));
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
            await node.Store.ReleaseAsync(place.Text, place.Lease).ConfigureAwait(false);
        }
        catch (SharedStoreException)
        {
            // the lease ends by itself
        }
    }

    private readonly record struct Place(string Text, string? Full, SlotId Lease, NamedVersion[] Versions);

    private readonly struct Turn
    {
        public Turn(SlotId lease, NamedVersion[] versions)
        {
            Lease = lease;
            Versions = versions;
        }

        public Turn(SharedFinding<TValue> found)
        {
            Found = found;
            Versions = [];
        }

        public SharedFinding<TValue>? Found { get; }

        public SlotId? Lease { get; }

        public NamedVersion[] Versions { get; }

        // for the load of another node
        public bool HasWaited { get; init; }

        public string Outcome => Found is null ? SharedOutcomes.Miss : HasWaited ? SharedOutcomes.Wait : SharedOutcomes.Hit;
    }
}
