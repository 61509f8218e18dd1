namespace Cache.CompilerServices;

/// <summary>Where a text stands in a key: what would be read as structure there is encoded.</summary>
internal enum KeyPlace
{
    /// <summary>The one segment of its key: nothing is structure.</summary>
    Alone,

    /// <summary>One of several segments: <c>:</c> separates them.</summary>
    Segment,

    /// <summary>A member of a tuple, an object or a list.</summary>
    Member,
}

/// <summary>Encodes text so that it cannot be taken for the structure of a key, and survives UTF-8.</summary>
internal static class KeyEscape
{
    public static void Write(ref KeyBuffer target, scoped ReadOnlySpan<char> text, KeyPlace place)
    {
        while (true)
        {
            var raw = LengthOfRaw(text, place);
            target.Append(text[..raw]);
            if (raw == text.Length)
                return;
            text = text[raw..];
            text = text[WriteEncoded(ref target, text)..];
        }
    }

    /// <summary>How many characters at the start of the text stand for themselves.</summary>
    public static int LengthOfRaw(ReadOnlySpan<char> text, KeyPlace place)
    {
        var length = 0;
        while (length < text.Length && IsRaw(text[length], place))
            length++;
        return length;
    }

    private static bool IsRaw(char value, KeyPlace place) => value switch
    {
        '%' or '{' or '}' => false,
        ':' => place == KeyPlace.Alone,
        ',' or '[' or ']' or '(' or ')' => place != KeyPlace.Member,
        < ' ' => false,
        < '\x7F' => true,
        <= '\x9F' => false,
        _ => !char.IsSurrogate(value),
    };

    private static int WriteEncoded(ref KeyBuffer target, scoped ReadOnlySpan<char> text)
    {
        var value = text[0];
        if (char.IsHighSurrogate(value) && text.Length > 1 && char.IsLowSurrogate(text[1]))
        {
            target.Append(text[..2]);
            return 2;
        }

        if (char.IsSurrogate(value))
        {
            // as UTF-8 every lone surrogate would become the same replacement character
            target.Append("%u");
            WriteByte(ref target, value >> 8);
            WriteByte(ref target, value & 0xFF);
            return 1;
        }

        // all that is left is below U+00A0: one byte of UTF-8, or two that begin with C2
        if (value >= 0x80)
            target.Append("%C2");
        target.Append('%');
        WriteByte(ref target, value);
        return 1;
    }

    private static void WriteByte(ref KeyBuffer target, int value)
    {
        const string Digits = "0123456789ABCDEF";
        target.Append(Digits[value >> 4]);
        target.Append(Digits[value & 0xF]);
    }
}
