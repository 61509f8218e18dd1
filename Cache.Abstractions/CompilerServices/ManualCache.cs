namespace Cache.CompilerServices;

// the members of a manual cache over the engine's state: it turns keys, and nothing else
internal sealed class ManualCache<TKey, TStoredKey, TValue>(
    ManualCacheDefinition<TKey, TStoredKey, TValue> definition,
    MethodCache<ManualLoad<TKey, TValue>, TStoredKey, TValue> entries) : ICache<TKey, TValue>
    where TStoredKey : notnull
{
    public ValueTask<CacheResult<TValue>> TryGetAsync(TKey key, CancellationToken cancellationToken) =>
        entries.TryGetAsync(Stored(key), cancellationToken);

    public ValueTask<TValue> GetOrCreateAsync(TKey key, Func<TKey, CancellationToken, ValueTask<TValue>> factory, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(factory);
        return entries.GetValueTask(new(key, factory), Stored(key), cancellationToken);
    }

    public ValueTask<TValue> GetOrCreateAsync(TKey key, Func<TKey, CacheContext, CancellationToken, ValueTask<TValue>> factory, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(factory);
        return entries.GetValueTask(new(key, factory), Stored(key), cancellationToken);
    }

    public ValueTask SetAsync(TKey key, TValue value, CancellationToken cancellationToken) =>
        entries.SetAsync(Stored(key), value, null, cancellationToken);

    public ValueTask SetAsync(TKey key, TValue value, TimeSpan ttl, CancellationToken cancellationToken) =>
        entries.SetAsync(Stored(key), value, ttl, cancellationToken);

    public ValueTask<TValue> RefreshAsync(TKey key, Func<TKey, CancellationToken, ValueTask<TValue>> factory, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(factory);
        return entries.RefreshAsync(new(key, factory), Stored(key), cancellationToken);
    }

    public ValueTask<bool> ExistsAsync(TKey key, CancellationToken cancellationToken) =>
        entries.ExistsAsync(Stored(key), cancellationToken);

    public ValueTask<bool> ExistsAsync(TKey key, TValue value, CancellationToken cancellationToken) =>
        entries.HoldsAsync(Stored(key), value, cancellationToken);

    public ValueTask<TimeSpan?> GetTimeToLiveAsync(TKey key, CancellationToken cancellationToken) =>
        entries.GetTimeToLiveAsync(Stored(key), cancellationToken);

    public ValueTask<bool> TouchAsync(TKey key, TimeSpan ttl, CancellationToken cancellationToken) =>
        entries.TouchAsync(Stored(key), ttl, cancellationToken);

    public IAsyncEnumerable<IReadOnlyList<CachedKey>> KeysAsync(string glob, int pageSize, CancellationToken cancellationToken) =>
        entries.KeysAsync(glob, pageSize, cancellationToken);

    public ValueTask<InvalidationResult> InvalidateAsync(TKey key, CancellationToken cancellationToken) =>
        entries.InvalidateAsync(Stored(key), cancellationToken);

    public ValueTask<InvalidationResult> InvalidateMatchingAsync(string glob, CancellationToken cancellationToken) =>
        entries.InvalidateMatchingAsync(glob, cancellationToken);

    public ValueTask<InvalidationResult> InvalidateAllAsync(CancellationToken cancellationToken) =>
        entries.InvalidateAllAsync(cancellationToken);

    public string Key(TKey key) => entries.Key(Stored(key));

    // an empty string is nearly always a value that was never set, and its entry would be shared by all who forgot it
    private TStoredKey Stored(TKey key)
    {
        if (key is string { Length: 0 })
            Throw.EmptyKey(definition.Name, nameof(key));
        return definition.ToKey(key);
    }
}
