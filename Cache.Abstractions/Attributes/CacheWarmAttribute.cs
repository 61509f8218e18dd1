namespace Cache;

/// <summary>
/// On a cached method, beside <see cref="CacheAttribute"/>: entries that are loaded in the background once the application has started, so that no request waits for them.
/// </summary>
/// <remarks>
/// Without arguments for a method without key parameters; with the arguments of one entry, <c>[CacheWarm("books", 2)]</c>, once for each entry; or with <see cref="Source"/>.
/// The caches of an assembly are warmed where its generated <c>Add...Caches()</c> is called. What is live already is not loaded, and a load that fails stops nothing.
/// </remarks>
/// <param name="arguments">The key arguments of one entry, in their order. Those of optional parameters at the end may be left out.</param>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Property, AllowMultiple = true, Inherited = false)]
public sealed class CacheWarmAttribute(params object?[]? arguments) : Attribute
{
    /// <summary>The key arguments of one entry.</summary>
    /// <value>The default is none.</value>
    public object?[] Arguments { get; } = arguments ?? [null];

    /// <summary>A method of the same class that yields the arguments of any number of entries: <c>nameof(PopularIds)</c>.</summary>
    /// <value>
    /// A method without parameters, or with a <see cref="CancellationToken"/> alone, static or not. It returns an <see cref="IEnumerable{T}"/>, an <see cref="IAsyncEnumerable{T}"/>, or a
    /// <see cref="Task{TResult}"/> or <see cref="ValueTask{TResult}"/> of the former; of the key argument, or of a tuple of several in their order. The default is none.
    /// </value>
    public string? Source { get; init; }
}
