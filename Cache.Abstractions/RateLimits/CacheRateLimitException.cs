namespace Cache;

/// <summary>Nobody knows the state of a rate limit, because the server that counts could not be asked.</summary>
public sealed class CacheRateLimitException : Exception
{
    /// <summary>Makes one.</summary>
    public CacheRateLimitException()
    {
    }

    /// <summary>Makes one.</summary>
    /// <param name="message">What happened, and what to do.</param>
    public CacheRateLimitException(string message)
        : base(message)
    {
    }

    /// <summary>Makes one.</summary>
    /// <param name="message">What happened, and what to do.</param>
    /// <param name="innerException">What led to it.</param>
    public CacheRateLimitException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Makes one.</summary>
    /// <param name="key">Who or what is limited.</param>
    /// <param name="message">What happened, and what to do.</param>
    /// <param name="innerException">What led to it.</param>
    public CacheRateLimitException(string key, string message, Exception? innerException)
        : base(message, innerException) => Key = key;

    /// <summary>Who or what is limited.</summary>
    public string? Key { get; }
}
