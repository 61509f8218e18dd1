using Microsoft.Extensions.Logging;

namespace Cache.Telemetry;

// every message of the engine, with an id that never changes its meaning
internal static partial class CacheLog
{
    [LoggerMessage(1, LogLevel.Information, "The cache is ready: provider {Provider}, namespace {Namespace}, {Caches} caches registered")]
    public static partial void Ready(ILogger log, string provider, string @namespace, int caches);

    [LoggerMessage(2, LogLevel.Warning, "The load of '{Key}' failed after its last caller had left")]
    public static partial void LoadFailedUnseen(ILogger log, Exception failure, string key);

    [LoggerMessage(3, LogLevel.Warning, "Invalidations cannot reach the shared tier and are kept until they can; the first is of '{What}'")]
    public static partial void InvalidationsQueued(ILogger log, Exception failure, string what);

    [LoggerMessage(4, LogLevel.Error, "The node stops with {Count} invalidations that never reached the shared tier: other nodes serve those values until they expire")]
    public static partial void InvalidationsLost(ILogger log, int count);

    [LoggerMessage(5, LogLevel.Information, "The connection to the shared tier is {State}")]
    public static partial void ConnectionChanged(ILogger log, string state);

    [LoggerMessage(6, LogLevel.Warning, "Messages of lane {Lane} were lost: what it covers has been dropped from memory")]
    public static partial void MessagesMissed(ILogger log, int lane);

    [LoggerMessage(7, LogLevel.Warning, "The shared tier is not the one it was (a failover, a restart or a flush): memory has been dropped, and {Count} recent invalidations are sent again")]
    public static partial void HistoryChanged(ILogger log, int count);

    [LoggerMessage(8, LogLevel.Information, "What other nodes invalidate is {State} here, within {Window}")]
    public static partial void ConfirmationChanged(ILogger log, string state, TimeSpan window);

    [LoggerMessage(9, LogLevel.Warning, "A value of the cache '{Cache}' cannot be shared; each node loads it for itself")]
    public static partial void NotShared(ILogger log, Exception? failure, string cache);

    [LoggerMessage(10, LogLevel.Warning, "An entry of the cache '{Cache}' in the shared tier cannot be read, and counts as a miss")]
    public static partial void NotReadable(ILogger log, Exception? failure, string cache);

    [LoggerMessage(11, LogLevel.Warning, "The load of '{Key}' failed: its stale value is served, and the next load is tried in {Pause}. Further failures of this key are not logged until a load succeeds")]
    public static partial void ServesStale(ILogger log, Exception failure, string key, TimeSpan pause);

    [LoggerMessage(12, LogLevel.Information, "The load of '{Key}' takes longer than {Timeout}: its stale value is served while the load goes on")]
    public static partial void LoadLeftBehind(ILogger log, string key, TimeSpan timeout);

    [LoggerMessage(13, LogLevel.Warning, "The container cannot make a {Service}, so no load of the cache '{Cache}' can go on without its callers: Timeout does nothing, they wait until it ends")]
    public static partial void CannotRunApart(ILogger log, Exception failure, Type service, string cache);

    [LoggerMessage(14, LogLevel.Warning, "The load of '{Key}' that was to follow its entry failed: the entry serves until it expires, and the next such load is tried in {Pause}")]
    public static partial void RefreshFailed(ILogger log, Exception failure, string key, TimeSpan pause);

    [LoggerMessage(15, LogLevel.Warning, "The container cannot make a {Service}, so no entry of the cache '{Cache}' is loaded before it expires: RefreshAhead and KeepWarm do nothing")]
    public static partial void CannotRefresh(ILogger log, Exception failure, Type service, string cache);

    [LoggerMessage(16, LogLevel.Warning, "The node stops while {Count} loads run that no caller waits for")]
    public static partial void LoadsLeftRunning(ILogger log, int count);

    [LoggerMessage(20, LogLevel.Information, "The policy of the cache '{Cache}' has changed: {Settings}")]
    public static partial void PolicyChanged(ILogger log, string cache, string settings);

    [LoggerMessage(21, LogLevel.Error, "The configuration of policies has changed, and is refused for '{Name}', which keeps what it had: {Problem}")]
    public static partial void PolicyRefused(ILogger log, string name, string problem);
}
