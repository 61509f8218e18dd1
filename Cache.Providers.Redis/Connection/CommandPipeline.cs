using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace Cache.Connection;

// every command goes through here: it ends in time, though the client honours no tokens, and is not sent while the server is known to be away
internal sealed class CommandPipeline
{
    private readonly ResiliencePipeline _pipeline;
    private readonly RedisErrors _errors;
    private readonly Action _unanswered;

    /// <param name="settings">Timeout and breaker.</param>
    /// <param name="time">The clock of both.</param>
    /// <param name="errors">The words for what goes wrong.</param>
    /// <param name="unanswered">Called when a command got no answer.</param>
    /// <param name="opened">Called when the breaker opens.</param>
    public CommandPipeline(RedisSettings settings, TimeProvider time, RedisErrors errors, Action unanswered, Action opened)
    {
        _errors = errors;
        _unanswered = unanswered;
        _pipeline = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions
            {
                FailureRatio = settings.BreakerFailureRatio,
                MinimumThroughput = settings.BreakerMinimumCalls,
                SamplingDuration = settings.BreakerWindow,
                BreakDuration = settings.BreakDuration,
                ShouldHandle = static outcome => ValueTask.FromResult(outcome.Outcome.Exception is { } failure && RedisErrors.IsUnreachable(failure)),
                OnOpened = _ =>
                {
                    opened();
                    return default;
                },
            })
            .AddTimeout(new TimeoutStrategyOptions { Timeout = settings.CommandTimeout })
            .Build();
    }

    public async Task<TResult> RunAsync<TState, TResult>(Func<TState, Task<TResult>> command, TState state)
    {
        try
        {
            return await _pipeline.ExecuteAsync(
                static (call, cancellationToken) => new ValueTask<TResult>(WaitAsync(call.command(call.state), cancellationToken)), (command, state)).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            if (RedisErrors.IsUnreachable(failure))
                _unanswered();
            throw _errors.Translate(failure);
        }
    }

    private static async Task<TResult> WaitAsync<TResult>(Task<TResult> running, CancellationToken cancellationToken)
    {
        if (!running.IsCompleted)
        {
            await ((Task)running.WaitAsync(cancellationToken)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!running.IsCompleted)
            {
                // nobody looks at a command that was given up; its failure is not to surface as an unobserved one
                _ = running.ContinueWith(static ended => _ = ended.Exception, CancellationToken.None,
                    TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
                cancellationToken.ThrowIfCancellationRequested();
            }
        }
        return await running.ConfigureAwait(false);
    }
}
