using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Cache.Inspection;

/// <summary>Reads the text of keys back, which the engine itself never does: as far as it can be told what was written.</summary>
internal static class KeyTextReader
{
    private const string Null = "%null";
    private const string Empty = "%empty";

    private static readonly SearchValues<char> s_digits = SearchValues.Create("0123456789ABCDEF");

    /// <summary>Whether a text may be that of a key: of so many segments, and without what would have been encoded.</summary>
    /// <param name="text">The text.</param>
    /// <param name="parts">How many ambient values it begins with.</param>
    /// <param name="parameters">How many arguments follow.</param>
    public static bool IsKey(string text, int parts, int parameters)
    {
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] is '{' or '}' || char.IsControl(text[at]) || (text[at] == '%' && LengthOfEscape(text.AsSpan(at)) == 0))
                return false;
        }
        return parts + parameters == 0 ? text.Length == 0 : Segments(text, parts, parameters).Length == parts + parameters;
    }

    /// <summary>The segments of a text, decoded; null is null. A list or an object is one segment, in its brackets.</summary>
    public static string?[] Read(string text, int parts, int parameters) =>
        parts + parameters == 0 ? [] : Array.ConvertAll(Segments(text, parts, parameters), Decoded);

    /// <summary>The key of a type that is its own text, where that is the text of one. Whoever has it compares the text that it writes.</summary>
    public static bool TryRead<TKey>(string text, [MaybeNullWhen(false)] out TKey key)
    {
        key = default;
        object? read = null;
        if (typeof(TKey) == typeof(string))
            read = Decoded(text);
        else if (typeof(TKey) == typeof(int) && int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            read = number;
        else if (typeof(TKey) == typeof(long) && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var large))
            read = large;
        else if (typeof(TKey) == typeof(Guid) && Guid.TryParse(text, CultureInfo.InvariantCulture, out var guid))
            read = guid;
        if (read is null)
            return false;
        key = (TKey)read;
        return true;
    }

    // with one parameter behind the ambient values a ':' in its text is no separator
    private static string[] Segments(string text, int parts, int parameters) => parameters switch
    {
        1 => text.Split(':', parts + 1),
        _ => text.Split(':'),
    };

    private static string? Decoded(string segment)
    {
        if (segment == Null)
            return null;
        if (segment == Empty)
            return "[]";
        if (!segment.Contains('%', StringComparison.Ordinal))
            return segment;
        var decoded = new StringBuilder(segment.Length);
        for (var at = 0; at < segment.Length;)
        {
            var rest = segment.AsSpan(at);
            var length = rest[0] == '%' ? LengthOfEscape(rest) : 0;
            if (length == 0)
                decoded.Append(rest[0]);
            else if (rest.StartsWith(Null, StringComparison.Ordinal) || rest.StartsWith(Empty, StringComparison.Ordinal))
                decoded.Append(rest[1] == 'n' ? "null" : "[]");
            else
                decoded.Append(Character(rest[..length]));
            at += Math.Max(length, 1);
        }
        return decoded.ToString();
    }

    // %u and four digits is a lone surrogate, %C2 and another two bytes of UTF-8, all else one
    private static char Character(ReadOnlySpan<char> escape) => (char)int.Parse(
        escape[1] == 'u' ? escape[2..] : escape.Length == 6 ? escape[4..] : escape[1..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    private static int LengthOfEscape(ReadOnlySpan<char> text)
    {
        if (text.StartsWith(Null, StringComparison.Ordinal))
            return Null.Length;
        if (text.StartsWith(Empty, StringComparison.Ordinal))
            return Empty.Length;
        if (text.Length >= 6 && text[1] == 'u')
            return AreDigits(text[2..6]) ? 6 : 0;
        if (text.StartsWith("%C2%", StringComparison.Ordinal))
            return text.Length >= 6 && AreDigits(text[4..6]) ? 6 : 0;
        return text.Length >= 3 && AreDigits(text[1..3]) ? 3 : 0;
    }

    private static bool AreDigits(ReadOnlySpan<char> text) => !text.ContainsAnyExcept(s_digits);
}
