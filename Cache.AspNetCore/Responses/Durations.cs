namespace Cache.Responses;

// the durations of a route, read when it is mapped or when the application starts
internal static class Durations
{
    public static TimeSpan Parse(string? text, string name, TimeSpan least)
    {
        if (!CacheDuration.TryParse(text, out var duration) || (duration != Timeout.InfiniteTimeSpan && duration < least))
            return Throw.BadDuration<TimeSpan>(name, text, least > TimeSpan.Zero ? "above zero" : "of zero or more");
        return duration;
    }
}
