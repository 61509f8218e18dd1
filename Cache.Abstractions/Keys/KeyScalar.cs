using System.Globalization;

namespace Cache.CompilerServices;

/// <summary>The text of a single value: invariant culture, formats that lose nothing.</summary>
internal static class KeyScalar
{
    // far beyond any sane key: a TryFormat that has not succeeded with this much room never will
    private const int MostRoom = 1 << 24;

    public static void Write<T>(ref KeyBuffer text, T value, KeyPlace place)
    {
        // the patterns see through type parameters, nullables and boxes alike; for a value type the JIT keeps the one that fits
        switch (value)
        {
            case string characters:
                KeyEscape.Write(ref text, characters, place);
                break;
            case bool flag:
                text.Append(flag ? "true" : "false");
                break;
            case char character:
                KeyEscape.Write(ref text, new ReadOnlySpan<char>(in character), place);
                break;
            case Uri uri:
                KeyEscape.Write(ref text, uri.OriginalString, place);
                break;
            case DateTime { Kind: DateTimeKind.Local } local:
                // "O" would write the offset of this machine, which is another on the next
                Format(ref text, DateTime.SpecifyKind(local, DateTimeKind.Unspecified), "O", place);
                text.Append('L');
                break;
            case DateTime or DateTimeOffset or DateOnly or TimeOnly:
                Format(ref text, value, "O", place);
                break;
            case Enum name when IsNegativeNumber(name, out var number):
                Format(ref text, number, null, place);
                break;
            case ISpanFormattable:
                Format(ref text, value, null, place);
                break;
            default:
                KeyThrow.NotWritable(typeof(T));
                break;
        }
    }

    // an enum writes a value that has no name as a number with the minus sign of the current culture, whatever culture it is asked for
    private static bool IsNegativeNumber(Enum value, out long number)
    {
        number = value.GetTypeCode() is TypeCode.SByte or TypeCode.Int16 or TypeCode.Int32 or TypeCode.Int64
            ? Convert.ToInt64(value, CultureInfo.InvariantCulture)
            : 0;
        return number < 0 && value.ToString() == value.ToString("D");
    }

    private static void Format<T>(ref KeyBuffer text, T value, string? format, KeyPlace place)
    {
        int written;
        while (true)
        {
            // the handler calls the value's own TryFormat, for enums too, without a box
            var handler = new MemoryExtensions.TryWriteInterpolatedStringHandler(0, 1, text.Free, CultureInfo.InvariantCulture, out _);
            handler.AppendFormatted(value, format);
            if (text.Free.TryWrite(CultureInfo.InvariantCulture, ref handler, out written))
                break;
            if (text.Free.Length >= MostRoom)
                KeyThrow.NeverFormats(value!.GetType());
            text.Grow(text.Free.Length + 64);
        }

        var formatted = text.Free[..written];
        if (KeyEscape.LengthOfRaw(formatted, place) == written)
        {
            text.Advance(written);
            return;
        }

        // most texts with a ':' are times, which are short
        var copy = written <= 128 ? stackalloc char[written] : new char[written];
        formatted.CopyTo(copy);
        KeyEscape.Write(ref text, copy, place);
    }
}
