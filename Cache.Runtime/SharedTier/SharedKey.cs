using System.Security.Cryptography;
using System.Text;

namespace Cache.SharedTier;

/// <summary>The text of a key in the shared tier: the key's own, or, where that is long, its beginning and a hash.</summary>
internal static class SharedKey
{
    /// <summary>The longest key that is kept as it is, in bytes of UTF-8.</summary>
    public const int Longest = 512;

    /// <summary>How much of a long key stays readable, in chars; no cache's prefix is longer.</summary>
    public const int ReadableChars = 300;

    // a key that looks like a hashed one by chance is invalidated once more than it needs to be
    private const string Mark = "~sha256~";
    private const int HashChars = 64;

    /// <summary>The key to use, and whether it is a hash.</summary>
    /// <param name="text">The full text.</param>
    /// <param name="isHashed">Whether the entry must hold the full text.</param>
    public static string Of(string text, out bool isHashed)
    {
        // three bytes a char at most: short keys are not counted
        isHashed = text.Length * 3 > Longest && Encoding.UTF8.GetByteCount(text) > Longest;
        return isHashed
            ? string.Concat(text.AsSpan(0, ReadableChars), Mark, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))))
            : text;
    }

    /// <summary>Whether a key of the server's may be one that a pattern matches: of a hashed one nobody can tell, so it is.</summary>
    public static bool IsMatched(KeyPattern pattern, string key)
    {
        if (IsHashed(key))
            return true;
        var arguments = key.AsSpan(pattern.Prefix.Length);
        for (var part = 0; part < pattern.Parts; part++)
        {
            // without an ambient value it is of another version of the application: nobody can tell either
            if (arguments is not [':', .. var rest])
                return true;
            var end = rest.IndexOf(':');
            arguments = end < 0 ? "" : rest[end..];
        }
        if (arguments.IsEmpty)
            return pattern.Matches("");
        return arguments[0] == ':' && pattern.Matches(arguments[1..]);
    }

    private static bool IsHashed(string key) =>
        key.Length == ReadableChars + Mark.Length + HashChars && key.AsSpan(ReadableChars).StartsWith(Mark, StringComparison.Ordinal);
}
