namespace Cache.Loading;

/// <summary>What the shared tier has said of the value of a load.</summary>
/// <param name="MayStore">Whether the value may be kept in memory: not where the shared tier has refused it.</param>
/// <param name="ExpiresAt">When it expires, on this node's clock.</param>
internal sealed record SharedOutcome(bool MayStore, long ExpiresAt);
