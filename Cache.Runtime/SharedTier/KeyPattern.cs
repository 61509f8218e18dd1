using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Cache.CompilerServices;

namespace Cache.SharedTier;

/// <summary>A glob or a filter over the keys of one cache, with a text that other nodes understand.</summary>
/// <remarks>
/// The text is three or more parts with line feeds between, which no key text holds: the cache's prefix, <c>glob</c> or <c>where</c>, and the glob, or one part for each
/// parameter: <c>=</c> and the argument's text, or <c>*</c> for any. Where keys begin with ambient values, whatever they are, their number stands behind the second part: <c>glob+2</c>.
/// </remarks>
internal sealed class KeyPattern
{
    private const string Glob = "glob";
    private const string Where = "where";

    private readonly KeyGlob? _glob;
    private readonly KeyFilter? _filter;

    private KeyPattern(string prefix, int parts, KeyGlob? glob, KeyFilter? filter, string text)
    {
        Prefix = prefix;
        Parts = parts;
        _glob = glob;
        _filter = filter;
        Text = text;
    }

    /// <summary>The text before the arguments of every key of the cache.</summary>
    public string Prefix { get; }

    /// <summary>How many ambient values stand between the prefix and the arguments.</summary>
    public int Parts { get; }

    /// <summary>The pattern as text.</summary>
    public string Text { get; }

    public static KeyPattern Of(string prefix, int parts, KeyGlob glob) => new(prefix, parts, glob, null, $"{prefix}\n{Kind(Glob, parts)}\n{glob.Text}");

    public static KeyPattern Of(string prefix, int parts, KeyFilter filter) => new(
        prefix, parts, null, filter, $"{prefix}\n{Kind(Where, parts)}\n{string.Join('\n', filter.Segments.Select(static segment => segment is null ? "*" : $"={segment}"))}");

    /// <summary>Reads what another node has sent.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out KeyPattern? pattern)
    {
        pattern = text.Split('\n') switch
        {
            [var prefix, var kind, .. var glob] when IsKind(kind, Glob, out var parts) => new(prefix, parts, new KeyGlob(string.Join('\n', glob)), null, text),
            [var prefix, var kind, .. var segments] when IsKind(kind, Where, out var parts) =>
                new(prefix, parts, null, KeyFilter.Of([.. segments.Select(static segment => segment == "*" ? null : segment[1..])]), text),
            _ => null,
        };
        return pattern is not null;
    }

    /// <summary>Whether the arguments of a key are matched.</summary>
    public bool Matches(ReadOnlySpan<char> arguments) => _glob is not null ? _glob.Matches(arguments) : _filter!.Matches(arguments);

    private static string Kind(string kind, int parts) => parts == 0 ? kind : string.Create(CultureInfo.InvariantCulture, $"{kind}+{parts}");

    private static bool IsKind(string text, string kind, out int parts)
    {
        parts = 0;
        return text == kind
            || (text.StartsWith(kind, StringComparison.Ordinal) && text.Length > kind.Length + 1 && text[kind.Length] == '+'
                && int.TryParse(text.AsSpan(kind.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out parts));
    }
}
