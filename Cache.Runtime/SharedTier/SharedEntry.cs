namespace Cache.SharedTier;

/// <summary>A value in the shared tier, with what a reader must know before it may use it.</summary>
/// <param name="Created">When the load of the value began: the server's clock, in microseconds since 1970.</param>
/// <param name="Expires">When it is over, though the slot may keep it longer: the same clock. 0 is never.</param>
/// <param name="Key">The key's full text, where the slot's name is only a hash of it; else null.</param>
/// <param name="Versions">The versions that it is under, as they were before its load began.</param>
internal readonly record struct SharedEntry(long Created, long Expires, string? Key, NamedVersion[] Versions)
{
    /// <summary>How long its load took, in milliseconds; 0 where that is not known.</summary>
    public int LoadTime { get; init; }

    /// <summary>How long it lives after a read, in microseconds, where it has a time of its own; else 0.</summary>
    public long Sliding { get; init; }

    /// <summary>What the payload is. Set by <see cref="EntryFormat"/>.</summary>
    public EntryFlags Flags { get; init; }

    /// <summary>The bytes of the payload before compression. Set by <see cref="EntryFormat"/>.</summary>
    public int PayloadLength { get; init; }

    /// <summary>The payload as it is stored: a part of the bytes that were read, which must live as long. Set by <see cref="EntryFormat"/>.</summary>
    public ReadOnlyMemory<byte> Payload { get; init; }
}

/// <summary>A version, and the full text of its name.</summary>
internal readonly record struct NamedVersion(string Name, long Version);

/// <summary>The second byte of an entry. A bit that is not here is one of a newer format.</summary>
[Flags]
internal enum EntryFlags : byte
{
    None = 0,

    /// <summary>The payload is compressed by Brotli.</summary>
    Compressed = 1,

    /// <summary>The value is null; there is no payload.</summary>
    Null = 2,

    /// <summary>The key's full text is in the entry.</summary>
    KeyInside = 4,

    /// <summary>The payload is the value itself: bytes.</summary>
    Bytes = 8,

    /// <summary>The payload is the value itself: a string as UTF-8.</summary>
    Utf8 = 16,

    /// <summary>The payload is the value itself: a string that is not valid UTF-16, as its 16-bit units, the lower byte first.</summary>
    Utf16 = 32,

    /// <summary>The entry has a time of its own that it lives after a read.</summary>
    Sliding = 64,

    /// <summary>The kinds of payload; none of them is the serializer's.</summary>
    Kinds = Bytes | Utf8 | Utf16,

    All = Compressed | Null | KeyInside | Kinds | Sliding,
}
