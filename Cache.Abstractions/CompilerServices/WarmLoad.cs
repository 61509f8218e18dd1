using System.ComponentModel;

namespace Cache.CompilerServices;

/// <summary>Warms one entry: loads it on an instance from a scope of its own, unless it is live.</summary>
/// <param name="cancellationToken">Cancels the wait, and the load where nobody else waits for it.</param>
/// <returns>A task that ends when the entry is there.</returns>
[EditorBrowsable(EditorBrowsableState.Never)]
public delegate Task WarmLoad(CancellationToken cancellationToken);
