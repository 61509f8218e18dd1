namespace Cache;

/// <summary>What a rate limit answered. Its times are durations from the answer on and not times of day, because clocks differ from one machine to the next.</summary>
/// <param name="Allowed">Whether the permits were given.</param>
/// <param name="Limit">How many permits a window may have.</param>
/// <param name="Remaining">How many are left now.</param>
/// <param name="Window">The length of the window.</param>
/// <param name="RetryAfter">How long to wait until as many permits can be given as were asked for, unless others take them; <see cref="TimeSpan.Zero"/> where they were given. Rounded up to a millisecond.</param>
/// <param name="ResetAfter">How long it is until all permits are left again, if none is taken meanwhile; <see cref="TimeSpan.Zero"/> where all are. Rounded up to a millisecond.</param>
/// <param name="IsCounted">
/// Whether the server was asked. Where it is not, <see cref="RateLimitOptions.WhenUnavailable"/> has decided, and the numbers are not known: what is allowed says that all permits remain, what is refused that none
/// does and that a second is to be waited.
/// </param>
public readonly record struct CacheRateLimitResult(bool Allowed, int Limit, int Remaining, TimeSpan Window, TimeSpan RetryAfter, TimeSpan ResetAfter, bool IsCounted);
