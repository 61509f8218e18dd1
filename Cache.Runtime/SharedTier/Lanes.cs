using System.Text;

namespace Cache.SharedTier;

/// <summary>The lanes that keys are spread over. Which lane a key is in is a constant of the format: all nodes must agree on it.</summary>
public static class Lanes
{
    /// <summary>The lanes of keys.</summary>
    public const int Count = 64;

    /// <summary>The lane of patterns, beside those of keys.</summary>
    public const int Patterns = 64;

    /// <summary>All lanes: those of keys and that of patterns.</summary>
    public const int Total = 65;

    private const string OfOneKey = SharedNames.Key + ":";
    private const uint Offset = 2166136261;
    private const uint Prime = 16777619;

    /// <summary>The lane of a key: FNV-1a (32 bits) over its UTF-8, folded to six bits. The version of a key is in the lane of that key.</summary>
    /// <param name="key">The full text.</param>
    /// <returns>From 0 to 63.</returns>
    public static int Of(string key)
    {
        var rest = key.AsSpan();
        var hash = Offset;
        var start = rest.IndexOf(':') + 1;
        if (rest[start..].StartsWith(OfOneKey, StringComparison.Ordinal))
        {
            hash = Add(hash, rest[..start]);
            rest = rest[(start + OfOneKey.Length)..];
        }
        hash = Add(hash, rest);
        return (int)((hash ^ (hash >> 6) ^ (hash >> 12) ^ (hash >> 18)) & (Count - 1));
    }

    private static uint Add(uint hash, ReadOnlySpan<char> rest)
    {
        if (!Ascii.IsValid(rest))
            return AddEncoded(hash, rest);
        foreach (var one in rest)
            hash = (hash ^ one) * Prime;
        return hash;
    }

    private static uint AddEncoded(uint hash, ReadOnlySpan<char> rest)
    {
        Span<byte> bytes = stackalloc byte[256];
        var encoder = Encoding.UTF8.GetEncoder();
        bool completed;
        do
        {
            encoder.Convert(rest, bytes, flush: true, out var used, out var written, out completed);
            foreach (var one in bytes[..written])
                hash = (hash ^ one) * Prime;
            rest = rest[used..];
        }
        while (!completed);
        return hash;
    }
}
