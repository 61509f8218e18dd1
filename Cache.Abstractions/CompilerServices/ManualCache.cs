namespace Cache.CompilerServices;

// the members of a manual cache over the engine's state: it turns keys, and nothing else
internal sealed class ManualCache<TKey, TStoredKey, TValue>(
    ManualCacheDefinition<TKey, TStoredKey, TValue> definition,
    MethodCache<ManualLoad<TKey, TValue>, TStoredKey, TValue> entries) : ICache<TKey, TValue>
    where TStoredKey : notnull
{
    public ValueTask<CacheResult<TValue>> TryGetAsync(TKey key, CancellationToken cancellationToken) =>
        entries.TryGetAsync(definition.ToKey(key), cancellationToken);

    public ValueTask<TValue> GetOrCreateAsync(TKey key, Func<TKey, CancellationToken, ValueTask<TValue>> factory, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(factory);
        return GetOrCreateAsync(key, WithoutContext(factory), cancellationToken);
    }

    public ValueTask<TValue> GetOrCreateAsync(TKey key, Func<TKey, CacheContext, CancellationToken, ValueTask<TValue>> factory, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(factory);
        return entries.GetValueTask(new(key, factory), definition.ToKey(key), cancellationToken);
    }

    public ValueTask SetAsync(TKey key, TValue value, CancellationToken cancellationToken) =>
        entries.SetAsync(definition.ToKey(key), value, null, cancellationToken);

    public ValueTask SetAsync(TKey key, TValue value, TimeSpan ttl, CancellationToken cancellationToken) =>
        entries.SetAsync(definition.ToKey(key), value, ttl, cancellationToken);

    public ValueTask<TValue> RefreshAsync(TKey key, Func<TKey, CancellationToken, ValueTask<TValue>> factory, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(factory);
        return entries.RefreshAsync(new(key, WithoutContext(factory)), definition.ToKey(key), cancellationToken);
    }

    public ValueTask<bool> ExistsAsync(TKey key, CancellationToken cancellationToken) =>
        entries.ExistsAsync(definition.ToKey(key), cancellationToken);

    public async ValueTask<bool> ExistsAsync(TKey key, TValue value, CancellationToken cancellationToken)
    {
        var present = await entries.TryGetAsync(definition.ToKey(key), cancellationToken).ConfigureAwait(false);
        return present.TryGet(out var held) && EqualityComparer<TValue>.Default.Equals(held, value);
    }

    public ValueTask<InvalidationResult> InvalidateAsync(TKey key, CancellationToken cancellationToken) =>
        entries.InvalidateAsync(definition.ToKey(key), cancellationToken);

    public ValueTask<InvalidationResult> InvalidateMatchingAsync(string glob, CancellationToken cancellationToken) =>
        entries.InvalidateMatchingAsync(glob, cancellationToken);

    public ValueTask<InvalidationResult> InvalidateAllAsync(CancellationToken cancellationToken) =>
        entries.InvalidateAllAsync(cancellationToken);

    public string Key(TKey key) => entries.Key(definition.ToKey(key));

    // one closure a call that brings a factory without a context: the price of the shorter signature
    private static Func<TKey, CacheContext, CancellationToken, ValueTask<TValue>> WithoutContext(Func<TKey, CancellationToken, ValueTask<TValue>> factory) =>
        (key, _, cancellationToken) => factory(key, cancellationToken);
}
