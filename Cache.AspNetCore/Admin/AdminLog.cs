using Microsoft.Extensions.Logging;

namespace Cache.Admin;

// who has changed what through the admin API: a line for each, and never a value
internal static partial class AdminLog
{
    [LoggerMessage(70, LogLevel.Information, "Admin: {User} from {Address} has set the value at key '{Key}' of cache '{Cache}', with Ttl {Ttl}")]
    public static partial void Set(ILogger log, string user, string address, string cache, string key, string ttl);

    [LoggerMessage(71, LogLevel.Information, "Admin: {User} from {Address} has given the entry at key '{Key}' of cache '{Cache}' the Ttl {Ttl}")]
    public static partial void TtlChanged(ILogger log, string user, string address, string cache, string key, string ttl);

    [LoggerMessage(72, LogLevel.Information, "Admin: {User} from {Address} has deleted the entry at key '{Key}' of cache '{Cache}': {Result}")]
    public static partial void Deleted(ILogger log, string user, string address, string cache, string key, string result);

    [LoggerMessage(73, LogLevel.Information, "Admin: {User} from {Address} has invalidated the pattern '{Pattern}' in cache '{Cache}': {Result}")]
    public static partial void PatternInvalidated(ILogger log, string user, string address, string cache, string pattern, string result);

    [LoggerMessage(74, LogLevel.Information, "Admin: {User} from {Address} has invalidated all of cache '{Cache}': {Result}")]
    public static partial void CacheInvalidated(ILogger log, string user, string address, string cache, string result);

    [LoggerMessage(75, LogLevel.Information, "Admin: {User} from {Address} has invalidated the tag '{Tag}' in all caches: {Result}")]
    public static partial void TagInvalidated(ILogger log, string user, string address, string tag, string result);

    [LoggerMessage(76, LogLevel.Warning, "Admin: {User} from {Address} has invalidated all caches: {Result}")]
    public static partial void AllInvalidated(ILogger log, string user, string address, string result);

    [LoggerMessage(77, LogLevel.Warning, "Admin: {User} from {Address} was refused {Method} {Path} with {Status}: {Why}")]
    public static partial void WriteRefused(ILogger log, string user, string address, string method, string path, int status, string why);
}
