namespace Cache.Loading;

/// <summary>What the shared tier has said of the value of a load.</summary>
/// <param name="MayStore">Whether the value may be kept in memory: not where the shared tier has refused it.</param>
/// <param name="ExpiresAt">When it expires, on this node's clock.</param>
/// <param name="Sliding">How long it lives after a read, where it has a time of its own; else null.</param>
internal readonly record struct SharedOutcome(bool MayStore, long ExpiresAt, TimeSpan? Sliding = null);
