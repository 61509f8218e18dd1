using System.ComponentModel;
using System.Text;

namespace Cache.CompilerServices;

/// <summary>A pattern over the argument text of keys: <c>*</c> is any run of characters, <c>\*</c> a star, all else itself.</summary>
/// <remarks>
/// The text must match from its first character to its last. The pieces between the stars are looked for from left to right, each at the
/// first place where it fits: taking a later one could only leave less text for the rest, so there is nothing to come back to.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class KeyGlob
{
    private readonly string _first;
    private readonly string[] _middle;

    // what follows the last star; null without a star, when _first is the whole text
    private readonly string? _last;

    /// <summary>Reads a pattern.</summary>
    /// <param name="glob">The pattern.</param>
    /// <exception cref="ArgumentException">The pattern is null or empty.</exception>
    public KeyGlob(string glob)
    {
        if (string.IsNullOrEmpty(glob))
            KeyThrow.EmptyGlob(nameof(glob));
        Text = glob;
        var pieces = Split(glob);
        _first = pieces[0];
        _last = pieces.Count > 1 ? pieces[^1] : null;
        _middle = pieces.Count > 2 ? [.. pieces[1..^1].Where(static piece => piece.Length > 0)] : [];
    }

    /// <summary>The pattern as it was written.</summary>
    public string Text { get; }

    /// <summary>Whether the pattern matches a key as a whole.</summary>
    /// <param name="arguments">The argument text of the key.</param>
    /// <returns>Whether it matches.</returns>
    public bool Matches(ReadOnlySpan<char> arguments)
    {
        if (_last is null)
            return arguments.SequenceEqual(_first);
        if (!arguments.StartsWith(_first))
            return false;
        arguments = arguments[_first.Length..];
        if (!arguments.EndsWith(_last))
            return false;
        arguments = arguments[..^_last.Length];

        foreach (var piece in _middle)
        {
            var start = arguments.IndexOf(piece);
            if (start < 0)
                return false;
            arguments = arguments[(start + piece.Length)..];
        }
        return true;
    }

    private static List<string> Split(string glob)
    {
        var pieces = new List<string>();
        var piece = new StringBuilder();
        for (var index = 0; index < glob.Length; index++)
        {
            if (glob[index] == '*')
            {
                pieces.Add(piece.ToString());
                piece.Clear();
                continue;
            }
            if (glob[index] == '\\' && index + 1 < glob.Length && glob[index + 1] == '*')
                index++;
            piece.Append(glob[index]);
        }
        pieces.Add(piece.ToString());
        return pieces;
    }
}
