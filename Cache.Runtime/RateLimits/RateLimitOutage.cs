using Microsoft.Extensions.Logging;

namespace Cache.RateLimits;

// tells the log when counting ends and when it begins again, once each
internal sealed class RateLimitOutage(RateLimitFailure choice, ILogger log)
{
    private long _missed;

    public void Missed(Exception failure)
    {
        if (Interlocked.Increment(ref _missed) > 1)
            return;
        if (choice == RateLimitFailure.Allow)
            RateLimitLog.Allowing(log, failure);
        else
            RateLimitLog.Denying(log, failure);
    }

    public void Counted()
    {
        if (Volatile.Read(ref _missed) == 0)
            return;
        if (Interlocked.Exchange(ref _missed, 0) is > 0 and var missed)
            RateLimitLog.CountingAgain(log, missed);
    }
}
