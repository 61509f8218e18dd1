using System.Buffers;

namespace Cache.SharedTier;

/// <summary>Writes the values of one type into entries of the shared tier, and reads them. Any thread may call it.</summary>
/// <remarks>Nothing here throws for what a value or an entry holds: false, and the exception for the log, say that it cannot be shared or read.</remarks>
internal sealed class ValueCodec<TValue>(ICacheSerializer serializer, SharedOptions options)
{
    /// <summary>Writes an entry, whole, into an empty buffer.</summary>
    /// <param name="head">The entry without its payload.</param>
    /// <param name="value">The value; null too.</param>
    /// <param name="target">Takes the entry; what it holds after false is of no use.</param>
    /// <param name="failure">Why the value is not to be stored: it is over the limit, or the serializer refused it.</param>
    /// <param name="compresses">Whether it may be compressed.</param>
    /// <returns>Whether it has been written.</returns>
    public bool TryWrite(in SharedEntry head, TValue value, EntryBuffer target, out Exception? failure, bool compresses = true)
    {
        try
        {
            EntryFormat.WriteHead(head, target);
            var payloadAt = target.Length;
            target.Limit = (int)Math.Min(int.MaxValue, (long)payloadAt + options.ValueLimit);
            var flags = WritePayload(value, target) | (head.Key is null ? EntryFlags.None : EntryFlags.KeyInside) | (head.Sliding == 0 ? EntryFlags.None : EntryFlags.Sliding);

            var length = target.Length - payloadAt;
            if (compresses && length > options.CompressOver && EntryCompression.TryCompress(target, payloadAt))
                flags |= EntryFlags.Compressed;
            EntryFormat.Complete(target, flags, target.Length - payloadAt, length);
            failure = null;
            return true;
        }
        catch (Exception thrown) when (thrown is not OutOfMemoryException)
        {
            failure = thrown;
            return false;
        }
    }

    /// <summary>Reads the value of an entry.</summary>
    /// <param name="entry">The entry; the memory that it was read from must not be used again, as a <c>ReadOnlyMemory&lt;byte&gt;</c> is handed out as a part of it.</param>
    /// <param name="value">The value.</param>
    /// <param name="failure">Why there is none: the payload is of another type, corrupt, or over the limit.</param>
    /// <returns>Whether there is one.</returns>
    public bool TryReadValue(in SharedEntry entry, out TValue value, out Exception? failure)
    {
        try
        {
            value = entry.Flags.HasFlag(EntryFlags.Null) ? Null() : ReadPayload(entry);
            failure = null;
            return true;
        }
        catch (Exception thrown) when (thrown is not OutOfMemoryException)
        {
            value = default!;
            failure = thrown;
            return false;
        }
    }

    private EntryFlags WritePayload(TValue value, EntryBuffer target)
    {
        // by the declared type: a string in a cache of objects is the serializer's affair, which knows how to name its type
        switch (value)
        {
            case null:
                return EntryFlags.Null;
            case byte[] bytes when typeof(TValue) == typeof(byte[]):
                target.Write(bytes);
                return EntryFlags.Bytes;
            case ReadOnlyMemory<byte> bytes when typeof(TValue) == typeof(ReadOnlyMemory<byte>):
                target.Write(bytes.Span);
                return EntryFlags.Bytes;
            case string text when typeof(TValue) == typeof(string):
                return RawText.Write(text, target);
            default:
                serializer.Serialize(value, target);
                return EntryFlags.None;
        }
    }

    private TValue ReadPayload(in SharedEntry entry)
    {
        if (entry.PayloadLength > options.ValueLimit)
            Throw.ValueTooLarge(entry.PayloadLength, options.ValueLimit);
        if (!entry.Flags.HasFlag(EntryFlags.Compressed))
            return Read(entry.Flags, entry.Payload);

        // what outlives the call must have an array of its own
        if (entry.Flags.HasFlag(EntryFlags.Bytes))
        {
            var own = new byte[entry.PayloadLength];
            Decompress(entry, own);
            return Bytes(own);
        }
        var rented = ArrayPool<byte>.Shared.Rent(entry.PayloadLength);
        try
        {
            Decompress(entry, rented.AsSpan(0, entry.PayloadLength));
            return Read(entry.Flags, rented.AsMemory(0, entry.PayloadLength));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private TValue Read(EntryFlags flags, ReadOnlyMemory<byte> payload)
    {
        if (flags.HasFlag(EntryFlags.Bytes))
            return typeof(TValue) == typeof(byte[]) ? Bytes(payload.ToArray()) : Bytes(payload);
        if ((flags & EntryFlags.Kinds) != 0)
            return RawText.Read(flags, payload.Span) is TValue text ? text : Throw.AnotherPayload<TValue>("text");
        var value = serializer.Deserialize<TValue>(payload.Span);
        return value is null ? Throw.AnotherPayload<TValue>("null") : value;
    }

    private static void Decompress(in SharedEntry entry, Span<byte> target)
    {
        if (!EntryCompression.TryDecompress(entry.Payload.Span, target))
            Throw.CorruptPayload();
    }

    private static TValue Bytes(ReadOnlyMemory<byte> bytes) => bytes is TValue value ? value : Throw.AnotherPayload<TValue>("bytes");

    private static TValue Bytes(byte[] bytes) => bytes is TValue value ? value : Bytes((ReadOnlyMemory<byte>)bytes);

    private static TValue Null() => default(TValue) is null ? default! : Throw.AnotherPayload<TValue>("null");
}
