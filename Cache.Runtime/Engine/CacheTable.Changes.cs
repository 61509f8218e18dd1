using Cache.CompilerServices;
using Cache.Warming;

namespace Cache.Engine;

// what changes entries: sets, refreshes, invalidations, and the effects of writes
internal sealed partial class CacheTable<TService, TKey, TValue>
{
    public override ValueTask SetAsync(TKey key, TValue value, TimeSpan? ttl, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled(cancellationToken);
        Throw.IfNull(key);
        return _writes.SetAsync(key, value, ttl);
    }

    public override ValueTask<TValue> RefreshAsync(TService service, TKey key, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<TValue>(cancellationToken);
        Throw.IfNull(key);
        try
        {
            return !_policy.IsEnabled
                ? _runs.RunAloneAsync(service, key, cancellationToken)
                : _versions.Tracks
                    ? RefreshForReadersAsync(service, key, cancellationToken)
                    : _boarding.BoardAnew(service, key, cancellationToken).ResultAsync(cancellationToken);
        }
        catch (Exception failure)
        {
            return ValueTask.FromException<TValue>(failure);
        }
    }

    public override async ValueTask<TValue> RefreshAsync(TKey key, CancellationToken cancellationToken)
    {
        var instance = await _instances.OpenAsync<TService>().ConfigureAwait(false);
        await using var _ = instance.ConfigureAwait(false);
        return await RefreshAsync(instance.Service, key, cancellationToken).ConfigureAwait(false);
    }

    public override ValueTask<InvalidationResult> InvalidateAsync(TKey key, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<InvalidationResult>(cancellationToken);
        Throw.IfNull(key);
        return _invalidations.KeyAsync(key);
    }

    public override ValueTask<InvalidationResult> InvalidateWhereAsync(KeyFilter filter, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<InvalidationResult>(cancellationToken);
        if (filter.IsEmpty)
            Throw.NoArgument();
        return _invalidations.WhereAsync(filter);
    }

    public override ValueTask<InvalidationResult> InvalidateMatchingAsync(string glob, CancellationToken cancellationToken) =>
        cancellationToken.IsCancellationRequested
            ? ValueTask.FromCanceled<InvalidationResult>(cancellationToken)
            : _invalidations.MatchingAsync(new(glob));

    public override ValueTask<InvalidationResult> InvalidateAllAsync(CancellationToken cancellationToken) =>
        cancellationToken.IsCancellationRequested
            ? ValueTask.FromCanceled<InvalidationResult>(cancellationToken)
            : _invalidations.AllAsync();

    public override string Key(TKey key) => _texts.Full(key);

    public override WriteEffect Invalidates(TKey key)
    {
        Throw.IfNull(key);
        return new InvalidateOnWrite<TKey, TValue>(_invalidations, key);
    }

    public override WriteEffect Invalidates(KeyFilter filter) => new InvalidateWhereOnWrite<TKey, TValue>(_invalidations, filter);

    public override WriteEffect<TValue> Puts(TKey key)
    {
        Throw.IfNull(key);
        return new PutOnWrite<TKey, TValue>(_writes, key);
    }

    // a cache that is switched off would keep none of it
    public override IReadOnlyList<IAsyncEnumerable<WarmLoad>> WarmLoads() =>
        _policy.IsEnabled ? new TableWarming<TService, TKey, TValue>(_definition, this, _instances).Loads() : [];
}
