using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Cache.CompilerServices;
using Cache.Entries;
using Cache.Loading;
using Cache.Local;
using Cache.Telemetry;
using Cache.Time;

namespace Cache.Engine;

/// <summary>One cache of one container: the hit path, and the members that generated code calls.</summary>
/// <remarks>
/// A hit is one lookup, one comparison (of the entry's pass, see <see cref="SlotTable{TKey, TValue}"/>) and a count; no interlocked
/// operation, no allocation. A hit of an entry without a pass looks at the entry: its expiry, the last move of a version that may concern the cache, the store's mark. Everything else is behind <see cref="Miss"/>, which is not inlined, and <see cref="TableBoarding{TService, TKey, TValue}"/>.
/// </remarks>
internal sealed partial class CacheTable<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TService, TKey, TValue>
    : MethodCache<TService, TKey, TValue>, ICacheTable, ILiveEntries<TKey, TValue>
    where TKey : notnull
{
    private readonly SlotTable<TKey, TValue> _slots;
    private readonly CoarseClock _clock;
    private readonly HitCounter _hits = new();
    private readonly ILocalStore _store;
    private readonly EntryTable<TKey, TValue> _entries;
    private readonly EntryVersions<TKey> _versions;
    private readonly EntryMaker<TKey, TValue> _maker;
    private readonly TableFailures<TKey, TValue> _failures;
    private readonly CoreRuns<TService, TKey, TValue> _runs;
    private readonly TableLoads<TService, TKey, TValue> _loads;
    private readonly TableBoarding<TService, TKey, TValue> _boarding;
    private readonly TableMany<TService, TKey, TValue> _many;
    private readonly TableUpkeep<TService, TKey, TValue> _upkeep;
    private readonly TableInvalidations<TKey, TValue> _invalidations;
    private readonly TableWrites<TKey, TValue> _writes;
    private readonly TableLives<TKey, TValue> _lives;
    private readonly TableKeys<TKey, TValue> _keys;
    private readonly ValueEquality<TValue> _equality;
    private readonly SharedEntries<TKey, TValue>? _sharedEntries;
    private readonly SharedLoads<TService, TKey, TValue>? _sharedLoads;
    private readonly KeyTexts<TKey> _texts;
    private readonly CacheDefinition<TService, TKey, TValue> _definition;
    private readonly ScopedInstances _instances;
    private readonly EntryPolicy _policy;
    private readonly LoadTimes _times;
    private readonly CacheTraces _traces;
    private readonly HitCounter _missed = new();
    private long _moved;
    private long _sharedLooks;
    private long _sharedLooksMissed;
    private long _sharedFailures;

    public CacheTable(CacheDefinition<TService, TKey, TValue> definition, CacheNode node)
    {
        _definition = definition;
        _policy = node.Policies.Of(definition);
        _clock = node.Clock;
        _store = node.Store;
        _instances = node.ScopedInstances;
        _times = new(node.LoadDuration, definition.Name);
        _traces = node.TracesOf(definition.Name);
        _reads = node.Reads;
        _texts = new(node.Namespace, definition, definition.WriteKey);
        _entries = new(node.Store, definition.Index, node.Shared is null ? null : key => _texts.Shared(key, out _), _policy, definition.ReturnsTask);
        _slots = _entries.Slots;
        _versions = new(node.Versions, this, definition, definition.Tags, _texts);
        var shared = node.Shared;
        _maker = new(_entries, _policy, node.Clock, Sizer(node), hasSharedTier: shared is not null, hasQuota: shared?.Quota is not null && node.KeepsEntries);
        if (shared is not null)
        {
            if (definition.IsSynchronous)
                Throw.SynchronousAndShared(definition);
            _sharedEntries = node.SharedEntries<TKey, TValue>(_versions, _texts, _policy, definition);
        }
        _failures = new(_entries, _versions, _policy, node.Clock, _texts, node.Store, node.KeepsEntries, node.Log);
        _runs = new(definition, _texts, _versions, hasSharedTier: shared is not null, node.Clock, node.ScopedInstances, node.BackgroundLoads, _times, _traces, node.Reads, node.Log);
        _sharedLoads = shared is null ? null : new(shared, _sharedEntries!, _versions, new(shared, _sharedEntries!, _versions), _maker, _runs, _traces);
        _loads = new(definition, _entries, _maker, _versions, _texts, _runs, _sharedLoads, _failures, _policy, node.Clock, node.KeepsEntries, node.Log);
        _boarding = new(this, _entries, _loads, _failures);
        _many = new(_boarding, _loads, _runs, _policy);
        _upkeep = new(definition, _entries, this, _loads, _boarding, _policy, _sharedEntries, _texts, node);
        _invalidations = new(_entries, _versions, _texts, shared, _traces);
        _writes = new(definition.Keep, _entries, _versions, _maker, _invalidations, _texts, _sharedEntries, shared, node.KeepsEntries, _traces);
        _lives = new(_entries, this, _maker, _invalidations, node.Clock, _sharedEntries, shared);
        _keys = new(_entries, this, _lives, _texts, shared is null ? null : new(shared));
        _equality = new(node.Serializer);
        _policy.SwitchedOff += _invalidations.DropAll;
        node.Versions.Add(this);
        shared?.Add(this);
        _clock.Ticked += _slots.Tick;
        _slots.Tick(_clock.Now);
    }

    /// <summary>The table and the store's view of it, for tests that compare the two.</summary>
    internal EntryTable<TKey, TValue> Entries => _entries;

    public CacheDefinition Definition => _definition;

    public LoadTimes LoadTimes => _times;

    public TableCounts Counts => new(_hits.Count, _runs.Count, _entries.Evictions, _entries.Expirations, _slots.Count)
    {
        Misses = _missed.Count - _boarding.FoundLater,
        Bytes = _entries.Bytes,
        SharedMisses = (_sharedLoads?.Misses ?? 0) + Volatile.Read(ref _sharedLooksMissed),
        SharedHits = (_sharedLoads?.Hits ?? 0) + Volatile.Read(ref _sharedLooks),
        StaleServed = _failures.StaleServed,
        SharedFailures = (_sharedLoads?.Failures ?? 0) + Volatile.Read(ref _sharedFailures),
    };

    public override Task<TValue> GetTask(TService service, TKey key, CancellationToken cancellationToken) => TaskOf(service, key, cancellationToken);

    public override ValueTask<TValue> GetValueTask(TService service, TKey key, CancellationToken cancellationToken) => ValueTaskOf(service, key, cancellationToken);

    public override TValue GetValue(TService service, TKey key, CancellationToken cancellationToken) => ValueOf(service, key, cancellationToken);

    [MethodImpl(HitCode.Inlined)]
    private Task<TValue> TaskOf(TService service, TKey key, CancellationToken cancellationToken) =>
        _slots.TryPass(key, out Task<TValue>? task, out var seen) && _hits.TryIncrement(HitCounter.Page()) ? task : GetTaskSlowly(service, key, seen, HitCounter.Page(), cancellationToken);

    [MethodImpl(HitCode.Inlined)]
    private ValueTask<TValue> ValueTaskOf(TService service, TKey key, CancellationToken cancellationToken) =>
        _slots.TryPass(key, out TValue? value, out var seen) && _hits.TryIncrement(HitCounter.Page()) ? new(value) : GetValueTaskSlowly(service, key, seen, HitCounter.Page(), cancellationToken);

    [MethodImpl(HitCode.Inlined)]
    private TValue ValueOf(TService service, TKey key, CancellationToken cancellationToken) =>
        _slots.TryPass(key, out TValue? value, out var seen) && _hits.TryIncrement(HitCounter.Page()) ? value : GetValueSlowly(service, key, seen, HitCounter.Page(), cancellationToken);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private Task<TValue> GetTaskSlowly(TService service, TKey key, Slot? seen, nint page, CancellationToken cancellationToken) =>
        TryHitAndGrant(service, key, page, forTask: true, ref seen) is { } entry
            ? entry.Task
            : TryJoin(seen, page, cancellationToken) ?? Miss(service, key, keepsTask: true, cancellationToken).AsTask();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ValueTask<TValue> GetValueTaskSlowly(TService service, TKey key, Slot? seen, nint page, CancellationToken cancellationToken)
    {
        if (TryHitAndGrant(service, key, page, forTask: false, ref seen) is { } entry)
            return new(entry.Value);
        return TryJoin(seen, page, cancellationToken) is { } joined ? new(joined) : Miss(service, key, keepsTask: false, cancellationToken);
    }

    // one that finds an entry from here on is none after all: see FoundLater
    private Task<TValue>? TryJoin(Slot? seen, nint page, CancellationToken cancellationToken)
    {
        _missed.Increment(page);
        return cancellationToken.CanBeCanceled || !_policy.IsEnabled ? null : _boarding.TryJoinOpen(seen);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private TValue GetValueSlowly(TService service, TKey key, Slot? seen, nint page, CancellationToken cancellationToken)
    {
        if (TryHitAndGrant(service, key, page, forTask: false, ref seen) is { } entry)
            return entry.Value;
        cancellationToken.ThrowIfCancellationRequested();
        _missed.Increment(page);
        if (!_policy.IsEnabled)
            return SynchronousWait.For(_runs.RunAloneAsync(service, key, cancellationToken).AsTask(), cancellationToken);
        while (true)
        {
            var boarding = _boarding.Board(service, key, keepsTask: false, cancellationToken);
            var value = boarding.Result(cancellationToken);
            if (!boarding.IsOutdated)
                return value;
        }
    }

    public override ValueTask<CacheResult<TValue>> TryGetAsync(TKey key, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<CacheResult<TValue>>(cancellationToken);
        if (TryGetLocal(key, out var value))
            return new(new CacheResult<TValue>(value));
        _missed.Increment(HitCounter.Page());
        return _sharedEntries is null || !_policy.IsEnabled ? default : TryGetSharedAsync(_sharedEntries, key);
    }

    public override ValueTask<bool> ExistsAsync(TKey key, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<bool>(cancellationToken);
        if (TryFind(key, out _))
            return new(true);
        _missed.Increment(HitCounter.Page());
        return _sharedEntries is null || !_policy.IsEnabled ? default : ExistsSharedAsync(_sharedEntries, key);
    }

    // in this order: whoever sees the new generation of passes sees the move
    public void VersionsMoved(long sequence)
    {
        Volatile.Write(ref _moved, sequence);
        _slots.RevokeAll();
    }

    // the hit of a call that found no pass, and the next one will: its entry gets one, if nobody wants to hear of more
    private CacheEntry<TKey, TValue>? TryHitAndGrant(TService service, TKey key, nint page, bool forTask, ref Slot? seen)
    {
        var generation = _slots.Generation;
        seen = _slots.Find(key, seen);
        if (!TryHit(seen, page, out var entry))
            return null;
        if (entry.PlainUntil <= _clock.Now)
            _upkeep.Read(entry, service, key);
        // the table hears of a tick after the others that the clock tells
        if (entry.Visited)
            _slots.Grant(entry, entry.PlainUntil - CoarseClock.Resolution.Ticks, generation, forTask);
        return entry;
    }

    private bool TryHit(TService service, TKey key, nint page, [NotNullWhen(true)] out CacheEntry<TKey, TValue>? entry)
    {
        if (!TryHit(_slots.Find(key), page, out entry))
            return false;
        if (entry.PlainUntil <= _clock.Now)
            _upkeep.Read(entry, service, key);
        return true;
    }

    // a look that loads nothing: the entry, or the one behind the flight of its refresh
    private bool TryFind(TKey key, [NotNullWhen(true)] out CacheEntry<TKey, TValue>? entry)
    {
        if (!TryHit(_slots.Find(key), HitCounter.Page(), out entry))
            return TryHeld(key, out entry);
        if (entry.PlainUntil <= _clock.Now)
            _upkeep.Read(entry);
        return true;
    }

    private bool TryHit(Slot? seen, nint page, [NotNullWhen(true)] out CacheEntry<TKey, TValue>? entry)
    {
        entry = SlotTable<TKey, TValue>.EntryIn(seen);
        if (entry is null || !IsLive(entry))
            return false;
        if (!entry.Visited)
            _store.Touch(entry);
        _hits.Increment(page);
        return true;
    }

    // with a shared tier the budget pays for the text of the key too
    private Func<TKey, TValue, long>? Sizer(CacheNode node)
    {
        var sizer = node.Store.SizerFor(_definition.Size);
        return sizer is null || node.Shared is null
            ? sizer
            : (key, value) => sizer(key, value) + KeyIndex<TKey, TValue>.SizeOf(_texts.Shared(key, out _));
    }

    private bool IsLive(CacheEntry<TKey, TValue> entry)
    {
        var moved = Volatile.Read(ref _moved);
        return entry.ExpiresAt > _clock.Now && (entry.Stamp >= moved || entry.Revalidate(moved, _versions.All));
    }

    long ILiveEntries<TKey, TValue>.Moved => Volatile.Read(ref _moved);

    CacheEntry<TKey, TValue>? ILiveEntries<TKey, TValue>.Serving(Slot? slot) => Serving(slot);

    void ILiveEntries<TKey, TValue>.CountHit() => _hits.Increment(HitCounter.Page());

    // the kind tells the type: this table's slots are of no other
    private CacheEntry<TKey, TValue>? Serving(Slot? slot)
    {
        var entry = Unsafe.As<CacheEntry<TKey, TValue>>(slot?.Kind == SlotKind.Flight ? Unsafe.As<FlightBase>(slot).Held : slot?.Kind == SlotKind.Entry ? slot : null);
        return entry is not null && IsLive(entry) ? entry : null;
    }

    // an entry behind the flight of its refresh serves until that has landed
    private bool TryHeld(TKey key, [NotNullWhen(true)] out CacheEntry<TKey, TValue>? entry)
    {
        // between the two looks the refresh may have landed
        entry = Serving(_slots.Find(key));
        if (entry is not null)
            _hits.Increment(HitCounter.Page());
        return entry is not null;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ValueTask<TValue> Miss(TService service, TKey key, bool keepsTask, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<TValue>(cancellationToken);
        try
        {
            if (!_policy.IsEnabled)
                return _runs.RunAloneAsync(service, key, cancellationToken);
            var boarding = _boarding.Board(service, key, keepsTask, cancellationToken);
            return boarding.IsProvisional
                ? ConfirmAsync(boarding, service, key, keepsTask, cancellationToken)
                : boarding.ResultAsync(cancellationToken);
        }
        catch (Exception failure)
        {
            // what a method that returns a task throws comes with the task
            return ValueTask.FromException<TValue>(failure);
        }
    }

    private async ValueTask<TValue> ConfirmAsync(Boarding<TService, TKey, TValue> boarding, TService service, TKey key, bool keepsTask, CancellationToken cancellationToken)
    {
        while (true)
        {
            var value = await boarding.ResultAsync(cancellationToken).ConfigureAwait(false);
            if (!boarding.IsOutdated)
                return value;
            boarding = _boarding.Board(service, key, keepsTask, cancellationToken);
        }
    }
}
