namespace Cache;

/// <summary>Durations as text: <c>500ms</c>, <c>5m</c>, <c>1h30m</c>, <c>7d</c>, <c>never</c>. Attributes and configuration share it.</summary>
public static partial class CacheDuration
{
    /// <summary>Reads a duration, or says what is wrong with it.</summary>
    /// <param name="text">The text, as <see cref="TryParse"/> describes it.</param>
    /// <returns>The duration; <see cref="Timeout.InfiniteTimeSpan"/> for <c>never</c>.</returns>
    /// <exception cref="FormatException">The text is not a duration.</exception>
    public static TimeSpan Parse(string text) =>
        TryParse(text, out var duration) ? duration : Throw.NotADuration<TimeSpan>(text);
}
