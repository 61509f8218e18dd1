using Cache.CompilerServices;
using FsCheck;
using FsCheck.Fluent;

namespace Cache.Tests.Keys;

public class KeyPartTests
{
    [Test]
    public void Parts_are_equal_exactly_when_their_texts_are_for_every_type()
    {
        Agree(Values.Bools);
        Agree(Values.Chars);
        Agree(Values.Strings.OrNothing());
        Agree(Values.Guids);
        Agree(Values.DateTimes);
        Agree(Values.Offsets);
        Agree(Values.DateTimes.Select(DateOnly.FromDateTime));
        Agree(Values.DateTimes.Select(TimeOnly.FromDateTime));
        Agree(Values.Spans);
        Agree(Values.Doubles);
        Agree(Values.Floats);
        Agree(Values.Halves);
        Agree(Values.Decimals);
        Agree(Values.Uris.OrNothing());
        Agree(Values.Versions.OrNothing());
        Agree(Values.Plains);
        Agree(Values.FlagSets);
        Agree(Gen.Elements(Wide.Least, Wide.Most, (Wide)5));
        Agree(Values.Codes);
    }

    [Test]
    public void Parts_are_equal_exactly_when_their_texts_are_for_every_integer()
    {
        Agree(Values.Longs);
        Agree(Values.Longs.Select(value => (sbyte)value));
        Agree(Values.Longs.Select(value => (byte)value));
        Agree(Values.Longs.Select(value => (short)value));
        Agree(Values.Longs.Select(value => (ushort)value));
        Agree(Values.Longs.Select(value => (int)value));
        Agree(Values.Longs.Select(value => (uint)value));
        Agree(Values.Longs.Select(value => (ulong)value));
        Agree(Values.Longs.Select(value => (nint)value));
        Agree(Values.Longs.Select(value => (nuint)value));
        Agree(Values.Large);
        Agree(Values.Large.Select(value => (UInt128)value));
    }

    [Test]
    public void Parts_are_equal_exactly_when_their_texts_are_for_nullables_and_tuples()
    {
        Agree(Values.Bools.OrNone());
        Agree(Values.Chars.OrNone());
        Agree(Values.Longs.OrNone());
        Agree(Values.Longs.Select(value => (ulong)value).OrNone());
        Agree(Values.Longs.Select(value => (int)value).OrNone());
        Agree(Values.Guids.OrNone());
        Agree(Values.DateTimes.OrNone());
        Agree(Values.Offsets.OrNone());
        Agree(Values.Spans.OrNone());
        Agree(Values.Doubles.OrNone());
        Agree(Values.Floats.OrNone());
        Agree(Values.Halves.OrNone());
        Agree(Values.Decimals.OrNone());
        Agree(Values.FlagSets.OrNone());
        Agree(Values.Codes.OrNone());
        Agree(Values.Strings.OrNothing().Two().Select(pair => (pair.Item1, pair.Item2)));
        Agree(Values.Longs.Two().Select(pair => (pair.Item1, pair.Item2)).OrNone());
    }

    [Test]
    public void The_sign_of_a_zero_and_the_scale_of_a_decimal_count_but_not_which_NaN_it_is()
    {
        Assert.That(new KeyPart<double>(0.0), Is.Not.EqualTo(new KeyPart<double>(-0.0)));
        Assert.That(new KeyPart<double>(double.NaN), Is.EqualTo(new KeyPart<double>(-double.NaN)));
        Assert.That(new KeyPart<decimal>(1.0m), Is.Not.EqualTo(new KeyPart<decimal>(1.00m)));
        Assert.That(new KeyPart<decimal>(0m), Is.EqualTo(new KeyPart<decimal>(new decimal(0, 0, 0, true, 0))), "no text shows the sign of a decimal zero");
        Assert.That(new KeyPart<DateTime>(new(1, DateTimeKind.Utc)) == new KeyPart<DateTime>(new(1, DateTimeKind.Local)), Is.False);
        Assert.That(new KeyPart<Uri>(new("http://a")) != new KeyPart<Uri>(new("http://a/")), Is.True);
    }

    [Test]
    public void A_type_argument_whose_text_is_not_known_to_be_stable_is_refused_with_what_to_do()
    {
        Assert.That(() => new KeyPart<object>(1), Refused);
        Assert.That(() => new KeyPart<Unmarked?>(null), Refused);
        Assert.That(() => new KeyPart<int[]>([1]), Refused);
        Assert.That(() => new KeyPart<(int, object)>((1, 2)), Refused);
        Assert.That(() => new KeyPart<(int, double)>((1, 2)), Refused, "a tuple would compare the double by its value, not by its text");
        Assert.That(() => new KeyPart<MarkedWithoutText>(new()), Refused);
        Assert.That(() => new KeyList<object>(["a"]), Refused);
    }

    private static NUnit.Framework.Constraints.IResolveConstraint Refused =>
        Throws.TypeOf<NotSupportedException>().With.Message.Contains("[CacheKey]").And.Message.Contains("ISpanFormattable");

    private static void Agree<T>(Gen<T> values) => Property.HoldsForAll(values.Two(), pair =>
    {
        var (left, right) = (new KeyPart<T>(pair.Item1), new KeyPart<T>(pair.Item2));
        var same = Identity.Of(left.Value).Equals(Identity.Of(right.Value));
        Assert.That(left.Equals(right), Is.EqualTo(same), "equality");
        Assert.That(Text.Of(left) == Text.Of(right), Is.EqualTo(same), "text");
        Assert.That(Text.Of(left.Value), Is.EqualTo(Text.Of(left)), "the text of a part is that of its value");
        if (same)
        {
            Assert.That(left.GetHashCode(), Is.EqualTo(right.GetHashCode()), "hash");
            Assert.That(KeyHash.Of(left.Value), Is.EqualTo(KeyHash.Of(right.Value)), "bits");
        }
    }, tests: 120);

    private sealed class Unmarked;

    [CacheKey]
    private sealed class MarkedWithoutText;
}
