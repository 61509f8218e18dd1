using System.Diagnostics.CodeAnalysis;
using Cache.Telemetry;

namespace Cache.Engine;

// calls of those that speak another interface than that of declared caches, and say more of an entry
internal sealed partial class CacheTable<TService, TKey, TValue>
{
    /// <summary>Whether reads and writes go to a shared tier, and so take time.</summary>
    public bool IsShared => _sharedEntries is not null;

    /// <summary>A look in memory, which counts as a hit where it finds something.</summary>
    public bool TryGetLocal(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        if (_slots.TryPass(key, out value, out _) && _hits.TryIncrement(HitCounter.Page()))
            return true;
        value = TryFind(key, out var entry) ? entry.Value : default;
        return entry is not null;
    }

    /// <summary>A call on terms of its own.</summary>
    /// <returns>The value; the default where the terms say that nothing is loaded, and nothing was there. Where it joined the flight of a call that was not to load, that gives the default too.</returns>
    public ValueTask<TValue> GetAsync(TService service, TKey key, EntryTerms? terms, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<TValue>(cancellationToken);
        if (terms is null)
            return GetValueTask(service, key, cancellationToken);
        if (terms.Skip(EntrySkips.Load) && (_sharedEntries is null || !_policy.IsEnabled))
        {
            var present = default(TValue)!;
            if (!terms.Skip(EntrySkips.LocalRead))
                _ = TryGetLocal(key, out present!);
            return ValueTask.FromResult(present);
        }
        return _policy.IsEnabled
            ? BoardAsync(service, key, terms, cancellationToken)
            : _runs.RunAloneAsync(service, key, cancellationToken);
    }

    /// <summary>Stores a value on terms of its own.</summary>
    public ValueTask SetAsync(TKey key, TValue value, EntryTerms terms, CancellationToken cancellationToken) =>
        cancellationToken.IsCancellationRequested ? ValueTask.FromCanceled(cancellationToken) : _writes.SetAsync(key, value, terms.Ttl, terms);

    private async ValueTask<TValue> BoardAsync(TService service, TKey key, EntryTerms terms, CancellationToken cancellationToken)
    {
        while (true)
        {
            var boarding = _boarding.Board(service, key, keepsTask: false, cancellationToken, terms: terms);
            var value = await boarding.ResultAsync(cancellationToken).ConfigureAwait(false);
            if (!boarding.IsOutdated)
                return value;
        }
    }
}
