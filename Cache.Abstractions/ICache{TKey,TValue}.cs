namespace Cache;

/// <summary>A manual cache: what a partial property marked with <see cref="CacheAttribute"/> gives.</summary>
/// <typeparam name="TKey">The key's type: one that may be a parameter of a cached method.</typeparam>
/// <typeparam name="TValue">The value's type.</typeparam>
public interface ICache<TKey, TValue>
{
    /// <summary>Gives the value where the cache holds a live one; loads nothing.</summary>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The value, or that there is none.</returns>
    ValueTask<CacheResult<TValue>> TryGetAsync(TKey key, CancellationToken cancellationToken = default);

    /// <summary>Gives the value, or makes and stores it; concurrent calls for one key make it once.</summary>
    /// <param name="key">The key.</param>
    /// <param name="factory">Makes the value. Its token is cancelled when no caller waits any more.</param>
    /// <param name="cancellationToken">Cancels this caller's wait only.</param>
    /// <returns>The value.</returns>
    ValueTask<TValue> GetOrCreateAsync(TKey key, Func<TKey, CancellationToken, ValueTask<TValue>> factory, CancellationToken cancellationToken = default);

    /// <summary>Gives the value, or makes and stores it, with a factory that says how the value is to be stored.</summary>
    /// <param name="key">The key.</param>
    /// <param name="factory">Makes the value; it may set its Ttl and tags, or that it is not stored. Its token is cancelled when no caller waits any more.</param>
    /// <param name="cancellationToken">Cancels this caller's wait only.</param>
    /// <returns>The value.</returns>
    ValueTask<TValue> GetOrCreateAsync(TKey key, Func<TKey, CacheContext, CancellationToken, ValueTask<TValue>> factory, CancellationToken cancellationToken = default);

    /// <summary>Stores a value for the Ttl of the declaration. A load that is under way does not replace it.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">The value; null is one, and is stored whatever <see cref="CacheAttribute.CacheNull"/> says.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>A task that ends when the value is stored.</returns>
    ValueTask SetAsync(TKey key, TValue value, CancellationToken cancellationToken = default);

    /// <summary>Stores a value for a time of its own. A load that is under way does not replace it.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">The value; null is one, and is stored whatever <see cref="CacheAttribute.CacheNull"/> says.</param>
    /// <param name="ttl">Above zero; <see cref="Timeout.InfiniteTimeSpan"/> stores it without expiry.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>A task that ends when the value is stored.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The Ttl is zero or negative.</exception>
    ValueTask SetAsync(TKey key, TValue value, TimeSpan ttl, CancellationToken cancellationToken = default);

    /// <summary>Makes the value anew and stores it. Until it is there, other callers get the one that the cache holds.</summary>
    /// <param name="key">The key.</param>
    /// <param name="factory">Makes the value.</param>
    /// <param name="cancellationToken">Cancels this caller's wait only.</param>
    /// <returns>The new value.</returns>
    ValueTask<TValue> RefreshAsync(TKey key, Func<TKey, CancellationToken, ValueTask<TValue>> factory, CancellationToken cancellationToken = default);

    /// <summary>Tells whether the cache holds a live value.</summary>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>Whether there is one.</returns>
    ValueTask<bool> ExistsAsync(TKey key, CancellationToken cancellationToken = default);

    /// <summary>Tells whether the cache holds this very value.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">The value, compared by its own equality.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>Whether the value is there and equal.</returns>
    ValueTask<bool> ExistsAsync(TKey key, TValue value, CancellationToken cancellationToken = default);

    /// <summary>Removes the value, and keeps a load that is under way from storing what it read before.</summary>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Cancels the call; what has been invalidated stays so.</param>
    /// <returns>How far the invalidation has come.</returns>
    ValueTask<InvalidationResult> InvalidateAsync(TKey key, CancellationToken cancellationToken = default);

    /// <summary>Invalidates the keys whose text a glob matches as a whole: <c>*</c> is any run of characters, <c>\*</c> a star, all else itself.</summary>
    /// <param name="glob">The pattern, such as <c>user:*:sessions</c>.</param>
    /// <param name="cancellationToken">Cancels the call; what has been invalidated stays so.</param>
    /// <returns>How far the invalidation has come.</returns>
    ValueTask<InvalidationResult> InvalidateMatchingAsync(string glob, CancellationToken cancellationToken = default);

    /// <summary>Invalidates the whole cache. The cost does not depend on the number of its entries.</summary>
    /// <param name="cancellationToken">Cancels the call; what has been invalidated stays so.</param>
    /// <returns>How far the invalidation has come.</returns>
    ValueTask<InvalidationResult> InvalidateAllAsync(CancellationToken cancellationToken = default);

    /// <summary>Gives the key's text, as the logs, the shared tier and globs show it.</summary>
    /// <param name="key">The key.</param>
    /// <returns><c>namespace:name:key</c>.</returns>
    string Key(TKey key);
}
