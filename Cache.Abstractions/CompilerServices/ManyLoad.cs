using System.ComponentModel;

namespace Cache.CompilerServices;

/// <summary>What a call over many keys brings along: the way to load some of them together. It knows the keys by their positions, and so nothing of how a cache keeps them.</summary>
/// <typeparam name="TService">The type that declares the method.</typeparam>
/// <typeparam name="TValue">The result's type.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class ManyLoad<TService, TValue>
{
    /// <summary>Whether a key without a value has null for its value, which may be cached. Else nothing is known of it, and nothing is cached.</summary>
    public abstract bool AbsentIsNull { get; }

    /// <summary>The most keys that are loaded together.</summary>
    public abstract int BatchSize { get; }

    /// <summary>Runs the Core method for the keys at some positions of the call.</summary>
    /// <param name="service">The instance to run it on.</param>
    /// <param name="positions">The positions, none of them twice.</param>
    /// <param name="cancellationToken">Cancelled when no caller waits for any of them any more.</param>
    /// <returns>The value at each of the positions, in their order; none where the Core method knows none.</returns>
    public abstract ValueTask<CacheResult<TValue>[]> LoadAsync(TService service, IReadOnlyList<int> positions, CancellationToken cancellationToken);
}
