using Microsoft.Extensions.Logging;

namespace Cache.Warming;

// the messages of the warm-up: ids from 40, which never change their meaning
internal static partial class WarmLog
{
    [LoggerMessage(40, LogLevel.Information, "The warm-up of {Caches} caches begins, {Concurrency} entries at once")]
    public static partial void Begun(ILogger log, int caches, int concurrency);

    [LoggerMessage(41, LogLevel.Information, "The warm-up has done {Warmed} of {Entries} entries that are known so far, with {Failed} failures")]
    public static partial void Progress(ILogger log, long warmed, long entries, long failed);

    [LoggerMessage(42, LogLevel.Information, "The warm-up has ended: {Warmed} entries of {Caches} caches, with {Failed} failures, in {Duration}")]
    public static partial void Ended(ILogger log, long warmed, int caches, long failed, TimeSpan duration);

    [LoggerMessage(43, LogLevel.Warning, "The warm-up of the cache '{Cache}' failed {Failures} times, first with this; requests load what is missing")]
    public static partial void Failed(ILogger log, Exception failure, string cache, int failures);

    [LoggerMessage(44, LogLevel.Information, "The warm-up stops with the application: {Warmed} of {Entries} entries were done")]
    public static partial void Stopped(ILogger log, long warmed, long entries);
}
