using Microsoft.Extensions.Logging;

namespace Cache.Telemetry;

// every message of the engine, with an id that never changes its meaning
internal static partial class CacheLog
{
    [LoggerMessage(1, LogLevel.Information, "The cache is ready: provider {Provider}, namespace {Namespace}, {Caches} caches registered")]
    public static partial void Ready(ILogger log, string provider, string @namespace, int caches);

    [LoggerMessage(2, LogLevel.Warning, "The load of '{Key}' failed after its last caller had left")]
    public static partial void LoadFailedUnseen(ILogger log, Exception failure, string key);
}
