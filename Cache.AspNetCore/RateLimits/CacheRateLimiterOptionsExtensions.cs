using System.Threading.RateLimiting;
using Cache;
using Cache.RateLimits;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Rate limits of HTTP requests that are counted where the cache is: for <c>services.AddRateLimiter(...)</c>.</summary>
public static class CacheRateLimiterOptionsExtensions
{
    /// <summary>Adds a policy for endpoints (<c>RequireRateLimiting("api")</c>, <c>[EnableRateLimiting("api")]</c>): an exact sliding window for each user, address or route, over all processes that share the cache's server.</summary>
    /// <param name="options">What <c>AddRateLimiter</c> configures.</param>
    /// <param name="policyName">The name of the policy: printable ASCII. It is in the headers, and in the keys on the server, so a name has the same limit and window in all that share a namespace.</param>
    /// <param name="limit">How many requests a window may have, from 1 to 1,000,000.</param>
    /// <param name="window">The length of the window as text: <c>10s</c>, <c>1m</c>, <c>1h</c>; from 10 milliseconds to 31 days.</param>
    /// <param name="by">Who has a bucket of his own.</param>
    /// <returns>The options.</returns>
    /// <remarks>
    /// What is refused gets the status 429 (<see cref="RateLimiterOptions.RejectionStatusCode"/>, which is set unless the application has set another than its default) and <c>Retry-After</c>; every response <c>RateLimit-Policy</c> and <c>RateLimit</c>. While the server is away,
    /// <see cref="RateLimitOptions.WhenUnavailable"/> decides.
    /// </remarks>
    /// <exception cref="ArgumentException">The name is empty or not printable ASCII, or there is a policy of that name.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The limit or the window is out of range.</exception>
    /// <exception cref="FormatException">The window is not a duration.</exception>
    public static RateLimiterOptions AddCacheSlidingWindow(this RateLimiterOptions options, string policyName, int limit, string window, RateLimitBy by) =>
        options.AddCacheSlidingWindow(policyName, limit, window, context => RequestBucket.Of(context, by));

    /// <summary>Like <see cref="AddCacheSlidingWindow(RateLimiterOptions, string, int, string, RateLimitBy)"/>, with buckets of the application's own.</summary>
    /// <param name="options">What <c>AddRateLimiter</c> configures.</param>
    /// <param name="policyName">The name of the policy.</param>
    /// <param name="limit">How many requests a window may have.</param>
    /// <param name="window">The length of the window as text.</param>
    /// <param name="bucket">The bucket of a request, such as its tenant.</param>
    /// <returns>The options.</returns>
    public static RateLimiterOptions AddCacheSlidingWindow(this RateLimiterOptions options, string policyName, int limit, string window, Func<HttpContext, string> bucket)
    {
        ArgumentNullException.ThrowIfNull(options);
        return RejectRight(options).AddPolicy(policyName, Policy(policyName, limit, window, bucket));
    }

    /// <summary>Limits all requests, before and besides what the policies of endpoints say: sets <see cref="RateLimiterOptions.GlobalLimiter"/>.</summary>
    /// <param name="options">What <c>AddRateLimiter</c> configures.</param>
    /// <param name="limit">How many requests a window may have.</param>
    /// <param name="window">The length of the window as text.</param>
    /// <param name="by">Who has a bucket of his own.</param>
    /// <param name="policyName">Its name, in the headers and in the keys on the server.</param>
    /// <returns>The options.</returns>
    public static RateLimiterOptions UseCacheSlidingWindow(this RateLimiterOptions options, int limit, string window, RateLimitBy by, string policyName = "global")
    {
        ArgumentNullException.ThrowIfNull(options);
        var policy = Policy(policyName, limit, window, context => RequestBucket.Of(context, by));
        RejectRight(options).GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(policy.GetPartition, StringComparer.Ordinal);
        return options;
    }

    // what the application has set stays
    private static RateLimiterOptions RejectRight(RateLimiterOptions options)
    {
        if (options.RejectionStatusCode == StatusCodes.Status503ServiceUnavailable)
            options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        return options;
    }

    private static SlidingWindowPolicy Policy(string policyName, int limit, string window, Func<HttpContext, string> bucket)
    {
        ArgumentNullException.ThrowIfNull(policyName);
        ArgumentNullException.ThrowIfNull(bucket);
        if (policyName.Length == 0 || policyName.AsSpan().ContainsAnyExceptInRange(' ', '~'))
            throw new ArgumentException($"The name of a rate limit stands in the headers of responses: it is not empty and of printable ASCII, which '{policyName}' is not. Call it \"api\" or the like.", nameof(policyName));
        RateLimitTerms.CheckLimit(limit);
        return new(policyName, limit, RateLimitTerms.CheckWindow(CacheDuration.Parse(window)), bucket);
    }
}
