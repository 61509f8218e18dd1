using Cache.Engine;
using Microsoft.Extensions.Caching.Distributed;

namespace Cache.Ecosystem;

/// <summary>What the options of an entry of the distributed cache say to the engine.</summary>
internal static class DistributedTerms
{
    /// <summary>The terms of a set: the earlier of the two absolute times ends the entry, however often it is read; without one the policy's Ttl does, which is never.</summary>
    /// <param name="options">The options.</param>
    /// <param name="now">The time.</param>
    /// <exception cref="ArgumentOutOfRangeException">The absolute time is not after now.</exception>
    public static EntryTerms Of(DistributedCacheEntryOptions options, DateTimeOffset now)
    {
        var left = options.AbsoluteExpiration - now;
        if (left <= TimeSpan.Zero)
        {
            throw new ArgumentOutOfRangeException(
                nameof(options), options.AbsoluteExpiration, $"AbsoluteExpiration is in the past: it is {now:O}. Give a time to come, or none for an entry that does not expire.");
        }
        if (options.AbsoluteExpirationRelativeToNow is { } relative && !(left < relative))
            left = relative;
        var ttl = HybridTerms.Life(left, nameof(DistributedCacheEntryOptions.AbsoluteExpiration));
        var sliding = HybridTerms.Life(options.SlidingExpiration, nameof(DistributedCacheEntryOptions.SlidingExpiration));
        return new() { Ttl = ttl, Sliding = sliding == Timeout.InfiniteTimeSpan ? null : sliding };
    }
}
