namespace Cache;

/// <summary>How far an invalidation has come when its call returns.</summary>
public enum InvalidationResult
{
    /// <summary>It holds: no call that starts later returns a value whose load began before it.</summary>
    Applied,

    /// <summary>It holds on this node; the shared tier could not be reached, and is told as soon as it can be.</summary>
    Queued,
}
