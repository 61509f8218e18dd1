using System.Diagnostics;
using System.Threading.RateLimiting;
using Cache.RateLimits;

namespace Cache;

/// <summary>A limiter of <see cref="System.Threading.RateLimiting"/> over <see cref="ICacheRateLimits"/>: an exact sliding window for one key, shared by all processes where the cache is.</summary>
/// <remarks>
/// <para>
/// It has no queue: who is refused is told when to come again (<see cref="MetadataName.RetryAfter"/> of the lease; all that the limit answered is <see cref="ResultName"/>). Disposing a lease gives nothing back, because a
/// window counts what has begun. The limiter itself holds no count, so it may be made and dropped at will.
/// </para>
/// <para>
/// <see cref="RateLimiter.AttemptAcquire(int)"/> does not wait. Where the permits are on a server it therefore gives none, and counts none: call <see cref="RateLimiter.AcquireAsync(int, CancellationToken)"/>, as ASP.NET Core does by itself.
/// </para>
/// </remarks>
public sealed class CacheRateLimiter : RateLimiter
{
    private static readonly CacheRateLimitLease s_unasked = new(null);

    private readonly ICacheRateLimits _limits;
    private readonly string _key;
    private readonly int _limit;
    private readonly TimeSpan _window;
    private readonly TimeProvider _time;
    private long _lastUse;
    private long _successful;
    private long _failed;

    /// <summary>Makes one.</summary>
    /// <param name="limits">Where permits are counted.</param>
    /// <param name="key">Who or what is limited.</param>
    /// <param name="limit">How many permits a window may have.</param>
    /// <param name="window">The length of the window.</param>
    /// <param name="time">The clock by which it is idle; that of the system where it is left out. Permits are not counted by it.</param>
    /// <exception cref="ArgumentException">The key is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The limit or the window is out of the range that <see cref="ICacheRateLimits"/> says.</exception>
    public CacheRateLimiter(ICacheRateLimits limits, string key, int limit, TimeSpan window, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(limits);
        RateLimitTerms.CheckKey(key);
        RateLimitTerms.CheckLimit(limit);
        (_limits, _key, _limit, _window) = (limits, key, limit, RateLimitTerms.CheckWindow(window));
        _time = time ?? TimeProvider.System;
        _lastUse = _time.GetTimestamp();
    }

    /// <summary>The name of a lease's metadata that is all that the limit answered.</summary>
    public static MetadataName<CacheRateLimitResult> ResultName { get; } = new("CACHE_RATE_LIMIT");

    /// <summary>How long it has not been used: it holds nothing, so it may go at any time.</summary>
    public override TimeSpan? IdleDuration => _time.GetElapsedTime(Volatile.Read(ref _lastUse));

    /// <summary>What this limiter has given and refused. What remains is not known without asking, and said to be the limit.</summary>
    /// <returns>The numbers.</returns>
    public override RateLimiterStatistics GetStatistics() => new()
    {
        CurrentAvailablePermits = _limit,
        TotalSuccessfulLeases = Volatile.Read(ref _successful),
        TotalFailedLeases = Volatile.Read(ref _failed),
    };

    /// <inheritdoc/>
    protected override RateLimitLease AttemptAcquireCore(int permitCount)
    {
        if (_limits is not CacheRateLimits { IsImmediate: true })
            return s_unasked;
        var asking = AskAsync(permitCount, CancellationToken.None);
        Debug.Assert(asking.IsCompleted, "what is in memory is asked at once");
        return Lease(asking.Result);
    }

    /// <inheritdoc/>
    protected override async ValueTask<RateLimitLease> AcquireAsyncCore(int permitCount, CancellationToken cancellationToken) =>
        Lease(await AskAsync(permitCount, cancellationToken).ConfigureAwait(false));

    // none is asked for to learn whether there are any
    private ValueTask<CacheRateLimitResult> AskAsync(int permitCount, CancellationToken cancellationToken)
    {
        Volatile.Write(ref _lastUse, _time.GetTimestamp());
        return permitCount == 0 ? _limits.GetStatusAsync(_key, _limit, _window, cancellationToken) : _limits.CheckAsync(_key, _limit, _window, permitCount, cancellationToken);
    }

    private CacheRateLimitLease Lease(CacheRateLimitResult result)
    {
        Interlocked.Increment(ref result.Allowed ? ref _successful : ref _failed);
        return new(result);
    }
}
