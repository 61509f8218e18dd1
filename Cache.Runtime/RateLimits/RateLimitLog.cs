using Microsoft.Extensions.Logging;

namespace Cache.RateLimits;

// the messages of rate limits: ids from 65, which never change their meaning
internal static partial class RateLimitLog
{
    [LoggerMessage(65, LogLevel.Warning, "Rate limits cannot be counted: until they can, calls are let through (RateLimits:WhenUnavailable is Allow)")]
    public static partial void Allowing(ILogger log, Exception failure);

    [LoggerMessage(66, LogLevel.Warning, "Rate limits cannot be counted: until they can, calls are refused (RateLimits:WhenUnavailable is Deny)")]
    public static partial void Denying(ILogger log, Exception failure);

    [LoggerMessage(67, LogLevel.Information, "Rate limits are counted again, after {Calls} calls that were not")]
    public static partial void CountingAgain(ILogger log, long calls);
}
