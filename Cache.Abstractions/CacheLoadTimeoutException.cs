namespace Cache;

/// <summary>A load has not ended within the <c>HardTimeout</c> of its cache, and there was no stale value to serve in its place.</summary>
/// <remarks>The load's token has been cancelled and its key is free: the next call loads anew, also while a load that ignores its token still runs.</remarks>
public sealed class CacheLoadTimeoutException : TimeoutException
{
    /// <summary>Makes one.</summary>
    public CacheLoadTimeoutException()
    {
    }

    /// <summary>Makes one.</summary>
    /// <param name="message">What happened, and what to do.</param>
    public CacheLoadTimeoutException(string message)
        : base(message)
    {
    }

    /// <summary>Makes one.</summary>
    /// <param name="message">What happened, and what to do.</param>
    /// <param name="innerException">What led to it.</param>
    public CacheLoadTimeoutException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Makes one.</summary>
    /// <param name="cacheName">The name of the cache.</param>
    /// <param name="key">The key, as text.</param>
    /// <param name="limit">The time that the load had.</param>
    public CacheLoadTimeoutException(string cacheName, string key, TimeSpan limit)
        : base($"The load of '{key}' has not ended within {CacheDuration.Format(limit)}, the HardTimeout of the cache '{cacheName}', and was given up. "
            + "Raise HardTimeout if such a load may take longer; with FailSafe callers get the last value instead, where there is one.")
    {
        CacheName = cacheName;
        Key = key;
        Limit = limit;
    }

    /// <summary>The name of the cache.</summary>
    public string? CacheName { get; }

    /// <summary>The key, as text.</summary>
    public string? Key { get; }

    /// <summary>The time that the load had.</summary>
    public TimeSpan Limit { get; }
}
