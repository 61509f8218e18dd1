using System.ComponentModel;
using Cache.CompilerServices;

namespace Cache;

/// <summary>
/// The caches of one application container. A class with cached methods takes it as a constructor parameter, a field or a property, and the generated code finds it there.
/// </summary>
public interface ICache
{
    /// <summary>Invalidates every entry, of whatever cache, that bears a tag. The cost does not depend on their number.</summary>
    /// <param name="tag">The tag, as text; any text that is not empty.</param>
    /// <param name="cancellationToken">Cancels the call; what has been invalidated stays so.</param>
    /// <returns>How far the invalidation has come.</returns>
    ValueTask<InvalidationResult> InvalidateTagAsync(string tag, CancellationToken cancellationToken = default);

    /// <summary>The container's state for each cache that is declared, for generated code.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    CacheInstances Instances { get; }
}
