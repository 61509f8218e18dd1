using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Cache.Tests.Engine;

// what the engine logs, for tests that expect a message or none
internal sealed class RecordingLog : ILogger<ICache>
{
    public ConcurrentQueue<(LogLevel Level, string Text, Exception? Failure, int Id)> Messages { get; } = new();

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Messages.Enqueue((logLevel, formatter(state, exception), exception, eventId.Id));
}
