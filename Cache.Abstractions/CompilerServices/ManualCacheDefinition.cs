using System.ComponentModel;

namespace Cache.CompilerServices;

/// <summary>The factory of one call of a manual cache, with the key as the caller wrote it.</summary>
/// <typeparam name="TKey">The key's declared type.</typeparam>
/// <typeparam name="TValue">The value's type.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly record struct ManualLoad<TKey, TValue>
{
    private readonly TKey _key;

    // of one of two types: to make the one of the other would be a closure for each call, also for those that find a value
    private readonly Delegate _factory;

    /// <summary>Takes a factory that wants the context.</summary>
    /// <param name="key">The key as the caller wrote it.</param>
    /// <param name="factory">Makes the value.</param>
    public ManualLoad(TKey key, Func<TKey, CacheContext, CancellationToken, ValueTask<TValue>> factory) => (_key, _factory) = (key, factory);

    /// <summary>Takes a factory that does not.</summary>
    /// <param name="key">The key as the caller wrote it.</param>
    /// <param name="factory">Makes the value.</param>
    public ManualLoad(TKey key, Func<TKey, CancellationToken, ValueTask<TValue>> factory) => (_key, _factory) = (key, factory);

    /// <summary>Runs the factory.</summary>
    /// <param name="context">The context of the load.</param>
    /// <param name="cancellationToken">Cancels the load.</param>
    /// <returns>The value.</returns>
    public ValueTask<TValue> RunAsync(CacheContext context, CancellationToken cancellationToken) =>
        _factory is Func<TKey, CacheContext, CancellationToken, ValueTask<TValue>> factory
            ? factory(_key, context, cancellationToken)
            : ((Func<TKey, CancellationToken, ValueTask<TValue>>)_factory)(_key, cancellationToken);
}

/// <summary>The definition of a manual cache.</summary>
/// <typeparam name="TKey">The key's declared type.</typeparam>
/// <typeparam name="TStoredKey">The key that is kept: the declared one, or what the generator makes of it.</typeparam>
/// <typeparam name="TValue">The value's type.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class ManualCacheDefinition<TKey, TStoredKey, TValue> : CacheDefinition<ManualLoad<TKey, TValue>, TStoredKey, TValue>
    where TStoredKey : notnull
{
    /// <summary>Makes a definition whose factories come with the call and may take a context.</summary>
    public ManualCacheDefinition()
    {
        TakesContext = true;
        CallBringsLoad = true;
    }

    /// <summary>Makes the key that is kept.</summary>
    public required Func<TKey, TStoredKey> ToKey { get; init; }

    /// <summary>The loader of every manual cache: it runs the factory of the call.</summary>
    public static CacheLoader<ManualLoad<TKey, TValue>, TStoredKey, TValue> RunFactory { get; } =
        static (load, _, context, cancellationToken) => load.RunAsync(context, cancellationToken);

    /// <summary>Gives the manual cache of a container.</summary>
    /// <param name="cache">The container's caches.</param>
    /// <returns>The manual cache.</returns>
    public ICache<TKey, TValue> OpenIn(ICache cache)
    {
        var entries = In(cache);
        return (ICache<TKey, TValue>)(entries.ManualView ??= new ManualCache<TKey, TStoredKey, TValue>(this, entries));
    }
}
