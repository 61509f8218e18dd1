namespace Cache.Engine;

// what may be asked of entries beside their values
internal sealed partial class CacheTable<TService, TKey, TValue>
{
    public override async ValueTask<bool> HoldsAsync(TKey key, TValue value, CancellationToken cancellationToken)
    {
        var present = await TryGetAsync(key, cancellationToken).ConfigureAwait(false);
        return present.TryGet(out var held) && _equality.AreEqual(held, value);
    }

    public override ValueTask<TimeSpan?> GetTimeToLiveAsync(TKey key, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<TimeSpan?>(cancellationToken);
        Throw.IfNull(key);
        return _lives.LeftAsync(key);
    }

    public override ValueTask<bool> TouchAsync(TKey key, TimeSpan ttl, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<bool>(cancellationToken);
        Throw.IfNull(key);
        return _lives.TouchAsync(key, ttl);
    }

    // not an iterator: what is wrong with the arguments is told by the call
    public override IAsyncEnumerable<IReadOnlyList<CachedKey>> KeysAsync(string glob, int pageSize, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(pageSize);
        return _keys.PagesAsync(new(glob), pageSize, cancellationToken);
    }
}
