using Cache.SharedTier;
using Microsoft.Extensions.Logging;

namespace Cache.RateLimits;

/// <summary>Rate limits over a store: checks what is asked for, and decides while the store is away.</summary>
/// <remarks>
/// A request whose answer did not come may have been counted. It is sent once more under its own number, and finds itself then; when that fails as well it has not been counted as far as anybody can tell.
/// </remarks>
internal sealed class CacheRateLimits(IRateLimitStore store, string cacheNamespace, RateLimitFailure whenUnavailable, ILogger log) : ICacheRateLimits
{
    private static readonly TimeSpan s_soon = TimeSpan.FromSeconds(1);

    private readonly RateLimitOutage _outage = new(whenUnavailable, log);

    /// <summary>Whether each check has its result when it returns, because the permits are in memory.</summary>
    public bool IsImmediate => store is MemoryRateLimitStore;

    public IRateLimitStore Store => store;

    public string Namespace => cacheNamespace;

    public ValueTask<CacheRateLimitResult> CheckAsync(string key, int limit, TimeSpan window, CancellationToken cancellationToken = default) => CheckAsync(key, limit, window, 1, cancellationToken);

    public ValueTask<CacheRateLimitResult> CheckAsync(string key, int limit, TimeSpan window, int permits, CancellationToken cancellationToken = default)
    {
        var take = RateLimitTerms.Take(cacheNamespace, key, limit, window, permits);
        cancellationToken.ThrowIfCancellationRequested();
        var taking = store.TakeAsync(take, isAgain: false);
        // in memory it has been done by now
        return taking.IsCompletedSuccessfully ? new(Counted(take, taking.Result)) : TakeAsync(take, taking.AsTask(), cancellationToken);
    }

    public ValueTask<CacheRateLimitResult> GetStatusAsync(string key, int limit, TimeSpan window, CancellationToken cancellationToken = default)
    {
        var take = RateLimitTerms.Take(cacheNamespace, key, limit, window, 1);
        return AskAsync(key, "be looked at", () => store.LookAsync(take), count => Result(take, count), cancellationToken);
    }

    public ValueTask<bool> ResetAsync(string key, TimeSpan window, CancellationToken cancellationToken = default)
    {
        var name = RateLimitTerms.Name(cacheNamespace, key, window);
        return AskAsync(key, "be reset", () => store.ResetAsync(name), static wasThere => wasThere, cancellationToken);
    }

    private async ValueTask<CacheRateLimitResult> TakeAsync(RateLimitTake take, Task<RateLimitCount> taking, CancellationToken cancellationToken)
    {
        try
        {
            return Counted(take, await taking.WaitAsync(cancellationToken).ConfigureAwait(false));
        }
        catch (SharedStoreException failure)
        {
            return await TakeAgainAsync(take, failure, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask<CacheRateLimitResult> TakeAgainAsync(RateLimitTake take, SharedStoreException first, CancellationToken cancellationToken)
    {
        try
        {
            return Counted(take, await store.TakeAsync(take, isAgain: true).AsTask().WaitAsync(cancellationToken).ConfigureAwait(false));
        }
        catch (SharedStoreException)
        {
            // a breaker that has opened in between would only point back to the first
            _outage.Missed(first);
            return whenUnavailable == RateLimitFailure.Allow
                ? new(true, take.Limit, take.Limit, take.Window, TimeSpan.Zero, TimeSpan.Zero, IsCounted: false)
                : new(false, take.Limit, 0, take.Window, s_soon, s_soon, IsCounted: false);
        }
    }

    private static async ValueTask<TResult> AskAsync<T, TResult>(string key, string what, Func<ValueTask<T>> ask, Func<T, TResult> read, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            return read(await ask().AsTask().WaitAsync(cancellationToken).ConfigureAwait(false));
        }
        catch (SharedStoreException failure)
        {
            throw new CacheRateLimitException(key, $"The rate limit of '{key}' could not {what}: {failure.Message}", failure);
        }
    }

    private CacheRateLimitResult Counted(RateLimitTake take, RateLimitCount count)
    {
        _outage.Counted();
        return Result(take, count);
    }

    private static CacheRateLimitResult Result(RateLimitTake take, RateLimitCount count) => new(
        count.Allowed,
        take.Limit,
        (int)Math.Max(0, take.Limit - count.Count),
        take.Window,
        RoundedUp(count.RetryAfter),
        RoundedUp(count.ResetAfter),
        IsCounted: true);

    // delays are in milliseconds, and cut what is less
    private static TimeSpan RoundedUp(TimeSpan time) => TimeSpan.FromMilliseconds((time.Ticks + TimeSpan.TicksPerMillisecond - 1) / TimeSpan.TicksPerMillisecond);
}
