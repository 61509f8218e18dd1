using Microsoft.Extensions.Logging;

namespace Cache.Locks;

// the messages of locks: ids from 60, which never change their meaning
internal static partial class LockLog
{
    [LoggerMessage(60, LogLevel.Warning, "The lock '{Key}' is lost: {Reason}")]
    public static partial void Lost(ILogger log, string key, string reason);

    [LoggerMessage(61, LogLevel.Warning, "The lock '{Key}' could not be renewed, which is tried again; it is lost in {Remaining} unless that succeeds")]
    public static partial void NotRenewed(ILogger log, Exception failure, string key, TimeSpan remaining);

    [LoggerMessage(62, LogLevel.Warning, "The lock '{Key}' could not be released; it is free when its ttl is over")]
    public static partial void NotReleased(ILogger log, Exception failure, string key);

    [LoggerMessage(63, LogLevel.Warning, "Nothing tells when a lock is released: who waits for one asks once a second")]
    public static partial void NotHeard(ILogger log, Exception failure);

    [LoggerMessage(64, LogLevel.Error, "The lock '{Key}' is lost, and a callback that was registered with its token failed")]
    public static partial void CallbackFailed(ILogger log, Exception failure, string key);
}
