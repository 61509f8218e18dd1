using System.ComponentModel;

namespace Cache.CompilerServices;

/// <summary>Runs a Core method with the arguments that a key holds.</summary>
/// <typeparam name="TService">The type that declares the method.</typeparam>
/// <typeparam name="TKey">The key's type.</typeparam>
/// <typeparam name="TValue">The result's type.</typeparam>
/// <param name="service">The instance to run it on.</param>
/// <param name="key">The key of the call.</param>
/// <param name="context">What the Core method may say of its value.</param>
/// <param name="cancellationToken">Cancelled when no caller waits any more.</param>
/// <returns>The value.</returns>
[EditorBrowsable(EditorBrowsableState.Never)]
public delegate ValueTask<TValue> CacheLoader<in TService, in TKey, TValue>(TService service, TKey key, CacheContext context, CancellationToken cancellationToken);
