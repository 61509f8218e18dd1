using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Cache.SharedTier;

namespace Cache.Store;

/// <summary>The message of an invalidation, as it goes through the channel <c>app:#bus</c>; readable with SUBSCRIBE in redis-cli.</summary>
/// <remarks>
/// <code>
/// 1 K 07 9f86d081884c7d659a2feaa0c55ad015 1790000000000042 20:app:user-profile:u1,20:app:user-profile:u2,
/// format, kind (K keys, V version, P pattern), lane, the sender's id, the lane's sequence, then each text behind its length in bytes
/// </code>
/// The script that invalidates puts the sequence between the head and the body that the sender made. A message that cannot be read is dropped: the gap in the
/// sequence tells its receiver that it has missed something. The channel <c>app:#landed</c> carries nothing but the text of the key.
/// </remarks>
internal static class BusMessage
{
    private const char Format = '1';

    /// <summary>What stands before the sequence.</summary>
    public static byte[] Head(SharedMessageKind kind, int lane, string sender) =>
        Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Format} {Letter(kind)} {lane:00} {sender} "));

    /// <summary>What stands after the sequence.</summary>
    public static byte[] Body(IReadOnlyList<string> texts)
    {
        var body = new StringBuilder();
        foreach (var text in texts)
            body.Append(CultureInfo.InvariantCulture, $"{Encoding.UTF8.GetByteCount(text)}:").Append(text).Append(',');
        return Encoding.UTF8.GetBytes(body.ToString());
    }

    public static bool TryRead(ReadOnlySpan<byte> message, string self, out SharedMessage read)
    {
        read = default;
        if (!TryWord(ref message, out var format) || !format.SequenceEqual("1"u8) ||
            !TryWord(ref message, out var letter) || Kind(letter) is not { } kind ||
            !TryNumber(ref message, out var lane) || lane is < 0 or >= Lanes.Total ||
            !TryWord(ref message, out var sender) ||
            !TryNumber(ref message, out var sequence) ||
            !TryTexts(message, out var texts))
        {
            return false;
        }
        var isOwn = Encoding.ASCII.GetString(sender) == self;
        read = new((int)lane, sequence, isOwn, kind, texts);
        return true;
    }

    private static char Letter(SharedMessageKind kind) => kind switch
    {
        SharedMessageKind.Keys => 'K',
        SharedMessageKind.Version => 'V',
        _ => 'P',
    };

    private static SharedMessageKind? Kind(ReadOnlySpan<byte> letter) => letter switch
    {
        [(byte)'K'] => SharedMessageKind.Keys,
        [(byte)'V'] => SharedMessageKind.Version,
        [(byte)'P'] => SharedMessageKind.Pattern,
        _ => null,
    };

    private static bool TryWord(ref ReadOnlySpan<byte> message, out ReadOnlySpan<byte> word)
    {
        var end = message.IndexOf((byte)' ');
        word = end < 0 ? default : message[..end];
        message = message[(end + 1)..];
        return end > 0;
    }

    private static bool TryNumber(ref ReadOnlySpan<byte> message, out long number)
    {
        number = 0;
        return TryWord(ref message, out var word) && Utf8Parser.TryParse(word, out number, out var read) && read == word.Length;
    }

    private static bool TryTexts(ReadOnlySpan<byte> message, out List<string> texts)
    {
        texts = [];
        while (message.Length > 0)
        {
            if (!Utf8Parser.TryParse(message, out int length, out var read) || length < 0 || message.Length - read < length + 2 ||
                message[read] != ':' || message[read + 1 + length] != ',')
            {
                return false;
            }
            texts.Add(Encoding.UTF8.GetString(message.Slice(read + 1, length)));
            message = message[(read + length + 2)..];
        }
        return texts.Count > 0;
    }
}
