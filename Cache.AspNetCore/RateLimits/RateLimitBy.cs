namespace Cache;

/// <summary>Who has a bucket of his own under a rate limit of HTTP requests. Combined by <c>|</c>: <c>RateLimitBy.User | RateLimitBy.Route</c> gives each user one for each route.</summary>
[Flags]
public enum RateLimitBy
{
    /// <summary>One bucket for all requests that the policy applies to.</summary>
    Everybody = 0,

    /// <summary>
    /// Each address: an IPv4 address, or the first 64 bits of an IPv6 address, which are what one subscriber has. Behind a proxy it is the proxy's unless <c>UseForwardedHeaders()</c> stands before.
    /// </summary>
    Address = 1,

    /// <summary>
    /// Each user who is logged in, by the claim that is his identifier (or <c>sub</c>, or else his name); all others each by their address. <c>UseAuthentication()</c> stands before <c>UseRateLimiter()</c>.
    /// </summary>
    User = 2,

    /// <summary>Each endpoint, by its method and the pattern of its route. <c>UseRouting()</c> stands before <c>UseRateLimiter()</c>, as it does by itself in a minimal application.</summary>
    Route = 4,
}
