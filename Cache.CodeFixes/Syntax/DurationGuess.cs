using System.Globalization;
using System.Text.RegularExpressions;
using Cache.Generators.Parsing;

namespace Cache.CodeFixes.Syntax;

/// <summary>What a text that is no duration was to be.</summary>
internal static class DurationGuess
{
    private static readonly (string Words, double Seconds)[] s_units =
    [
        ("ms msec millisecond milliseconds", 0.001),
        ("s sec secs second seconds", 1),
        ("m min mins minute minutes", 60),
        ("h hr hrs hour hours", 3600),
        ("d day days", 86400),
    ];

    /// <summary>Reads <c>5 min</c>, <c>1.5h</c>, <c>300</c> (seconds) and <c>00:05:00</c>.</summary>
    /// <returns>The duration as the library reads it, or what is to be written where nothing can be made of the text.</returns>
    public static string Of(string text, string otherwise)
    {
        var value = text.Contains(':') ? Clock(text) : Sum(text);
        return value is { } duration && duration >= TimeSpan.FromMilliseconds(1) && duration < TimeSpan.FromDays(36500) ? CacheDuration.Format(duration) : otherwise;
    }

    private static TimeSpan? Clock(string text) => TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var duration) ? duration : null;

    private static TimeSpan? Sum(string text)
    {
        if (!Regex.IsMatch(text, @"^\s*(\d+([.,]\d+)?\s*[a-zA-Z]*[\s,]*)+$", RegexOptions.CultureInvariant, TimeSpan.FromMilliseconds(100)))
            return null;
        var seconds = 0d;
        foreach (Match part in Regex.Matches(text, @"(\d+(?:[.,]\d+)?)\s*([a-zA-Z]*)"))
        {
            if (Unit(part.Groups[2].Value) is not { } unit || !double.TryParse(part.Groups[1].Value.Replace(',', '.'), NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
                return null;
            seconds += number * unit;
        }
        return seconds < TimeSpan.MaxValue.TotalSeconds / 2 ? TimeSpan.FromTicks((long)(seconds * TimeSpan.TicksPerSecond)) : null;
    }

    private static double? Unit(string word)
    {
        if (word.Length == 0)
            return 1;
        foreach (var (words, seconds) in s_units)
        {
            if (words.Split(' ').Contains(word.ToLowerInvariant()))
                return seconds;
        }
        return null;
    }
}
