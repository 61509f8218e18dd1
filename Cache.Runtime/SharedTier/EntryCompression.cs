using System.Buffers;
using System.IO.Compression;

namespace Cache.SharedTier;

/// <summary>Compression of payloads: Brotli at the level that is made for speed.</summary>
internal static class EntryCompression
{
    private const int Quality = 1;

    // 256 KB: nearer repetitions are most of what there is to gain, and the encoder clears a table that grows with it
    private const int Window = 18;

    /// <summary>Puts the compressed payload in the place of the payload, if it is smaller.</summary>
    public static bool TryCompress(EntryBuffer buffer, int payloadAt)
    {
        var payload = buffer.Written.Span[payloadAt..];
        var rented = ArrayPool<byte>.Shared.Rent(payload.Length);
        try
        {
            // with no room for as many bytes as there were, the encoder itself refuses what does not get smaller
            if (!BrotliEncoder.TryCompress(payload, rented.AsSpan(0, payload.Length - 1), out var length, Quality, Window))
                return false;
            rented.AsSpan(0, length).CopyTo(payload);
            buffer.Truncate(payloadAt + length);
            return true;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    /// <summary>Fills the target, exactly.</summary>
    public static bool TryDecompress(ReadOnlySpan<byte> stored, Span<byte> target) =>
        BrotliDecoder.TryDecompress(stored, target, out var length) && length == target.Length;
}
