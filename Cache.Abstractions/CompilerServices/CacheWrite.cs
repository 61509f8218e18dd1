using System.ComponentModel;
using System.Runtime.ExceptionServices;

namespace Cache.CompilerServices;

/// <summary>Runs the body of a method that writes, then what it does to the caches.</summary>
/// <remarks>
/// Invalidations are applied also when the body throws: it may have written before it failed. They take no token of the caller's. A result is
/// put only when the body gave one, after all invalidations. An effect that fails keeps no other from being applied; its exception comes after that
/// (several as one <see cref="AggregateException"/>), but where the body has thrown it is the body's exception that comes: those of
/// effects are in its <see cref="Exception.Data"/> under <see cref="FailedInvalidations"/>.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class CacheWrite
{
    /// <summary>The key in <see cref="Exception.Data"/> of a body's exception for the exception of the invalidations that failed as well.</summary>
    public const string FailedInvalidations = "Cache.FailedInvalidations";

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
        catch (Exception failure)
        {
            await InvalidateAfterAsync(failure, invalidations).ConfigureAwait(false);
            throw;
        }
        Throw(await InvalidateAsync(invalidations).ConfigureAwait(false));
    }

    /// <summary>Runs a write with a result.</summary>
    /// <typeparam name="TState">The arguments of the call.</typeparam>
    /// <typeparam name="TResult">The result's type.</typeparam>
    /// <param name="state">The arguments.</param>
    /// <param name="body">Runs the Core method.</param>
    /// <param name="invalidations">What is invalidated.</param>
    /// <returns>The result of the body.</returns>
    public static Task<TResult> RunAsync<TState, TResult>(TState state, Func<TState, ValueTask<TResult>> body, params WriteEffect[] invalidations) =>
        PutAsync(state, body, [], invalidations);

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
        foreach (var put in puts)
            await put.BeginAsync().ConfigureAwait(false);

        TResult result;
        try
        {
            result = await body(state).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            await InvalidateAfterAsync(failure, invalidations).ConfigureAwait(false);
            throw;
        }

        var failures = await InvalidateAsync(invalidations).ConfigureAwait(false);
        foreach (var put in puts)
        {
            try
            {
                await put.ApplyAsync(result).ConfigureAwait(false);
            }
            catch (Exception failure)
            {
                (failures ??= []).Add(failure);
            }
        }
        Throw(failures);
        return result;
    }

    private static async ValueTask<List<Exception>?> InvalidateAsync(WriteEffect[] invalidations)
    {
        List<Exception>? failures = null;
        foreach (var invalidation in invalidations)
        {
            try
            {
                await invalidation.ApplyAsync().ConfigureAwait(false);
            }
            catch (Exception failure)
            {
                (failures ??= []).Add(failure);
            }
        }
        return failures;
    }

    // the caller waits for the body's exception, and catches it by its type
    private static async ValueTask InvalidateAfterAsync(Exception bodyFailure, WriteEffect[] invalidations)
    {
        if (await InvalidateAsync(invalidations).ConfigureAwait(false) is { } failures)
            bodyFailure.Data[FailedInvalidations] = new AggregateException(failures);
    }

    private static void Throw(List<Exception>? failures)
    {
        if (failures is [var only])
            ExceptionDispatchInfo.Throw(only);
        if (failures is not null)
            throw new AggregateException("The write is done, but not all of its effects on the caches could be applied.", failures);
    }
}
