namespace Cache.Locks;

// what may be asked of a lock, and how long its holder may rely on it
internal static class LockTerms
{
    public static readonly TimeSpan ShortestTtl = TimeSpan.FromMilliseconds(10);
    public static readonly TimeSpan LongestTtl = TimeSpan.FromDays(1);
    public static readonly TimeSpan LongestWait = TimeSpan.FromDays(24);

    public static void CheckKey(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (key.Length == 0)
            throw new ArgumentException("The key of a lock is empty. Name what is locked, as in \"record:42\".", nameof(key));
    }

    public static void CheckOwner(string owner)
    {
        ArgumentNullException.ThrowIfNull(owner);
        if (owner.Length == 0)
            throw new ArgumentException("The owner of a lock is empty. Name the one piece of work that holds it, as in \"import-17\", or call AcquireAsync(key, ttl), which makes an owner of its own.", nameof(owner));
    }

    /// <returns>The ttl in whole milliseconds, as the server counts.</returns>
    public static TimeSpan CheckTtl(TimeSpan ttl)
    {
        if (ttl < ShortestTtl || ttl > LongestTtl)
        {
            throw new ArgumentOutOfRangeException(nameof(ttl), ttl,
                $"The ttl of a lock is how long it outlives a holder that is gone, from {CacheDuration.Format(ShortestTtl)} to {CacheDuration.Format(LongestTtl)}; no lock is held for ever. " +
                "AcquireAsync renews it for as long as the work takes, so some seconds do.");
        }
        return TimeSpan.FromMilliseconds((long)ttl.TotalMilliseconds);
    }

    public static void CheckWait(TimeSpan? wait)
    {
        if (wait is { } time && time != Timeout.InfiniteTimeSpan && (time < TimeSpan.Zero || time > LongestWait))
        {
            throw new ArgumentOutOfRangeException(nameof(wait), wait,
                $"The wait for a lock is from zero, which asks once, to {CacheDuration.Format(LongestWait)}; leave it out to wait until the token is cancelled.");
        }
    }

    /// <summary>
    /// How long a holder relies on a lock, from before he asked for it: a thousandth less than its ttl, for clocks that do not run alike, and a millisecond, which is the server's grain.
    /// </summary>
    public static TimeSpan Reliance(TimeSpan ttl) => ttl - ttl / 1000 - TimeSpan.FromMilliseconds(1);

    /// <summary>What is left of that.</summary>
    public static TimeSpan Left(TimeSpan ttl, TimeSpan elapsed)
    {
        var left = Reliance(ttl) - elapsed;
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }
}
