using System.Runtime.ExceptionServices;
using Cache.SharedTier;
using Microsoft.Extensions.Logging;

namespace Cache.Locks;

/// <summary>What is asked of the store, with the answer or an exception that says what is known.</summary>
/// <remarks>
/// A request to acquire whose answer did not come may have been applied. It is sent once more under its own name, and finds itself then; when that fails as well, or its caller has left, it is given
/// back, so that the lock is not held by nobody for its ttl. Given back is what that request acquired, never what else its owner holds.
/// </remarks>
internal sealed class LockCommands(ILockStore store, TimeProvider time, ILogger log)
{
    /// <exception cref="CacheLockException">Nothing has been acquired, as far as anybody can tell.</exception>
    public async Task<LockGrant> TryAcquireAsync(LockRequest request, bool isWaiting, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var asking = AskAsync(request, isWaiting);
        try
        {
            return await asking.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            _ = AbandonAsync(request, asking);
            throw;
        }
        catch (SharedStoreException failure)
        {
            _ = GiveBackAsync(request);
            throw Unknown(request.Key, "could not be acquired", failure);
        }
    }

    public async ValueTask<bool> RenewAsync(LockRequest request, CancellationToken cancellationToken) => IsHeld(request,
        await AskAsync(request.Key, "could not be renewed", () => store.RenewAsync(request.Name, request.Owner, request.Ttl), cancellationToken).ConfigureAwait(false));

    public async ValueTask<bool> ReleaseAsync(LockRequest request, CancellationToken cancellationToken) => IsHeld(request,
        await AskAsync(request.Key, "could not be released, and is free when its ttl is over", () => store.ReleaseAsync(request.Name, request.Owner, null), cancellationToken).ConfigureAwait(false));

    public async ValueTask<CacheLockHolder?> GetAsync(string key, string name, CancellationToken cancellationToken) =>
        await AskAsync(key, "could not be looked at", () => store.GetAsync(name), cancellationToken).ConfigureAwait(false);

    private static bool IsHeld(LockRequest request, LockAnswer answer) =>
        answer == LockAnswer.HeldByAnother ? throw new CacheLockNotOwnedException(request.Key, request.Owner) : answer == LockAnswer.Held;

    private static CacheLockException Unknown(string key, string what, SharedStoreException failure) => new(key, $"The lock '{key}' {what}: {failure.Message}", failure);

    private static async Task<T> AskAsync<T>(string key, string otherwise, Func<Task<T>> ask, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            return await ask().WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (SharedStoreException failure)
        {
            throw Unknown(key, otherwise, failure);
        }
    }

    private async Task<LockGrant> AskAsync(LockRequest request, bool isWaiting)
    {
        try
        {
            return await AskOnceAsync(request, isWaiting).ConfigureAwait(false);
        }
        catch (SharedStoreException first)
        {
            try
            {
                return await AskOnceAsync(request, isWaiting).ConfigureAwait(false);
            }
            catch (SharedStoreException)
            {
                // a breaker that has opened in between would only point back to it
                ExceptionDispatchInfo.Throw(first);
                throw;
            }
        }
    }

    private async Task<LockGrant> AskOnceAsync(LockRequest request, bool isWaiting)
    {
        var asked = time.GetTimestamp();
        var result = await store.TryAcquireAsync(request.Name, request.Owner, request.Id, request.Ttl, isWaiting).ConfigureAwait(false);
        return new(result.Acquired, result.Fence, result.Remaining, asked);
    }

    // after its answer, so that it does not come to the server before it
    private async Task AbandonAsync(LockRequest request, Task<LockGrant> asking)
    {
        await ((Task)asking).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!asking.IsCompletedSuccessfully || asking.Result.Acquired)
            await GiveBackAsync(request).ConfigureAwait(false);
    }

    private async Task GiveBackAsync(LockRequest request)
    {
        try
        {
            await store.ReleaseAsync(request.Name, request.Owner, request.Id).ConfigureAwait(false);
        }
        catch (SharedStoreException failure)
        {
            LockLog.NotReleased(log, failure, request.Key);
        }
    }
}

/// <summary>What a request was answered.</summary>
/// <param name="Acquired">Whether its owner holds the lock.</param>
/// <param name="Fence">The fencing number.</param>
/// <param name="Remaining">How long the lock is held, as the store says.</param>
/// <param name="Asked">The local time before the request was sent.</param>
internal readonly record struct LockGrant(bool Acquired, long Fence, TimeSpan Remaining, long Asked);
