using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;

namespace Cache.SharedTier;

/// <summary>Strings as payloads of their own, unit for unit, whether or not they are valid UTF-16.</summary>
internal static class RawText
{
    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Writes a string, as UTF-8 where that can be turned back.</summary>
    /// <returns>How it was written.</returns>
    public static EntryFlags Write(string text, EntryBuffer target)
    {
        var start = target.Length;
        var rest = text.AsSpan();
        while (!rest.IsEmpty)
        {
            var span = target.GetSpan(Math.Min(rest.Length * 3, 4096));
            var status = Utf8.FromUtf16(rest, span, out var read, out var written, replaceInvalidSequences: false);
            target.Advance(written);
            rest = rest[read..];
            if (status != OperationStatus.InvalidData)
                continue;

            // half of a surrogate pair: neither UTF-8 nor the JSON of a serializer would give it back
            target.Truncate(start);
            return WriteUnits(text, target);
        }
        return EntryFlags.Utf8;
    }

    /// <summary>Reads a string.</summary>
    /// <exception cref="InvalidDataException">The bytes are not 16-bit units.</exception>
    /// <exception cref="DecoderFallbackException">The bytes are not UTF-8.</exception>
    public static string Read(EntryFlags flags, ReadOnlySpan<byte> payload)
    {
        if (flags.HasFlag(EntryFlags.Utf8))
            return s_strict.GetString(payload);
        if (payload.Length % sizeof(char) != 0)
            Throw.CorruptPayload();
        return string.Create(payload.Length / sizeof(char), payload, static (units, bytes) => Copy(MemoryMarshal.Cast<byte, ushort>(bytes), MemoryMarshal.Cast<char, ushort>(units)));
    }

    private static EntryFlags WriteUnits(string text, EntryBuffer target)
    {
        var length = checked(text.Length * sizeof(char));
        Copy(MemoryMarshal.Cast<char, ushort>(text.AsSpan()), MemoryMarshal.Cast<byte, ushort>(target.GetSpan(length)));
        target.Advance(length);
        return EntryFlags.Utf16;
    }

    private static void Copy(ReadOnlySpan<ushort> source, Span<ushort> target)
    {
        if (BitConverter.IsLittleEndian)
            source.CopyTo(target);
        else
            BinaryPrimitives.ReverseEndianness(source, target);
    }
}
