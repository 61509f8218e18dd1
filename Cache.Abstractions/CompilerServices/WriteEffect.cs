using System.ComponentModel;

namespace Cache.CompilerServices;

/// <summary>What a write does to a cache once its body has run. Made before the body runs, so that it knows what happened meanwhile.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class WriteEffect
{
    /// <summary>Called when the body has ended, well or not.</summary>
    /// <returns>A task that ends when the cache has been changed.</returns>
    public abstract ValueTask ApplyAsync();
}

/// <summary>What a write does to a cache with its result.</summary>
/// <typeparam name="TValue">The result's type.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class WriteEffect<TValue>
{
    /// <summary>Called and waited for before the body runs. Does not throw.</summary>
    /// <returns>A task that ends when the body may run.</returns>
    public abstract ValueTask BeginAsync();

    /// <summary>Called when the body has given a result.</summary>
    /// <param name="value">The result.</param>
    /// <returns>A task that ends when the cache has been changed.</returns>
    public abstract ValueTask ApplyAsync(TValue value);
}
