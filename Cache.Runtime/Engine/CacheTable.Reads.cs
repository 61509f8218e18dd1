using Cache.Dependencies;
using Cache.Loading;
using Cache.Telemetry;

namespace Cache.Engine;

// the same reads, for a caller whose own value will depend on what they give: what is read is noted before, what it is under itself after
internal sealed partial class CacheTable<TService, TKey, TValue>
{
    private readonly ReadTracking? _reads;

    /// <summary>Notes the reads of the current code; null where nobody wants to know.</summary>
    public ReadScope? CurrentReads => _reads?.Current;

    /// <summary>A cached call.</summary>
    /// <param name="reads">Where the read is noted.</param>
    /// <param name="service">The instance whose Core method runs on a miss.</param>
    /// <param name="key">The key.</param>
    /// <param name="terms">What the call says beside the policy; null where it says nothing.</param>
    /// <param name="cancellationToken">Cancels this caller's wait only.</param>
    public async ValueTask<TValue> GetAsync(ReadScope reads, TService service, TKey key, EntryTerms? terms, CancellationToken cancellationToken)
    {
        Throw.IfNull(key);
        _versions.Note(reads, key);
        if (terms is null)
        {
            var page = HitCounter.Page();
            if (TryHit(service, key, page, out var entry))
            {
                reads.Add(entry.Cells);
                return entry.Value;
            }
            cancellationToken.ThrowIfCancellationRequested();
            _missed.Increment(page);
        }
        else if (terms.Skip(EntrySkips.Load) && (_sharedEntries is null || !_policy.IsEnabled))
        {
            return terms.Skip(EntrySkips.LocalRead) || !TryGetLocal(reads, key, out var present) ? default! : present;
        }
        if (!_policy.IsEnabled)
            return await _runs.RunAloneAsync(service, key, cancellationToken).ConfigureAwait(false);
        while (true)
        {
            var boarding = _boarding.Board(service, key, keepsTask: false, cancellationToken, terms: terms);
            var value = await boarding.ResultAsync(cancellationToken).ConfigureAwait(false);
            if (boarding.IsOutdated)
                continue;
            boarding.NoteIn(reads);
            return value;
        }
    }

    /// <summary>A cached call of a synchronous method.</summary>
    public TValue Get(ReadScope reads, TService service, TKey key, CancellationToken cancellationToken)
    {
        Throw.IfNull(key);
        _versions.Note(reads, key);
        var page = HitCounter.Page();
        if (TryHit(service, key, page, out var entry))
        {
            reads.Add(entry.Cells);
            return entry.Value;
        }
        cancellationToken.ThrowIfCancellationRequested();
        _missed.Increment(page);
        if (!_policy.IsEnabled)
            return SynchronousWait.For(_runs.RunAloneAsync(service, key, cancellationToken).AsTask(), cancellationToken);
        while (true)
        {
            var boarding = _boarding.Board(service, key, keepsTask: false, cancellationToken);
            var value = boarding.Result(cancellationToken);
            if (boarding.IsOutdated)
                continue;
            boarding.NoteIn(reads);
            return value;
        }
    }

    /// <summary>A cached call over many keys.</summary>
    public ValueTask<CacheResult<TValue>[]> GetManyAsync(ReadScope reads, TService service, TKey[] keys, CompilerServices.ManyLoad<TService, TValue> load, CancellationToken cancellationToken)
    {
        foreach (var key in keys)
            _versions.Note(reads, key);
        return GetManyAsync(service, keys, load, reads, cancellationToken);
    }

    /// <summary>A look that loads nothing. That there is no value is a reading as well: a set of the key is a change of it, a load is none.</summary>
    public ValueTask<CacheResult<TValue>> TryGetAsync(ReadScope reads, TKey key, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<CacheResult<TValue>>(cancellationToken);
        if (TryGetLocal(reads, key, out var held))
            return new(new CacheResult<TValue>(held));
        _missed.Increment(HitCounter.Page());
        return _sharedEntries is null || !_policy.IsEnabled ? default : TryGetSharedAsync(_sharedEntries, key, reads);
    }

    /// <summary>Whether a cache holds a very value.</summary>
    public async ValueTask<bool> HoldsAsync(ReadScope reads, TKey key, TValue value, CancellationToken cancellationToken) =>
        (await TryGetAsync(reads, key, cancellationToken).ConfigureAwait(false)).TryGet(out var held) && _equality.AreEqual(held, value);

    /// <summary>A look in memory, which counts as a hit where it finds something.</summary>
    public bool TryGetLocal(ReadScope reads, TKey key, [System.Diagnostics.CodeAnalysis.MaybeNullWhen(false)] out TValue value)
    {
        Throw.IfNull(key);
        _versions.Note(reads, key);
        var isFound = TryFind(key, out var entry);
        value = isFound ? entry!.Value : default;
        reads.Add(entry?.Cells);
        return isFound;
    }

    // the value may be another one. It is there before its readers are told, who else would read the old one again
    private async ValueTask<TValue> RefreshForReadersAsync(TService service, TKey key, CancellationToken cancellationToken)
    {
        if (CurrentReads is { } reads)
            _versions.Note(reads, key);
        var change = _sharedEntries is null ? null : _invalidations.BeginChange(new(Coherence.SharedChangeKind.Key, _texts.Shared(key, out _)));
        try
        {
            var boarding = _boarding.BoardAnew(service, key, cancellationToken);
            var value = await boarding.ResultAsync(cancellationToken).ConfigureAwait(false);
            if (CurrentReads is { } own)
                boarding.NoteIn(own);
            await _invalidations.ReadersAsync(key).ConfigureAwait(false);
            return value;
        }
        finally
        {
            change?.EndChange();
        }
    }
}
