using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.DependencyInjection;

namespace Cache.RateLimits;

/// <summary>One policy: which bucket a request takes from, and the headers of its response.</summary>
/// <remarks>
/// The middleware asks a limiter for a partition of a request and that for a lease, and shows nobody the lease of a request that goes on. So the limiter of a partition reports what it was answered to the request whose
/// partition was asked for last in the same flow, through <see cref="RateLimitReport"/>.
/// </remarks>
internal sealed class SlidingWindowPolicy(string name, int limit, TimeSpan window, Func<HttpContext, string> bucket) : IRateLimiterPolicy<string>
{
    // none, so that the application's own OnRejected is called
    public Func<OnRejectedContext, CancellationToken, ValueTask>? OnRejected => null;

    public RateLimitPartition<string> GetPartition(HttpContext httpContext)
    {
        RateLimitReport.Begin(httpContext);
        var limits = httpContext.RequestServices.GetRequiredService<ICacheRateLimits>();
        return RateLimitPartition.Get($"{name}:{bucket(httpContext)}", key => (RateLimiter)new ReportingLimiter(name, new CacheRateLimiter(limits, key, limit, window)));
    }
}
