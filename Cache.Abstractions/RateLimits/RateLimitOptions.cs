namespace Cache;

/// <summary>Settings of rate limits: the section <c>RateLimits</c> of the configuration given to <c>AddCache</c>.</summary>
public sealed class RateLimitOptions
{
    /// <summary>What becomes of calls while the server that counts them is away: it does not answer, refuses, or its memory is full.</summary>
    /// <value>The default is <see cref="RateLimitFailure.Allow"/>.</value>
    public RateLimitFailure WhenUnavailable { get; set; }
}

/// <summary>What becomes of calls that cannot be counted.</summary>
public enum RateLimitFailure
{
    /// <summary>They are allowed: nobody is shut out because the counter is broken.</summary>
    Allow,

    /// <summary>They are refused: nobody gets past the limit by breaking the counter.</summary>
    Deny,
}
