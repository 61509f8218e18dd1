using Microsoft.Extensions.Logging;

namespace Cache.Tests.Warming;

// what is logged, by the fixed ids of the messages; a test may wait for one
internal sealed class AwaitedLog : ILogger<ICache>
{
    private readonly List<Message> _messages = [];
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IReadOnlyList<Message> Of(int id)
    {
        lock (_messages)
            return [.. _messages.Where(message => message.Id == id)];
    }

    /// <summary>The first message of that id.</summary>
    public async Task<Message> FirstAsync(int id)
    {
        while (true)
        {
            Task next;
            lock (_messages)
                next = _next.Task;
            if (Of(id) is [var message, ..])
                return message;
            await next.WaitAsync(TimeSpan.FromSeconds(10));
        }
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (_messages)
        {
            _messages.Add(new(eventId.Id, formatter(state, exception), exception));
            _next.SetResult();
            _next = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    internal sealed record Message(int Id, string Text, Exception? Failure);
}
