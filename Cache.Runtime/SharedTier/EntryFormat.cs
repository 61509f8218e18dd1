using System.Buffers.Binary;
using System.Text;

namespace Cache.SharedTier;

/// <summary>The bytes of a value in the shared tier. Numbers are little endian; a length is seven bits a byte, the lowest first, the eighth set on all but the last.</summary>
/// <remarks>
/// <code>
/// byte   the version of the format: 1
/// byte   flags (EntryFlags)
/// int64  created, int64 expires
/// int32  how long the load took, in milliseconds
/// int32  length of the payload as stored, int32 before compression
/// if the key is inside: length, UTF-8
/// if it has a sliding time of its own: int64 that time, in microseconds
/// length: how many versions it is under; each: length, UTF-8 of the name, int64 the version
/// the payload, to the end
/// </code>
/// Golden files hold it fast. A change of anything here is a new version of the format, which nodes of the older one take for a miss.
/// </remarks>
internal static class EntryFormat
{
    public const byte Version = 1;

    private const int FlagsAt = 1;
    private const int CreatedAt = 2;
    /// <summary>Where the expiry stands.</summary>
    public const int ExpiresAt = 10;

    private const int LoadTimeAt = 18;
    private const int StoredLengthAt = 22;
    private const int PayloadLengthAt = 26;
    private const int Fixed = 30;

    // what a TimeSpan holds, with room for what is added to it
    private const long LongestSliding = long.MaxValue / TimeSpan.TicksPerMicrosecond / 2;

    // a name or key that is not valid UTF-16 would come back as another one
    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Writes all but the payload, which follows, and what <see cref="Complete"/> adds when that is there.</summary>
    /// <exception cref="EncoderFallbackException">The key or a name is not valid UTF-16.</exception>
    public static void WriteHead(in SharedEntry entry, EntryBuffer target)
    {
        var head = target.GetSpan(Fixed);
        head[0] = Version;
        head[FlagsAt] = 0;
        BinaryPrimitives.WriteInt64LittleEndian(head[CreatedAt..], entry.Created);
        BinaryPrimitives.WriteInt64LittleEndian(head[ExpiresAt..], entry.Expires);
        BinaryPrimitives.WriteInt32LittleEndian(head[LoadTimeAt..], entry.LoadTime);
        target.Advance(Fixed);

        if (entry.Key is not null)
            WriteText(entry.Key, target);
        if (entry.Sliding != 0)
        {
            BinaryPrimitives.WriteInt64LittleEndian(target.GetSpan(sizeof(long)), entry.Sliding);
            target.Advance(sizeof(long));
        }
        WriteLength(entry.Versions.Length, target);
        foreach (var (name, version) in entry.Versions)
        {
            WriteText(name, target);
            BinaryPrimitives.WriteInt64LittleEndian(target.GetSpan(sizeof(long)), version);
            target.Advance(sizeof(long));
        }
    }

    /// <summary>Completes the head, which begins the buffer, by what is known once the payload is there.</summary>
    public static void Complete(EntryBuffer target, EntryFlags flags, int storedLength, int payloadLength)
    {
        var head = target.Written.Span;
        head[FlagsAt] = (byte)flags;
        BinaryPrimitives.WriteInt32LittleEndian(head[StoredLengthAt..], storedLength);
        BinaryPrimitives.WriteInt32LittleEndian(head[PayloadLengthAt..], payloadLength);
    }

    /// <summary>An expiry, as it stands at <see cref="ExpiresAt"/>.</summary>
    public static byte[] Expiry(long expires)
    {
        var bytes = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, expires);
        return bytes;
    }

    /// <summary>Reads an entry; its payload stays a part of <paramref name="bytes"/>.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="entry">The entry.</param>
    /// <param name="known">Versions that it is probably under; null where none are.</param>
    /// <returns>False where the bytes are cut off, corrupt or of another version of the format: a miss, never an exception.</returns>
    public static bool TryRead(ReadOnlyMemory<byte> bytes, out SharedEntry entry, NamedVersion[]? known = null)
    {
        entry = default;
        var span = bytes.Span;
        if (span.Length < Fixed || span[0] != Version)
            return false;
        var flags = (EntryFlags)span[FlagsAt];
        var storedLength = BinaryPrimitives.ReadInt32LittleEndian(span[StoredLengthAt..]);
        var payloadLength = BinaryPrimitives.ReadInt32LittleEndian(span[PayloadLengthAt..]);
        if (!Agree(flags, storedLength, payloadLength))
            return false;

        var reader = new EntryReader(span[Fixed..]);
        string? key = null;
        if (flags.HasFlag(EntryFlags.KeyInside) && !reader.TryText(out key))
            return false;
        var sliding = 0L;
        if (flags.HasFlag(EntryFlags.Sliding) && (!reader.TryInt64(out sliding) || sliding is <= 0 or > LongestSliding))
            return false;
        if (!reader.TryVersions(known ?? [], out var versions) || reader.Rest.Length != storedLength)
            return false;

        entry = new(BinaryPrimitives.ReadInt64LittleEndian(span[CreatedAt..]), BinaryPrimitives.ReadInt64LittleEndian(span[ExpiresAt..]), key, versions)
        {
            LoadTime = BinaryPrimitives.ReadInt32LittleEndian(span[LoadTimeAt..]),
            Sliding = sliding,
            Flags = flags,
            PayloadLength = payloadLength,
            Payload = bytes[^storedLength..],
        };
        return true;
    }

    private static bool Agree(EntryFlags flags, int storedLength, int payloadLength)
    {
        var kinds = flags & EntryFlags.Kinds;
        if ((flags & ~EntryFlags.All) != 0 || (kinds & (kinds - 1)) != 0 || storedLength < 0 || payloadLength < 0)
            return false;
        if (flags.HasFlag(EntryFlags.Null))
            return (flags & ~(EntryFlags.KeyInside | EntryFlags.Sliding)) == EntryFlags.Null && storedLength == 0 && payloadLength == 0;
        return flags.HasFlag(EntryFlags.Compressed) ? storedLength < payloadLength : storedLength == payloadLength;
    }

    private static void WriteText(string text, EntryBuffer target)
    {
        var length = s_strict.GetByteCount(text);
        WriteLength(length, target);
        target.Advance(s_strict.GetBytes(text, target.GetSpan(length)));
    }

    private static void WriteLength(int length, EntryBuffer target)
    {
        var rest = (uint)length;
        var span = target.GetSpan(5);
        var count = 0;
        for (; rest >= 0x80; rest >>= 7)
            span[count++] = (byte)(rest | 0x80);
        span[count++] = (byte)rest;
        target.Advance(count);
    }
}
