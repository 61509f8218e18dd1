using System.ComponentModel;

namespace Cache.CompilerServices;

/// <summary>Runs the body of a method that is limited, if the limit leaves a permit.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class LimitedCall
{
    /// <summary>Runs a call without a result.</summary>
    /// <typeparam name="TState">The arguments of the call.</typeparam>
    /// <param name="limits">Where permits are counted.</param>
    /// <param name="key">What is counted.</param>
    /// <param name="limit">How many calls a window may have.</param>
    /// <param name="window">The length of the window.</param>
    /// <param name="state">The arguments.</param>
    /// <param name="body">Runs the Core method.</param>
    /// <param name="cancellationToken">The caller's token.</param>
    /// <returns>A task that ends when the call is done.</returns>
    /// <exception cref="CacheRateLimitExceededException">No permit is left.</exception>
    public static async Task RunAsync<TState>(
        ICacheRateLimits limits, string key, int limit, TimeSpan window, TState state, Func<TState, ValueTask> body, CancellationToken cancellationToken)
    {
        await TakeAsync(limits, key, limit, window, cancellationToken).ConfigureAwait(false);
        await body(state).ConfigureAwait(false);
    }

    /// <summary>Runs a call with a result.</summary>
    /// <typeparam name="TState">The arguments of the call.</typeparam>
    /// <typeparam name="TResult">The result's type.</typeparam>
    /// <param name="limits">Where permits are counted.</param>
    /// <param name="key">What is counted.</param>
    /// <param name="limit">How many calls a window may have.</param>
    /// <param name="window">The length of the window.</param>
    /// <param name="state">The arguments.</param>
    /// <param name="body">Runs the Core method.</param>
    /// <param name="cancellationToken">The caller's token.</param>
    /// <returns>The result of the body.</returns>
    /// <exception cref="CacheRateLimitExceededException">No permit is left.</exception>
    public static async Task<TResult> RunAsync<TState, TResult>(
        ICacheRateLimits limits, string key, int limit, TimeSpan window, TState state, Func<TState, ValueTask<TResult>> body, CancellationToken cancellationToken)
    {
        await TakeAsync(limits, key, limit, window, cancellationToken).ConfigureAwait(false);
        return await body(state).ConfigureAwait(false);
    }

    private static async ValueTask TakeAsync(ICacheRateLimits limits, string key, int limit, TimeSpan window, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(limits);
        var result = await limits.CheckAsync(key, limit, window, cancellationToken).ConfigureAwait(false);
        if (!result.Allowed)
            throw new CacheRateLimitExceededException(key, result);
    }
}
