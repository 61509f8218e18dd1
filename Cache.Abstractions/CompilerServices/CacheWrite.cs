using System.ComponentModel;

namespace Cache.CompilerServices;

/// <summary>Runs the body of a method that writes, then what it does to the caches.</summary>
/// <remarks>
/// Invalidations are applied also when the body throws: it may have written before it failed. They take no token of the caller's, and
/// one that fails keeps no other from being applied. A result is put only when the body gave one, after all invalidations.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class CacheWrite
{
    /// <summary>Runs a write without a result.</summary>
    /// <typeparam name="TState">The arguments of the call.</typeparam>
    /// <param name="state">The arguments.</param>
    /// <param name="body">Runs the Core method.</param>
    /// <param name="invalidations">What is invalidated.</param>
    /// <returns>A task that ends when the write and its effects are done.</returns>
    public static async Task RunAsync<TState>(TState state, Func<TState, ValueTask> body, params WriteEffect[] invalidations)
    {
        try
        {
            await body(state).ConfigureAwait(false);
        }
        finally
        {
            await ApplyAsync(invalidations).ConfigureAwait(false);
        }
    }

    /// <summary>Runs a write with a result.</summary>
    /// <typeparam name="TState">The arguments of the call.</typeparam>
    /// <typeparam name="TResult">The result's type.</typeparam>
    /// <param name="state">The arguments.</param>
    /// <param name="body">Runs the Core method.</param>
    /// <param name="invalidations">What is invalidated.</param>
    /// <returns>The result of the body.</returns>
    public static async Task<TResult> RunAsync<TState, TResult>(TState state, Func<TState, ValueTask<TResult>> body, params WriteEffect[] invalidations)
    {
        try
        {
            return await body(state).ConfigureAwait(false);
        }
        finally
        {
            await ApplyAsync(invalidations).ConfigureAwait(false);
        }
    }

    /// <summary>Runs a write whose result is put into caches.</summary>
    /// <typeparam name="TState">The arguments of the call.</typeparam>
    /// <typeparam name="TResult">The result's type.</typeparam>
    /// <param name="state">The arguments.</param>
    /// <param name="body">Runs the Core method.</param>
    /// <param name="puts">Where the result is put.</param>
    /// <param name="invalidations">What is invalidated.</param>
    /// <returns>The result of the body.</returns>
    public static async Task<TResult> PutAsync<TState, TResult>(TState state, Func<TState, ValueTask<TResult>> body, WriteEffect<TResult>[] puts, params WriteEffect[] invalidations)
    {
        var result = await RunAsync(state, body, invalidations).ConfigureAwait(false);
        foreach (var put in puts)
            await put.ApplyAsync(result).ConfigureAwait(false);
        return result;
    }

    private static async ValueTask ApplyAsync(WriteEffect[] effects)
    {
        List<Exception>? failures = null;
        foreach (var effect in effects)
        {
            try
            {
                await effect.ApplyAsync().ConfigureAwait(false);
            }
            catch (Exception failure) when (effects.Length > 1)
            {
                (failures ??= []).Add(failure);
            }
        }
        if (failures is not null)
            throw new AggregateException("Some invalidations failed after the write.", failures);
    }
}
