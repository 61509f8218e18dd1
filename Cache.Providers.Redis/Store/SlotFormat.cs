using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Cache.SharedTier;

namespace Cache.Store;

/// <summary>The bytes of a slot. The scripts read and write the same ones.</summary>
/// <remarks>
/// <code>
/// 0       'V' a value, 'L' a lease
/// 1       the version of the format, 1
/// 2       flags of a lease: 1 somebody waits, 2 holds a value
/// 3..18   the identity: 16 bytes
/// value:  19..    the payload
/// lease:  19..34  when its life is over, in microseconds of the server, 16 digits; zeros: with the key
///         35..54  what the versions of the key came to when it was taken, 20 digits
/// holds:  55..70  when the held value expires, in microseconds, 16 digits; zeros: never
///         71..    the whole bytes of the slot of the value
/// </code>
/// A lease that holds nothing expires with its key. One that holds a value may stay longer, for the value's sake: so its end is written down.
/// </remarks>
internal static class SlotFormat
{
    private const byte Version = 1;
    private const byte Holds = 2;
    private const int IdAt = 3;
    private const int IdLength = 16;
    /// <summary>Where the payload of a value begins.</summary>
    public const int PayloadAt = IdAt + IdLength;
    private const int TimeLength = 16;
    private const int UnderAt = PayloadAt + TimeLength;
    private const int UnderLength = 20;
    private const int LeaseLength = UnderAt + UnderLength;
    private const int HeldAt = LeaseLength + TimeLength;

    public static byte[] Value(SlotId id, ReadOnlySpan<byte> payload)
    {
        var slot = Start((byte)'V', id, PayloadAt + payload.Length);
        payload.CopyTo(slot.AsSpan(PayloadAt));
        return slot;
    }

    public static byte[] Lease(SlotId id, long under)
    {
        var slot = Start((byte)'L', id, LeaseLength);
        slot.AsSpan(PayloadAt, TimeLength).Fill((byte)'0');
        Under(under).CopyTo(slot.AsSpan(UnderAt));
        return slot;
    }

    /// <summary>What versions come to, in as many digits that texts compare as the numbers do.</summary>
    public static byte[] Under(long under) => Encoding.ASCII.GetBytes(under.ToString("D20", CultureInfo.InvariantCulture));

    public static SharedSlot Read(byte[]? slot)
    {
        if (slot is null)
            return default;
        if (slot.Length < PayloadAt || slot[1] != Version)
            return new(SharedSlotKind.Foreign, default, default);
        var id = new SlotId(new Guid(slot.AsSpan(IdAt, IdLength), bigEndian: true));
        return slot[0] switch
        {
            (byte)'V' => new(SharedSlotKind.Value, id, slot.AsMemory(PayloadAt)),
            (byte)'L' when (slot[2] & Holds) == 0 && slot.Length >= LeaseLength => new(SharedSlotKind.Lease, id, default, UnderOf(slot)),
            (byte)'L' when slot.Length >= HeldAt + PayloadAt => new(SharedSlotKind.Lease, id, slot.AsMemory(HeldAt + PayloadAt), UnderOf(slot)),
            _ => new(SharedSlotKind.Foreign, default, default),
        };
    }

    public static byte[] Bytes(SlotId id)
    {
        var bytes = new byte[IdLength];
        id.Bits.TryWriteBytes(bytes, bigEndian: true, out _);
        return bytes;
    }

    /// <summary>A value or a lease that was seen, to be compared with what stands there by now: its marker and its identity.</summary>
    public static byte[] Seen(SharedSlot slot) => [slot.Kind == SharedSlotKind.Value ? (byte)'V' : (byte)'L', .. Bytes(slot.Id)];

    /// <summary>A whole number, as scripts and counters have it; null for anything else.</summary>
    public static long? Number(byte[]? text) =>
        text is not null && Utf8Parser.TryParse(text, out long number, out var read) && read == text.Length ? number : null;

    private static long UnderOf(byte[] slot) => Utf8Parser.TryParse(slot.AsSpan(UnderAt, UnderLength), out long under, out _) ? under : 0;

    private static byte[] Start(byte marker, SlotId id, int length)
    {
        var slot = new byte[length];
        slot[0] = marker;
        slot[1] = Version;
        id.Bits.TryWriteBytes(slot.AsSpan(IdAt), bigEndian: true, out _);
        return slot;
    }
}
