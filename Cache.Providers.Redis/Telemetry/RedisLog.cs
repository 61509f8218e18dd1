using Microsoft.Extensions.Logging;

namespace Cache.Telemetry;

// every message of this provider, with an id that never changes its meaning
internal static partial class RedisLog
{
    [LoggerMessage(101, LogLevel.Information, "Connected to Redis at {Target}")]
    public static partial void Connected(ILogger log, string target);

    [LoggerMessage(102, LogLevel.Warning, "Redis at {Target} is not reachable; caches go on without it until it is. {Reason}")]
    public static partial void Disconnected(ILogger log, string target, string reason);

    [LoggerMessage(103, LogLevel.Error, "Redis at {Target} cannot be used: {Reason}")]
    public static partial void Unusable(ILogger log, string target, string reason);

    [LoggerMessage(104, LogLevel.Warning, "Redis at {Target} takes no writes: {Reason}")]
    public static partial void NoWrites(ILogger log, string target, string reason);
}
