namespace Cache;

/// <summary>What became of a request for a lock.</summary>
/// <param name="Acquired">Whether the owner that asked holds it now.</param>
/// <param name="Fence">The fencing number of the acquisition; 0 where another holds the lock.</param>
/// <param name="Remaining">How long it is held, at most, unless it is renewed: by the owner that asked, or else by the present one.</param>
public readonly record struct CacheLockResult(bool Acquired, long Fence, TimeSpan Remaining);

/// <summary>Who holds a lock.</summary>
/// <param name="Owner">The owner that it was acquired with.</param>
/// <param name="Fence">The fencing number of the acquisition.</param>
/// <param name="Remaining">How long it is held, at most, unless it is renewed.</param>
public sealed record CacheLockHolder(string Owner, long Fence, TimeSpan Remaining);
