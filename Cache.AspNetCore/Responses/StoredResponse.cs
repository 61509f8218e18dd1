using System.Buffers.Binary;
using System.Text;

namespace Cache.Responses;

/// <summary>The bytes of an entry: the response as the framework wrote it, then its validators, then their length in four bytes.</summary>
/// <remarks>
/// The framework's format is its own and may change, so that the validators in it cannot be read. They stand behind it: the framework reads from the start to the end of the body, so that a hit
/// hands over the bytes as they are.
/// </remarks>
internal static class StoredResponse
{
    private const int LengthBytes = sizeof(int);
    private const char Between = '\n';

    /// <summary>Makes the bytes of an entry.</summary>
    public static byte[] Write(ReadOnlySpan<byte> response, string? tag, string? modified)
    {
        var validators = Encoding.UTF8.GetBytes($"{tag}{Between}{modified}");
        var stored = new byte[response.Length + validators.Length + LengthBytes];
        response.CopyTo(stored);
        validators.CopyTo(stored, response.Length);
        BinaryPrimitives.WriteInt32LittleEndian(stored.AsSpan(response.Length + validators.Length), validators.Length);
        return stored;
    }

    /// <summary>Reads the validators of an entry.</summary>
    /// <param name="stored">The bytes.</param>
    /// <param name="validators">The entity tag and the time of the last change; null where the response has none.</param>
    /// <returns>False for bytes that are no entry, whoever has put them there.</returns>
    public static bool TryReadValidators(ReadOnlySpan<byte> stored, out (string? Tag, string? Modified) validators)
    {
        validators = default;
        if (stored.Length < LengthBytes)
            return false;
        var length = BinaryPrimitives.ReadInt32LittleEndian(stored[^LengthBytes..]);
        if (length < 0 || length > stored.Length - LengthBytes)
            return false;
        var text = Encoding.UTF8.GetString(stored[^(LengthBytes + length)..^LengthBytes]);
        var end = text.IndexOf(Between, StringComparison.Ordinal);
        if (end < 0)
            return false;
        validators = (TextOrNull(text[..end]), TextOrNull(text[(end + 1)..]));
        return true;
    }

    private static string? TextOrNull(string text) => text.Length == 0 ? null : text;
}
