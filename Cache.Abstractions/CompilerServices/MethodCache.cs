using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;

namespace Cache.CompilerServices;

/// <summary>One container's state for one cached method. Generated wrappers and accessors are one call to a member of it.</summary>
/// <typeparam name="TService">The type that declares the method.</typeparam>
/// <typeparam name="TKey">The key's type.</typeparam>
/// <typeparam name="TValue">The result's type.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class MethodCache<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TService, TKey, TValue>
    where TKey : notnull
{
    // the manual cache over this state, made at its first use; two threads that both make it make equal ones
    internal object? ManualView { get; set; }

    /// <summary>A cached call of a method that returns a <see cref="Task{TResult}"/>; a hit gives the task that the entry holds.</summary>
    /// <param name="service">The instance whose Core method runs on a miss.</param>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Cancels this caller's wait only.</param>
    /// <returns>The value.</returns>
    public abstract Task<TValue> GetTask(TService service, TKey key, CancellationToken cancellationToken = default);

    /// <summary>A cached call of a method that returns a <see cref="ValueTask{TResult}"/>.</summary>
    /// <param name="service">The instance whose Core method runs on a miss.</param>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Cancels this caller's wait only.</param>
    /// <returns>The value.</returns>
    public abstract ValueTask<TValue> GetValueTask(TService service, TKey key, CancellationToken cancellationToken = default);

    /// <summary>A cached call of a synchronous method: a caller that misses runs it on its own thread, one that joins blocks.</summary>
    /// <param name="service">The instance whose Core method runs on a miss.</param>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Cancels this caller's wait only.</param>
    /// <returns>The value.</returns>
    public abstract TValue GetValue(TService service, TKey key, CancellationToken cancellationToken = default);

    /// <summary>A cached call over many keys: those that are missing are loaded together.</summary>
    /// <param name="service">The instance whose Core method runs for them.</param>
    /// <param name="keys">The keys; one may come more than once.</param>
    /// <param name="load">Loads some of them, by their positions in <paramref name="keys"/>.</param>
    /// <param name="cancellationToken">Cancels this caller's wait only.</param>
    /// <returns>The value of each key, in their order; none where there is none.</returns>
    public abstract ValueTask<CacheResult<TValue>[]> GetManyAsync(TService service, TKey[] keys, ManyLoad<TService, TValue> load, CancellationToken cancellationToken = default);

    /// <summary>Gives the value where the cache holds a live one; loads nothing.</summary>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The value, or that there is none.</returns>
    public abstract ValueTask<CacheResult<TValue>> TryGetAsync(TKey key, CancellationToken cancellationToken = default);

    /// <summary>Stores a value.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">The value.</param>
    /// <param name="ttl">Its time to live; <see langword="null"/> is the declaration's.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>A task that ends when the value is stored.</returns>
    public abstract ValueTask SetAsync(TKey key, TValue value, TimeSpan? ttl = null, CancellationToken cancellationToken = default);

    /// <summary>Runs the Core method and stores its result, whatever the cache holds.</summary>
    /// <param name="service">The instance to run it on.</param>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Cancels this caller's wait only.</param>
    /// <returns>The new value.</returns>
    public abstract ValueTask<TValue> RefreshAsync(TService service, TKey key, CancellationToken cancellationToken = default);

    /// <summary>Runs the Core method on an instance made in a scope of its own, and stores its result.</summary>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Cancels this caller's wait only.</param>
    /// <returns>The new value.</returns>
    public abstract ValueTask<TValue> RefreshAsync(TKey key, CancellationToken cancellationToken = default);

    /// <summary>Runs the Core method on the instance that an accessor came from, or on one made in a scope of its own, and stores its result.</summary>
    /// <param name="service">The instance, or none.</param>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Cancels this caller's wait only.</param>
    /// <returns>The new value.</returns>
    public ValueTask<TValue> RefreshForAsync(CallingService<TService> service, TKey key, CancellationToken cancellationToken = default) =>
        service.TryGet(out var instance) ? RefreshAsync(instance, key, cancellationToken) : RefreshAsync(key, cancellationToken);

    /// <summary>Tells whether the cache holds a live value.</summary>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>Whether there is one.</returns>
    public abstract ValueTask<bool> ExistsAsync(TKey key, CancellationToken cancellationToken = default);

    /// <summary>Tells whether the cache holds this very value: one that is equal, or of which the serializer writes the same bytes.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">The value.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>Whether the value is there and the same.</returns>
    public abstract ValueTask<bool> HoldsAsync(TKey key, TValue value, CancellationToken cancellationToken = default);

    /// <summary>Tells how long the value still lives.</summary>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The time; <see cref="Timeout.InfiniteTimeSpan"/> where it does not expire, <see langword="null"/> where there is no live value.</returns>
    public abstract ValueTask<TimeSpan?> GetTimeToLiveAsync(TKey key, CancellationToken cancellationToken = default);

    /// <summary>Gives the value that is there a new time to live.</summary>
    /// <param name="key">The key.</param>
    /// <param name="ttl">Above zero; <see cref="Timeout.InfiniteTimeSpan"/> for no expiry.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>Whether there is a live value.</returns>
    public abstract ValueTask<bool> TouchAsync(TKey key, TimeSpan ttl, CancellationToken cancellationToken = default);

    /// <summary>Lists the keys of live values whose argument text a glob matches.</summary>
    /// <param name="glob">The pattern: <c>*</c> is any run of characters, <c>\*</c> a star, all else itself.</param>
    /// <param name="pageSize">How many keys a page has at most.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    /// <returns>The pages.</returns>
    public abstract IAsyncEnumerable<IReadOnlyList<CachedKey>> KeysAsync(string glob, int pageSize, CancellationToken cancellationToken = default);

    /// <summary>Invalidates one entry.</summary>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Cancels the call; what has been invalidated stays so.</param>
    /// <returns>How far the invalidation has come.</returns>
    public abstract ValueTask<InvalidationResult> InvalidateAsync(TKey key, CancellationToken cancellationToken = default);

    /// <summary>Invalidates the entries whose arguments a filter matches.</summary>
    /// <param name="filter">The arguments that were given.</param>
    /// <param name="cancellationToken">Cancels the call; what has been invalidated stays so.</param>
    /// <returns>How far the invalidation has come.</returns>
    /// <exception cref="ArgumentException">The filter holds no argument.</exception>
    public abstract ValueTask<InvalidationResult> InvalidateWhereAsync(KeyFilter filter, CancellationToken cancellationToken = default);

    /// <summary>Invalidates the entries whose argument text a glob matches as a whole.</summary>
    /// <param name="glob">The pattern: <c>*</c> is any run of characters, <c>\*</c> a star, all else itself.</param>
    /// <param name="cancellationToken">Cancels the call; what has been invalidated stays so.</param>
    /// <returns>How far the invalidation has come.</returns>
    public abstract ValueTask<InvalidationResult> InvalidateMatchingAsync(string glob, CancellationToken cancellationToken = default);

    /// <summary>Invalidates the whole cache.</summary>
    /// <param name="cancellationToken">Cancels the call; what has been invalidated stays so.</param>
    /// <returns>How far the invalidation has come.</returns>
    public abstract ValueTask<InvalidationResult> InvalidateAllAsync(CancellationToken cancellationToken = default);

    /// <summary>Gives the key's text.</summary>
    /// <param name="key">The key.</param>
    /// <returns><c>namespace:name:argument:argument</c>.</returns>
    public abstract string Key(TKey key);

    /// <summary>The effect of a write that invalidates one entry.</summary>
    /// <param name="key">The key.</param>
    /// <returns>The effect, for <see cref="CacheWrite"/>.</returns>
    public abstract WriteEffect Invalidates(TKey key);

    /// <summary>The effect of a write that invalidates an entry under every value of what its key varies by (<see cref="CacheAttribute.VaryBy"/>).</summary>
    /// <param name="key">The key.</param>
    /// <returns>The effect, for <see cref="CacheWrite"/>. The default is that of <see cref="Invalidates(TKey)"/>: keys that do not vary.</returns>
    public virtual WriteEffect InvalidatesVariants(TKey key) => Invalidates(key);

    /// <summary>The effect of a write that invalidates what a filter matches; one without an argument invalidates the whole cache.</summary>
    /// <param name="filter">The arguments that the write names.</param>
    /// <returns>The effect, for <see cref="CacheWrite"/>.</returns>
    public abstract WriteEffect Invalidates(KeyFilter filter);

    /// <summary>The effect of a write whose result becomes the entry.</summary>
    /// <param name="key">The key.</param>
    /// <returns>The effect, for <see cref="CacheWrite"/>.</returns>
    public abstract WriteEffect<TValue> Puts(TKey key);

    /// <summary>The loads that warm the cache.</summary>
    /// <returns>One sequence for the rows of its attributes, and one for each source. The default is none.</returns>
    public virtual IReadOnlyList<IAsyncEnumerable<WarmLoad>> WarmLoads() => [];
}
