namespace Cache;

/// <summary>A method marked [RateLimit] was called more often than its limit allows. Its body has not run.</summary>
public sealed class CacheRateLimitExceededException : Exception
{
    /// <summary>Makes one.</summary>
    public CacheRateLimitExceededException()
    {
    }

    /// <summary>Makes one.</summary>
    /// <param name="message">What happened, and what to do.</param>
    public CacheRateLimitExceededException(string message)
        : base(message)
    {
    }

    /// <summary>Makes one.</summary>
    /// <param name="message">What happened, and what to do.</param>
    /// <param name="innerException">What led to it.</param>
    public CacheRateLimitExceededException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Makes one.</summary>
    /// <param name="key">Who or what is limited.</param>
    /// <param name="result">What the limit answered.</param>
    public CacheRateLimitExceededException(string key, CacheRateLimitResult result)
        : base(result.IsCounted
            ? $"The limit of {result.Limit} calls in {CacheDuration.Format(result.Window)} is used up for '{key}'. Call again in {CacheDuration.Format(result.RetryAfter)}."
            : $"The calls of '{key}' cannot be counted, because the server is away, and are refused until they can (RateLimits:WhenUnavailable is Deny).")
    {
        Key = key;
        Result = result;
    }

    /// <summary>Who or what is limited.</summary>
    public string? Key { get; }

    /// <summary>What the limit answered.</summary>
    public CacheRateLimitResult Result { get; }

    /// <summary>How long to wait before the next call.</summary>
    public TimeSpan RetryAfter => Result.RetryAfter;
}
