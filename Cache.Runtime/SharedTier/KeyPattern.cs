using System.Diagnostics.CodeAnalysis;
using Cache.CompilerServices;

namespace Cache.SharedTier;

/// <summary>A glob or a filter over the keys of one cache, with a text that other nodes understand.</summary>
/// <remarks>
/// The text is three or more parts with line feeds between, which no key text holds: the cache's prefix, <c>glob</c> or <c>where</c>, and the glob, or one part for each
/// parameter: <c>=</c> and the argument's text, or <c>*</c> for any.
/// </remarks>
internal sealed class KeyPattern
{
    private readonly KeyGlob? _glob;
    private readonly KeyFilter? _filter;

    private KeyPattern(string prefix, KeyGlob? glob, KeyFilter? filter, string text)
    {
        Prefix = prefix;
        _glob = glob;
        _filter = filter;
        Text = text;
    }

    /// <summary>The text before the arguments of every key of the cache.</summary>
    public string Prefix { get; }

    /// <summary>The pattern as text.</summary>
    public string Text { get; }

    public static KeyPattern Of(string prefix, KeyGlob glob) => new(prefix, glob, null, $"{prefix}\nglob\n{glob.Text}");

    public static KeyPattern Of(string prefix, KeyFilter filter) =>
        new(prefix, null, filter, $"{prefix}\nwhere\n{string.Join('\n', filter.Segments.Select(static segment => segment is null ? "*" : $"={segment}"))}");

    /// <summary>Reads what another node has sent.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out KeyPattern? pattern)
    {
        pattern = text.Split('\n') switch
        {
            [var prefix, "glob", .. var glob] => new(prefix, new KeyGlob(string.Join('\n', glob)), null, text),
            [var prefix, "where", .. var segments] => new(prefix, null, KeyFilter.Of([.. segments.Select(static segment => segment == "*" ? null : segment[1..])]), text),
            _ => null,
        };
        return pattern is not null;
    }

    /// <summary>Whether the arguments of a key are matched.</summary>
    public bool Matches(ReadOnlySpan<char> arguments) => _glob is not null ? _glob.Matches(arguments) : _filter!.Matches(arguments);
}
