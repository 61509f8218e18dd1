namespace Cache;

/// <summary>
/// Rate limits by key: so many permits in any window of time, counted exactly, among all processes that share a Redis server, or, on memory, within one container. They are no entries: no quota evicts
/// them and no invalidation touches them.
/// </summary>
/// <remarks>
/// <para>
/// A permit counts from the moment at which it is given until the window is over, by the clock of the server (on memory by that of the process). So there is no stretch of time as long as the window, wherever it
/// begins, with more permits than the limit. What is refused does not count.
/// </para>
/// <para>
/// Permits are counted for a key and a window: the same key with another window is another count, so <c>user:42</c> may have 10 permits a second and 1000 an hour. The limit is each call's own: calls that name
/// another limit for the same key and window look at the same count.
/// </para>
/// <para>
/// A key is any text that is not empty. A limit is from 1 to 1,000,000 permits, a window from 10 milliseconds to 31 days. Arguments are checked at the call: <see cref="ArgumentException"/> for an empty
/// key, <see cref="ArgumentOutOfRangeException"/> for the others.
/// </para>
/// </remarks>
public interface ICacheRateLimits
{
    /// <summary>Takes one permit, if the limit leaves one.</summary>
    /// <param name="key">Who or what is limited, such as <c>user:42</c>.</param>
    /// <param name="limit">How many permits a window may have.</param>
    /// <param name="window">The length of the window.</param>
    /// <param name="cancellationToken">Cancels the call; it may have been counted.</param>
    /// <returns>Whether the permit was given, and if not, when to come again. While the server is away, what <see cref="RateLimitOptions.WhenUnavailable"/> says; that throws nothing.</returns>
    ValueTask<CacheRateLimitResult> CheckAsync(string key, int limit, TimeSpan window, CancellationToken cancellationToken = default);

    /// <summary>Takes several permits, all or none.</summary>
    /// <param name="key">Who or what is limited.</param>
    /// <param name="limit">How many permits a window may have.</param>
    /// <param name="window">The length of the window.</param>
    /// <param name="permits">How many to take, from 1 to the limit.</param>
    /// <param name="cancellationToken">Cancels the call; they may have been counted.</param>
    /// <returns>Whether the permits were given, and if not, when all of them can be.</returns>
    ValueTask<CacheRateLimitResult> CheckAsync(string key, int limit, TimeSpan window, int permits, CancellationToken cancellationToken = default);

    /// <summary>Tells what <see cref="CheckAsync(string, int, TimeSpan, CancellationToken)"/> would, and takes nothing. The answer may be old when it arrives.</summary>
    /// <param name="key">Who or what is limited.</param>
    /// <param name="limit">How many permits a window may have.</param>
    /// <param name="window">The length of the window.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>Whether a permit would be given, and what is left.</returns>
    /// <exception cref="CacheRateLimitException">The server could not be asked.</exception>
    ValueTask<CacheRateLimitResult> GetStatusAsync(string key, int limit, TimeSpan window, CancellationToken cancellationToken = default);

    /// <summary>Forgets the permits of a key and a window.</summary>
    /// <param name="key">Who or what is limited.</param>
    /// <param name="window">The length of the window; the counts of other windows stay.</param>
    /// <param name="cancellationToken">Cancels the call; it may have been done.</param>
    /// <returns>Whether there was anything to forget.</returns>
    /// <exception cref="CacheRateLimitException">The server could not be asked; it may have been done.</exception>
    ValueTask<bool> ResetAsync(string key, TimeSpan window, CancellationToken cancellationToken = default);
}
