using Cache.SharedTier;

namespace Cache.RateLimits;

// what may be asked of a rate limit
internal static class RateLimitTerms
{
    public const int LargestLimit = 1_000_000;
    public static readonly TimeSpan ShortestWindow = TimeSpan.FromMilliseconds(10);
    public static readonly TimeSpan LongestWindow = TimeSpan.FromDays(31);

    // a number of 60 bits or more is no time and no count
    private const long LeastRequest = 1L << 60;

    public static RateLimitTake Take(string cacheNamespace, string key, int limit, TimeSpan window, int permits)
    {
        CheckLimit(limit);
        if (permits < 1 || permits > limit)
        {
            throw new ArgumentOutOfRangeException(nameof(permits), permits,
                $"The permits of one call are from 1 to the limit, which is {limit} here: more could never be given. Take fewer at a time, or raise the limit. GetStatusAsync takes none.");
        }
        return new(Name(cacheNamespace, key, ref window), Random.Shared.NextInt64(LeastRequest, long.MaxValue), limit, window, permits);
    }

    public static string Name(string cacheNamespace, string key, TimeSpan window) => Name(cacheNamespace, key, ref window);

    private static string Name(string cacheNamespace, string key, ref TimeSpan window)
    {
        CheckKey(key);
        window = CheckWindow(window);
        return SharedNames.OfLimit(cacheNamespace, window, key);
    }

    public static void CheckKey(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (key.Length == 0)
            throw new ArgumentException("The key of a rate limit is empty. Name who or what is limited, as in \"user:42\"; for one who is not known take his address, so that not all of them share one limit.", nameof(key));
    }

    public static void CheckLimit(int limit)
    {
        if (limit is < 1 or > LargestLimit)
        {
            throw new ArgumentOutOfRangeException(nameof(limit), limit,
                "A limit is how many permits a window may have, from 1 to 1,000,000. Where nothing is to be allowed, do not ask; where everything is, do not either.");
        }
    }

    /// <returns>The window in whole milliseconds, so that it has one text.</returns>
    public static TimeSpan CheckWindow(TimeSpan window)
    {
        if (window < ShortestWindow || window > LongestWindow)
        {
            throw new ArgumentOutOfRangeException(nameof(window), window,
                $"The window of a rate limit is a length of time from {CacheDuration.Format(ShortestWindow)} to {CacheDuration.Format(LongestWindow)}, such as TimeSpan.FromMinutes(1).");
        }
        return TimeSpan.FromMilliseconds((long)window.TotalMilliseconds);
    }
}
