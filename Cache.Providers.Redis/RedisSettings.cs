using System.Globalization;

namespace Cache;

// the options, read and checked
internal sealed record RedisSettings(
    TimeSpan CommandTimeout, double BreakerFailureRatio, int BreakerMinimumCalls, TimeSpan BreakerWindow, TimeSpan BreakDuration)
{
    // the circuit breaker takes nothing shorter
    private static readonly TimeSpan s_shortestWindow = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_shortestTimeout = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan s_longest = TimeSpan.FromHours(1);

    public static RedisSettings From(RedisOptions options)
    {
        if (options.BreakerFailureRatio is not (> 0 and <= 1))
            throw Bad(nameof(options.BreakerFailureRatio), options.BreakerFailureRatio.ToString(CultureInfo.InvariantCulture), "a part of 1, as in 0.5");
        if (options.BreakerMinimumCalls < 2)
            throw Bad(nameof(options.BreakerMinimumCalls), options.BreakerMinimumCalls.ToString(CultureInfo.InvariantCulture), "at least 2");
        return new(
            Read(nameof(options.CommandTimeout), options.CommandTimeout, s_shortestTimeout),
            options.BreakerFailureRatio,
            options.BreakerMinimumCalls,
            Read(nameof(options.BreakerWindow), options.BreakerWindow, s_shortestWindow),
            Read(nameof(options.BreakDuration), options.BreakDuration, s_shortestWindow));
    }

    private static TimeSpan Read(string setting, string text, TimeSpan shortest)
    {
        if (CacheDuration.TryParse(text, out var duration) && duration >= shortest && duration <= s_longest)
            return duration;
        throw Bad(setting, text, $"a duration such as \"500ms\" or \"2s\", from {CacheDuration.Format(shortest)} to {CacheDuration.Format(s_longest)}");
    }

    private static FormatException Bad(string setting, string value, string expected) =>
        new($"The setting Redis:{setting} of the cache is \"{value}\". It must be {expected}.");
}
