using System.Collections.Immutable;
using Cache.Tests.Keys;
using FsCheck;
using FsCheck.Fluent;

namespace Cache.Tests.SharedTier;

/// <summary>What goes into the shared tier comes out of it.</summary>
public class RoundTripTests
{
    public record Order(string Id, decimal Total, Line[] Lines, Order? Replaces, Dictionary<string, double> Rates);

    public readonly record struct Line(Guid Article, int Count, DateTimeOffset? Due);

    internal struct Point
    {
        public int X;
        public float Y;
    }

    // half of a surrogate pair inside an object is what System.Text.Json does not give back
    private static readonly Gen<string> s_valid = Values.Strings.Select(text => new string([.. text.Where(one => !char.IsSurrogate(one))]));

    private static readonly Gen<int> s_sizes = Gen.Elements(0, 1, 2, 100, 4095, 4096, 4097, 100_000);

    [Test]
    public void Strings_of_any_units() => Holds(Values.Strings);

    [Test]
    public void Large_strings() => Holds(Values.Strings.SelectMany(text => s_sizes.Select(size => string.Concat(Enumerable.Repeat(text + "x", size / 4)))), tests: 20);

    [Test]
    public void Bytes() => Holds(s_sizes.Select(size => Noise(size)), tests: 20);

    [Test]
    public void Bytes_that_repeat() => Holds(s_sizes.Select(size => new byte[size]), tests: 20);

    [Test]
    public void Memory_of_bytes() => Holds(
        s_sizes.Select(size => new ReadOnlyMemory<byte>(Noise(size))), static (one, other) => one.Span.SequenceEqual(other.Span), tests: 20);

    [Test]
    public void Numbers_and_times()
    {
        Holds(Values.Longs);
        Holds(Values.Decimals, static (one, other) => one == other && one.Scale == other.Scale);
        Holds(Values.Doubles, static (one, other) => one.Equals(other));
        Holds(Values.Guids);
        Holds(Values.DateTimes, static (one, other) => one == other);
        Holds(Values.Offsets, static (one, other) => one.EqualsExact(other));
    }

    [Test]
    public void Nothing_is_a_value_of_every_type_that_has_it()
    {
        Holds(Gen.Constant<string?>(null));
        Holds(Gen.Constant<byte[]?>(null));
        Holds(Gen.Elements<int?>(null, 0, 1));
        Holds(Gen.Elements<Order?>(null, new Order("", 0, [], null, [])), static (one, other) => one?.Id == other?.Id);
    }

    [Test]
    public void Structs_with_fields_and_tuples()
    {
        Holds(Values.Longs.Select(value => new Point { X = (int)value, Y = value }));
        Holds(Values.Longs.Zip(s_valid, static (count, name) => (Count: count, Name: name)));
        Holds(Gen.Constant(default(Line)));
    }

    [Test]
    public void Collections()
    {
        Holds(s_valid.ListOf(), static (one, other) => one.SequenceEqual(other));
        Holds(s_valid.ListOf().Select(static list => list.ToImmutableArray()), static (one, other) => one.SequenceEqual(other));
        Holds(s_valid.ArrayOf().Select(static list => list.Distinct().ToDictionary(static text => text, static text => text.Length)), static (one, other) => one.OrderBy(static pair => pair.Key).SequenceEqual(other.OrderBy(static pair => pair.Key)));
    }

    [Test]
    public void Records_of_records() => Holds(
        s_valid.Zip(Values.Decimals).Zip(Values.Guids, static (head, article) =>
            new Order(head.Item1, head.Item2, [new(article, 1, null), new(article, 2, DateTimeOffset.UnixEpoch)], new("old", 0, [], null, []), new() { [head.Item1] = 0.1 })),
        static (one, other) => one.Id == other.Id && one.Total == other.Total && one.Lines.SequenceEqual(other.Lines) && one.Replaces!.Id == other.Replaces!.Id && one.Rates.SequenceEqual(other.Rates));

    private static byte[] Noise(int size)
    {
        var bytes = new byte[size];
        new Random(size).NextBytes(bytes);
        return bytes;
    }

    private static void Holds<T>(Gen<T> values, int tests = 100) => Holds(values, static (one, other) => one is byte[] bytes ? bytes.AsSpan().SequenceEqual((byte[]?)(object?)other) : Equals(one, other), tests);

    private static void Holds<T>(Gen<T> values, Func<T, T, bool> same, int tests = 100) => Keys.Property.HoldsForAll(
        values,
        value =>
        {
            var bytes = EntryBytes.Write(value, EntryBytes.FullHead);
            if (!same(value, EntryBytes.ReadValue<T>(bytes)))
                Assert.Fail($"{value}\n{GoldenFile.Dump(bytes)}");
        },
        tests);
}
