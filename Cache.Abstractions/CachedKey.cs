namespace Cache;

/// <summary>A key that a cache holds a live value for, as <see cref="ICache{TKey, TValue}.KeysAsync"/> lists it.</summary>
/// <param name="Text">
/// The key's text without the cache's name: what globs are matched against, with the ambient values of a cache that varies before it. Of a string it is the string itself, with <c>%</c>, <c>{</c>,
/// <c>}</c> and control characters as <c>%25</c> and so on.
/// </param>
/// <param name="TimeToLive">How long its value still lives; <see cref="Timeout.InfiniteTimeSpan"/> where it does not expire.</param>
public readonly record struct CachedKey(string Text, TimeSpan TimeToLive);
