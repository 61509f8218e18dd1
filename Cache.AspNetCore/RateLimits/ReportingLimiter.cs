using System.Threading.RateLimiting;

namespace Cache.RateLimits;

// a limiter that tells the request what it was answered
internal sealed class ReportingLimiter(string policy, RateLimiter limiter) : RateLimiter
{
    public override TimeSpan? IdleDuration => limiter.IdleDuration;

    public override RateLimiterStatistics? GetStatistics() => limiter.GetStatistics();

    protected override RateLimitLease AttemptAcquireCore(int permitCount) => Tell(RateLimitReport.Current, limiter.AttemptAcquire(permitCount));

    protected override async ValueTask<RateLimitLease> AcquireAsyncCore(int permitCount, CancellationToken cancellationToken)
    {
        // before the wait: the flow may be another's after it
        var report = RateLimitReport.Current;
        return Tell(report, await limiter.AcquireAsync(permitCount, cancellationToken).ConfigureAwait(false));
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            limiter.Dispose();
        base.Dispose(disposing);
    }

    private RateLimitLease Tell(RateLimitReport? report, RateLimitLease lease)
    {
        if (lease.TryGetMetadata(CacheRateLimiter.ResultName, out var result))
            report?.Add(policy, result);
        return lease;
    }
}
