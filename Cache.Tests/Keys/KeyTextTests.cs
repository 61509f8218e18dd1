using System.Globalization;
using Cache.CompilerServices;

namespace Cache.Tests.Keys;

// the texts are a format: entries of a shared tier are found by them, so a change here is a change of every key
public class KeyTextTests
{
    private static readonly DateTime s_time = new DateTime(2024, 2, 29, 13, 5, 9).AddTicks(1_234_567);

    private static IEnumerable<TestCaseData> Texts() =>
    [
        Case(true, "true"),
        Case('x', "x"),
        Case(':', ":", "%3A"),
        Case('\uD800', "%uD800"),
        Case((sbyte)-1, "-1"),
        Case((byte)255, "255"),
        Case((short)-32768, "-32768"),
        Case(1234567, "1234567"),
        Case(-5L, "-5"),
        Case(ulong.MaxValue, "18446744073709551615"),
        Case((nint)(-7), "-7"),
        Case((nuint)7, "7"),
        Case(Int128.MinValue, "-170141183460469231731687303715884105728"),
        Case(UInt128.MaxValue, "340282366920938463463374607431768211455"),
        Case(0.1, "0.1"),
        Case(-0.0, "-0"),
        Case(1e300, "1E+300"),
        Case(-double.NaN, "NaN"),
        Case(double.NegativeInfinity, "-Infinity"),
        Case(0.1f, "0.1"),
        Case((Half)0.1, "0.1"),
        Case(1.50m, "1.50"),
        Case(new decimal(0, 0, 0, true, 1), "0.0"),
        Case(new Guid(0x01020304, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14), "01020304-0005-0006-0708-090a0b0c0d0e"),
        Case(DateTime.SpecifyKind(s_time, DateTimeKind.Utc), "2024-02-29T13:05:09.1234567Z", "2024-02-29T13%3A05%3A09.1234567Z"),
        Case(DateTime.SpecifyKind(s_time, DateTimeKind.Local), "2024-02-29T13:05:09.1234567L", "2024-02-29T13%3A05%3A09.1234567L"),
        Case(s_time, "2024-02-29T13:05:09.1234567", "2024-02-29T13%3A05%3A09.1234567"),
        Case(new DateTimeOffset(s_time, TimeSpan.FromHours(-3.5)), "2024-02-29T13:05:09.1234567-03:30", "2024-02-29T13%3A05%3A09.1234567-03%3A30"),
        Case(DateOnly.FromDateTime(s_time), "2024-02-29"),
        Case(TimeOnly.FromDateTime(s_time), "13:05:09.1234567", "13%3A05%3A09.1234567"),
        Case(new TimeSpan(-1, -2, -3), "-01:02:03", "-01%3A02%3A03"),
        Case(new Version(1, 2, 0), "1.2.0"),
        Case(new Uri("HTTP://Host:80/a,b?c={d}"), "HTTP://Host:80/a,b?c=%7Bd%7D", "HTTP%3A//Host%3A80/a,b?c=%7Bd%7D", "HTTP%3A//Host%3A80/a%2Cb?c=%7Bd%7D"),
        Case(DayOfWeek.Friday, "Friday"),
        Case((DayOfWeek)(-5), "-5"),
        Case(Flags.Read | Flags.Delete, "Read, Delete", "Read, Delete", "Read%2C Delete"),
        Case(Wide.Most, "Most"),
        Case(new Code("%null"), "%25null"),
        Case("", ""),
        Case("acme", "acme"),
        Case("user:1", "user:1", "user%3A1"),
        Case("a,[b](c)", "a,[b](c)", "a,[b](c)", "a%2C%5Bb%5D%28c%29"),
        Case("%{}*\\", "%25%7B%7D*\\"),
        Case("\0\n\x7F\x80\x9F\xA0", "%00%0A%7F%C2%80%C2%9F\xA0"),
        Case("\U0001F600\uD83D-\uDE00", "\U0001F600%uD83D-%uDE00"),
        Case("null", "null"),
        Case((string?)null, "%null"),
        Case((int?)null, "%null"),
        Case((Uri?)null, "%null"),
        Case((1, (string?)null, "a:b"), "(1,%null,a%3Ab)"),
        Case(((string, string)?)null, "%null"),
        Case((1, 2, 3, 4, 5, 6, 7, 8, 9), "(1,2,3,4,5,6,7,8,9)"),
        Case(new KeyPart<double>(-0.0), "-0"),
        Case((KeyPart<DateTime>?)null, "%null"),
        Case(new KeyList<int>([1, 2]), "[1,2]"),
        Case(new KeyList<string?>(["a:b", "", null]), "[a%3Ab,,%null]"),
        Case(new KeyList<string>([""]), "[]"),
        Case(new KeyList<string>([]), "%empty"),
        Case(new KeyList<string>(null), "%null"),
        Case(new KeyList<KeyList<int>>([new([1]), new([]), new(null)]), "[[1],%empty,%null]"),
        Case(new KeyList<(int, KeyPart<decimal>)>([(1, new(2.0m))]), "[(1,2.0)]"),
        Case(new KeyList<Plain?>([Plain.None, null]), "[None,%null]"),
    ];

    [TestCaseSource(nameof(Texts))]
    public void A_value_has_this_text_alone_among_others_and_in_a_tuple(Func<string[]> write, string[] expected) =>
        Property.InEveryCulture(() => Assert.That(write(), Is.EqualTo(expected), CultureInfo.CurrentCulture.Name));

    private static TestCaseData Case<T>(T value, string alone, string? inKey = null, string? inTuple = null) =>
        new TestCaseData(() => new[] { Text.Of(value), Text.InKey(value), Text.InTuple(value) }, new[] { alone, inKey ?? alone, inTuple ?? inKey ?? alone })
            .SetArgDisplayNames(typeof(T).ToString(), string.Concat(alone.Where(char.IsLetterOrDigit)));
}
