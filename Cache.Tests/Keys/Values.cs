using System.Globalization;
using FsCheck;
using FsCheck.Fluent;

namespace Cache.Tests.Keys;

// values of every supported type, each from a small pool of those that have been known to collide, so that equal ones are met as often as others
internal static class Values
{
    private static readonly string[] s_pieces =
    [
        ":", "%", "{", "}", "*", ",", "[", "]", "(", ")", "\\", "\0", "\n", "\x1F", "\x7F", "\x80", "\x85", "\x9F", "\xA0",
        "null", "empty", "%null", "%empty", "%25", "%3A", "%u", "%uD800", "D800", "\uD800", "\uDBFF", "\uDC00", "\U0001F600", "a", "a", "b", "I", "ı", " ", "L", "Z", "-", "0",
    ];

    public static Gen<string> Strings { get; } =
        Gen.Choose(0, 4).SelectMany(count => Gen.Elements(s_pieces).ListOf(count)).Select(string.Concat);

    public static Gen<char> Chars { get; } = Strings.Where(text => text.Length > 0).Select(text => text[0]);

    public static Gen<bool> Bools { get; } = Gen.Elements(true, false);

    public static Gen<long> Longs { get; } = Gen.OneOf(Gen.Choose(-3, 3).Select(value => (long)value), Gen.Elements(long.MinValue, long.MaxValue, int.MinValue, 1L << 32, (1L << 32) + 1));

    public static Gen<Int128> Large { get; } = Longs.Two().Select(halves => new Int128((ulong)halves.Item1, (ulong)halves.Item2));

    public static Gen<Guid> Guids { get; } = Large.Select(value => new Guid(BitConverter.GetBytes(value)));

    public static Gen<DateTime> DateTimes { get; } = Gen.Elements(0, 1, 10_000_000, 638_000_000_000_000_000, DateTime.MaxValue.Ticks)
        .Zip(Gen.Elements(DateTimeKind.Utc, DateTimeKind.Local, DateTimeKind.Unspecified), (ticks, kind) => new DateTime(ticks, kind));

    public static Gen<DateTimeOffset> Offsets { get; } = Gen.Elements(638_000_000_000_000_000, 638_000_036_000_000_000, 638_000_000_000_000_001)
        .Zip(Gen.Elements(-60, 0, 1, 60, 840), (ticks, minutes) => new DateTimeOffset(ticks, TimeSpan.FromMinutes(minutes)));

    public static Gen<double> Doubles { get; } = Gen.Elements(0.0, -0.0, 1, 0.1, 0.1 + 0.2, 0.3, 1e300, double.Epsilon, double.NaN, -double.NaN, BitConverter.UInt64BitsToDouble(0x7FF8_0000_0000_0001),
        double.PositiveInfinity, double.NegativeInfinity, double.MaxValue, 9007199254740992, 9007199254740994, -1.5);

    public static Gen<float> Floats { get; } = Gen.OneOf(Doubles.Select(value => (float)value), Gen.Elements(16777216f, 16777218f, float.Epsilon));

    public static Gen<Half> Halves { get; } = Gen.OneOf(Doubles.Select(value => (Half)value), Gen.Elements(Half.Epsilon, Half.MaxValue));

    public static Gen<decimal> Decimals { get; } = Gen.Elements("0", "0.0", "1", "1.0", "1.00", "-1", "-1.0", "10", "79228162514264337593543950335", "0.0000000000000000000000000001")
        .Select(text => decimal.Parse(text, CultureInfo.InvariantCulture)).Or(Gen.Elements(new decimal(0, 0, 0, true, 0), new decimal(0, 0, 0, true, 1)));

    public static Gen<TimeSpan> Spans { get; } = Longs.Select(ticks => new TimeSpan(ticks));

    public static Gen<Version> Versions { get; } = Gen.Elements("1.0", "1.0.0", "1.0.0.0", "1.1", "0.1", "10.0").Select(text => new Version(text));

    public static Gen<Uri> Uris { get; } = Gen.Elements("http://a", "http://a/", "http://A/", "HTTP://a/", "http://a:80/", "http://a/%41", "http://a/A", "http://a/,(b)", "a", "/a", "../a", "a%3Ab", "aa:b?{c}")
        .Select(text => new Uri(text, UriKind.RelativeOrAbsolute));

    public static Gen<Plain> Plains { get; } = Gen.Elements((Plain)(-5), (Plain)(-1), Plain.None, Plain.One, (Plain)7);

    public static Gen<Flags> FlagSets { get; } = Gen.Choose(-2, 9).Select(value => (Flags)value);

    public static Gen<Code> Codes { get; } = Strings.Select(text => new Code(text));

    public static Gen<T?> OrNone<T>(this Gen<T> values)
        where T : struct =>
        Gen.Frequency((1, Gen.Constant((T?)null)), (3, values.Select(value => (T?)value)));

    public static Gen<T?> OrNothing<T>(this Gen<T> values)
        where T : class =>
        Gen.Frequency((1, Gen.Constant((T?)null)), (3, values.Select(value => (T?)value)));

    public static Gen<T[]> Short<T>(this Gen<T> values) => Gen.Choose(0, 3).SelectMany(count => values.ArrayOf(count));
}

internal enum Plain
{
    None,
    One,
}

[Flags]
internal enum Flags : sbyte
{
    Read = 1,
    Write = 2,
    Both = 3,
    Delete = 4,
}

internal enum Wide : ulong
{
    Least,
    Most = ulong.MaxValue,
}

// a type of the user's, marked as a whole
[CacheKey]
internal readonly record struct Code(string Text) : ISpanFormattable
{
    public bool TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format, IFormatProvider? provider)
    {
        charsWritten = Text.Length;
        return Text.TryCopyTo(destination);
    }

    public string ToString(string? format, IFormatProvider? formatProvider) => Text;
}
