using Cache.CompilerServices;

namespace Cache.Tests.Keys;

public class KeyWriterTests
{
    [Test]
    public void A_key_without_parameters_has_no_text() =>
        Assert.That(KeyWriter.Write(default(NoKey), static (NoKey _, ref KeyWriter _) => { }, 0), Is.Empty);

    [Test]
    public void Fields_of_every_static_type_are_written_by_the_same_call()
    {
        var fields = (Name: (string?)"a:b", Number: 1, None: (int?)null, Time: new KeyPart<double>(2), NoTime: (KeyPart<Half>?)null, List: new KeyList<char>(['a']),
            Day: DayOfWeek.Monday, NoDay: (DayOfWeek?)null, Pair: (1, 'b'), Raw: 1.50m);
        var text = KeyWriter.Write(fields, static ((string? Name, int Number, int? None, KeyPart<double> Time, KeyPart<Half>? NoTime, KeyList<char> List,
            DayOfWeek Day, DayOfWeek? NoDay, (int, char) Pair, decimal Raw) key, ref KeyWriter text) =>
        {
            text.Append(key.Name);
            text.Append(key.Number);
            text.Append(key.None);
            text.Append(key.Time);
            text.Append(key.NoTime);
            text.Append(key.List);
            text.Append(key.Day);
            text.Append(key.NoDay);
            text.Append(key.Pair);
            text.Append(key.Raw);
        }, 10);
        Assert.That(text, Is.EqualTo("a%3Ab:1:%null:2:%null:[a]:Monday:%null:(1,b):1.50"));
    }

    [Test]
    public void A_long_text_outgrows_every_buffer()
    {
        var text = string.Concat(Enumerable.Range(0, 5000).Select(number => $"{number},"));
        Assert.That(Text.Of(text), Is.EqualTo(text));
        Assert.That(Text.Of(new Code(text)), Is.EqualTo(text));
        Assert.That(Text.InTuple(new Code(text)), Is.EqualTo(text.Replace(",", "%2C", StringComparison.Ordinal)));
        var list = new KeyList<int>([.. Enumerable.Range(0, 5000)]);
        Assert.That(Text.Of(list), Is.EqualTo($"[{text[..^1]}]"));
    }

    [Test]
    public void A_key_is_written_at_the_cost_of_its_string()
    {
        Assert.That(Text.InKey(12345), Is.EqualTo("12345:"[..^1]));
        var written = Write();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var index = 0; index < 100; index++)
            written = Write();
        var each = (GC.GetAllocatedBytesForCurrentThread() - before) / 100;
        Assert.That(written, Is.EqualTo("acme-corporation:12345"));
        // while the runtime collects the profile of a method it boxes what optimized code does not: the number, 24 bytes
        Assert.That(each, Is.LessThanOrEqualTo(22 + 2 * written.Length + 8 + 24), "the header, the characters and the padding of one string");

        static string Write() => KeyWriter.Write(("acme-corporation", 12345), static ((string Tenant, int Page) key, ref KeyWriter text) =>
        {
            text.Append(key.Tenant);
            text.Append(key.Page);
        }, 2);
    }

    [Test]
    public void A_writer_that_misses_or_doubles_a_parameter_is_told()
    {
        Assert.That(() => KeyWriter.Write(1, static (int key, ref KeyWriter text) => text.Append(key), 2), Throws.InvalidOperationException.With.Message.Contains("2 parameters"));
        Assert.That(() => KeyWriter.Write(1, static (int _, ref KeyWriter text) => text.Open(), 1), Throws.InvalidOperationException.With.Message.Contains("Close"));
        Assert.That(() => KeyWriter.Write(1, static (int _, ref KeyWriter text) => text.Close(), 1), Throws.InvalidOperationException.With.Message.Contains("Open"));
        Assert.That(() => KeyWriter.Write(1, static (int _, ref KeyWriter text) => text.CloseList(), 1), Throws.InvalidOperationException);
    }

    [Test]
    public void A_value_without_a_text_is_refused_with_what_to_do()
    {
        Assert.That(() => Text.Of(new object()), Throws.TypeOf<NotSupportedException>().With.Message.Contains("System.Object"));
        Assert.That(() => Text.Of((1, new object())), Throws.TypeOf<NotSupportedException>());
        Assert.That(() => Text.Of(new NeverFits()), Throws.TypeOf<NotSupportedException>().With.Message.Contains("TryFormat"));
    }

    private readonly struct NeverFits : ISpanFormattable
    {
        public bool TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format, IFormatProvider? provider)
        {
            charsWritten = 0;
            return false;
        }

        public string ToString(string? format, IFormatProvider? formatProvider) => "";
    }
}
