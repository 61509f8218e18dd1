using System.Globalization;
using System.Text;

// this file is compiled into the library and into the generator, so that a literal that the compiler accepts
// is one that the runtime reads alike; only the library shows it to others
#if CACHE_ABSTRACTIONS
namespace Cache;

public
#else
namespace Cache.Generators.Parsing;

internal
#endif
static partial class CacheDuration
{
    // from the largest to the smallest: a duration names each at most once, in this order
    private static readonly (string Symbol, long Ticks)[] s_units =
    [
        ("d", TimeSpan.TicksPerDay),
        ("h", TimeSpan.TicksPerHour),
        ("m", TimeSpan.TicksPerMinute),
        ("s", TimeSpan.TicksPerSecond),
        ("ms", TimeSpan.TicksPerMillisecond),
    ];

    /// <summary>Reads a duration such as <c>500ms</c>, <c>5m</c>, <c>1h30m</c>, <c>7d</c> or <c>never</c>.</summary>
    /// <param name="text">Whole numbers with the units d, h, m, s and ms, from the largest unit to the smallest, without spaces; or <c>never</c>.</param>
    /// <param name="duration">The duration; <see cref="Timeout.InfiniteTimeSpan"/> for <c>never</c>.</param>
    /// <returns>Whether the text is a duration.</returns>
    public static bool TryParse(string? text, out TimeSpan duration)
    {
        duration = default;
        if (text is null || text.Length == 0)
            return false;
        if (text == "never")
        {
            duration = Timeout.InfiniteTimeSpan;
            return true;
        }

        long ticks = 0;
        var position = 0;
        var nextUnit = 0;
        while (position < text.Length)
        {
            if (!TryReadNumber(text, ref position, out var number) || !TryReadUnit(text, ref position, ref nextUnit, out var unit))
                return false;
            if (number > (long.MaxValue - ticks) / unit)
                return false;
            ticks += number * unit;
        }

        duration = new TimeSpan(ticks);
        return true;
    }

    /// <summary>Writes a duration the way <see cref="TryParse"/> reads it: <c>1h30m</c>, <c>never</c>.</summary>
    /// <param name="duration">A duration of whole milliseconds, or <see cref="Timeout.InfiniteTimeSpan"/>; finer parts are cut off.</param>
    /// <returns>The text.</returns>
    public static string Format(TimeSpan duration)
    {
        if (duration == Timeout.InfiniteTimeSpan)
            return "never";
        var text = new StringBuilder();
        var rest = duration.Ticks;
        foreach (var (symbol, ticks) in s_units)
        {
            if (rest < ticks)
                continue;
            text.Append((rest / ticks).ToString(CultureInfo.InvariantCulture)).Append(symbol);
            rest %= ticks;
        }
        return text.Length == 0 ? "0s" : text.ToString();
    }

    private static bool TryReadNumber(string text, ref int position, out long number)
    {
        var start = position;
        number = 0;
        while (position < text.Length && text[position] is >= '0' and <= '9')
        {
            if (number > (long.MaxValue - 9) / 10)
                return false;
            number = number * 10 + (text[position++] - '0');
        }
        return position > start;
    }

    private static bool TryReadUnit(string text, ref int position, ref int nextUnit, out long ticks)
    {
        var start = position;
        while (position < text.Length && text[position] is >= 'a' and <= 'z')
            position++;
        for (var unit = nextUnit; unit < s_units.Length; unit++)
        {
            if (string.CompareOrdinal(text, start, s_units[unit].Symbol, 0, Math.Max(position - start, s_units[unit].Symbol.Length)) != 0)
                continue;
            nextUnit = unit + 1;
            ticks = s_units[unit].Ticks;
            return true;
        }
        ticks = 0;
        return false;
    }
}
