using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Cache.Connection;

/// <summary>Hears from the client's log of connections that fail while it opens, and passes all on to the application's own log, if it has given the client one.</summary>
/// <remarks>
/// The client's event can be listened to only when it has opened. That takes its whole connect timeout when a server refuses faster than the client begins to wait for it, and whoever
/// calls meanwhile is to be told of the refusal.
/// </remarks>
internal sealed class OpeningLog(Action<RedisConnectionException> failed) : IDisposable
{
    private volatile bool _isOver;

    /// <summary>The settings with this log in them.</summary>
    public ConfigurationOptions On(ConfigurationOptions options)
    {
        var heard = options.Clone();
        heard.LoggerFactory = new Factory(this, options.LoggerFactory);
        return heard;
    }

    /// <summary>The client is open: its event tells from now on.</summary>
    public void Dispose() => _isOver = true;

    private void Hear(Exception? failure)
    {
        if (!_isOver && failure is RedisConnectionException known)
            failed(known);
    }

    private sealed class Factory(OpeningLog log, ILoggerFactory? next) : ILoggerFactory
    {
        public ILogger CreateLogger(string categoryName) => new Logger(log, next?.CreateLogger(categoryName));

        public void AddProvider(ILoggerProvider provider) => next?.AddProvider(provider);

        // the application's own is the application's to dispose
        public void Dispose()
        {
        }
    }

    private sealed class Logger(OpeningLog log, ILogger? next) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => next?.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => next?.IsEnabled(logLevel) == true || (logLevel >= LogLevel.Error && !log._isOver);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            log.Hear(exception);
            if (next?.IsEnabled(logLevel) == true)
                next.Log(logLevel, eventId, state, exception, formatter);
        }
    }
}
