namespace Cache;

/// <summary>A lock was to be released or renewed in the name of an owner, and another owner holds it. Nothing has been changed.</summary>
public sealed class CacheLockNotOwnedException : CacheLockException
{
    /// <summary>Makes one.</summary>
    public CacheLockNotOwnedException()
    {
    }

    /// <summary>Makes one.</summary>
    /// <param name="message">What happened, and what to do.</param>
    public CacheLockNotOwnedException(string message)
        : base(message)
    {
    }

    /// <summary>Makes one.</summary>
    /// <param name="message">What happened, and what to do.</param>
    /// <param name="innerException">What led to it.</param>
    public CacheLockNotOwnedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Makes one.</summary>
    /// <param name="key">What is locked.</param>
    /// <param name="owner">The owner in whose name it was asked.</param>
    public CacheLockNotOwnedException(string key, string owner)
        : base(key, $"The lock '{key}' is not held by '{owner}' but by another owner, and stays with it. Pass the owner that it was acquired with. If that was this one, its ttl ended before the work did "
            + "and another has acquired the lock since: choose a longer ttl, call RenewAsync in time, or use AcquireAsync, which renews by itself.", null) => Owner = owner;

    /// <summary>The owner in whose name it was asked.</summary>
    public string? Owner { get; }
}
