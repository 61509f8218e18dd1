using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Cache.Local;

/// <summary>A limit in bytes or in entries.</summary>
/// <param name="Value">The number, above zero.</param>
/// <param name="InBytes">Whether it counts bytes, else entries.</param>
internal readonly record struct CacheSize(long Value, bool InBytes)
{
    private static readonly (string Name, long Bytes)[] s_units = [("KB", 1L << 10), ("MB", 1L << 20), ("GB", 1L << 30), ("B", 1)];

    /// <summary>Reads "256MB", "512KB", "2GB", "4096B" or a plain number of entries. 1 MB is 1024 * 1024 bytes.</summary>
    /// <exception cref="FormatException">It is none of these.</exception>
    public static CacheSize Parse(string? text) => TryParse(text, out var size)
        ? size
        : throw new FormatException($"SizeLimit = \"{text}\" is not a size. Write bytes as a whole number and a unit, as in \"256MB\" (B, KB, MB or GB), or a plain number of entries, as in \"100000\". It must be above zero.");

    /// <summary>Reads a number of bytes: as <see cref="Parse"/>, and never a number of entries.</summary>
    /// <param name="setting">Which setting it is.</param>
    /// <param name="text">The text.</param>
    /// <exception cref="FormatException">It is none.</exception>
    public static long ParseBytes(string setting, string text) => TryParse(text, out var size) && size.InBytes
        ? size.Value
        : throw new FormatException($"{setting} = \"{text}\" is not a size in bytes. Write a whole number above zero and a unit, as in \"30MB\" (B, KB, MB or GB).");

    public static bool TryParse([NotNullWhen(true)] string? text, out CacheSize size)
    {
        size = default;
        if (text is null)
            return false;
        var inBytes = false;
        var unit = 1L;
        var digits = text.AsSpan();
        foreach (var (name, bytes) in s_units)
        {
            if (!digits.EndsWith(name, StringComparison.OrdinalIgnoreCase))
                continue;
            inBytes = true;
            unit = bytes;
            digits = digits[..^name.Length];
            break;
        }

        if (!long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number <= 0 || number > long.MaxValue / 2 / unit)
            return false;
        size = new(number * unit, inBytes);
        return true;
    }
}
