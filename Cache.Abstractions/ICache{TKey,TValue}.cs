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
    /// <param name="value">
    /// The value. Two are the same where <see cref="object.Equals(object)"/> says so, or where the cache's <see cref="ICacheSerializer"/> writes the same bytes for both: lists, arrays and classes are
    /// compared by what they hold, in its order.
    /// </param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>Whether the value is there and equal.</returns>
    ValueTask<bool> ExistsAsync(TKey key, TValue value, CancellationToken cancellationToken = default);

    /// <summary>Tells how long the value still lives.</summary>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>
    /// The time, above zero; <see cref="Timeout.InfiniteTimeSpan"/> where it does not expire, <see langword="null"/> where there is no live value. With a sliding Ttl it is the time to the end that
    /// reads do not put off.
    /// </returns>
    ValueTask<TimeSpan?> GetTimeToLiveAsync(TKey key, CancellationToken cancellationToken = default);

    /// <summary>Gives the value that is there a new time to live from now, shorter or longer, in every tier. It never brings back one that has expired or was invalidated.</summary>
    /// <param name="key">The key.</param>
    /// <param name="ttl">Above zero; <see cref="Timeout.InfiniteTimeSpan"/> for no expiry.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>
    /// Whether there is a live value. One that is being loaded anew just now keeps its time, and what is loaded has that of the load. False also where the shared tier could not be reached, or does not
    /// hold the value: then nothing is changed that is known.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException">The Ttl is zero or negative.</exception>
    ValueTask<bool> TouchAsync(TKey key, TimeSpan ttl, CancellationToken cancellationToken = default);

    /// <summary>Lists the keys of live values whose text a glob matches, page by page, in no order. For administration: the cost grows with the keys of the whole cache, and with a shared tier with those of its servers.</summary>
    /// <param name="glob">The pattern, as for <see cref="InvalidateMatchingAsync"/>.</param>
    /// <param name="pageSize">How many keys a page has at most; all but the last have as many.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    /// <returns>
    /// The pages; none where no key matches. A key whose value lives during the whole listing comes at least once; on different pages it may come twice. Where the shared tier cannot be reached, or its
    /// servers change meanwhile, the listing ends in an exception (<c>SharedStoreException</c>), and what came before it may not be all: begin anew.
    /// </returns>
    /// <exception cref="ArgumentException">The glob is null or empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The page size is zero or negative.</exception>
    IAsyncEnumerable<IReadOnlyList<CachedKey>> KeysAsync(string glob = "*", int pageSize = 1000, CancellationToken cancellationToken = default);

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
