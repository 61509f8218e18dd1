namespace Cache.Tests.Generators;

/// <summary>Every type that may be part of a key, and how it is held there.</summary>
public class KeyShapeTests
{
    private const string Types = """
        namespace Market;

        public enum Color { Red, Green }
        public sealed record Filter(string Tenant, int Page, DateTime Since);
        public record OpenFilter(string Tenant);
        public readonly record struct Range(double From, double To);
        public record struct Pair(Range First, Range? Second);
        public sealed class Account
        {
            [CacheKey] public int Id { get; init; }
            [CacheKey] internal string? Realm = null;
            public object? Rest { get; init; }
        }
        public struct Point { [CacheKey] public int X; [CacheKey] public int Y; public object? Tag; }
        public sealed record Query(Filter? Filter, int[] Ids, IReadOnlyList<Range> Ranges, (string, DateTime)? Last);
        [CacheKey] public readonly struct UserId(int value) : ISpanFormattable
        {
            public string ToString(string? format, IFormatProvider? provider) => value.ToString(provider);
            public bool TryFormat(Span<char> destination, out int written, ReadOnlySpan<char> format, IFormatProvider? provider) => value.TryFormat(destination, out written, format, provider);
        }
        """;

    private static GeneratorResult Generate(string parameters, string more = "") => GeneratorHarness.Generate(
    [
        Types,
        $$"""
        namespace Market;

        public partial class Shop(ICache cache)
        {
            [Cache(Name = "things"{{more}})]
            public partial Task<string> GetAsync({{parameters}});
            private Task<string> GetCoreAsync({{parameters}}) => Task.FromResult("");
        }
        """,
    ]);

    [TestCase("bool")]
    [TestCase("char")]
    [TestCase("sbyte")]
    [TestCase("byte")]
    [TestCase("short")]
    [TestCase("ushort")]
    [TestCase("int")]
    [TestCase("uint")]
    [TestCase("long")]
    [TestCase("ulong")]
    [TestCase("nint")]
    [TestCase("nuint")]
    [TestCase("Int128")]
    [TestCase("UInt128")]
    [TestCase("string")]
    [TestCase("Guid")]
    [TestCase("DateOnly")]
    [TestCase("TimeOnly")]
    [TestCase("TimeSpan")]
    [TestCase("Version")]
    [TestCase("Color")]
    [TestCase("DayOfWeek")]
    public void One_argument_with_the_equality_of_its_text_is_the_key(string type)
    {
        var text = Generate($"{type} value", """, Tags = ["t:{value}"]""").Text();
        Assert.That(text, Does.Contain("GetTask(this, value)"));
        Assert.That(text, Does.Not.Contain("struct GetKey"));
        Assert.That(text, Does.Contain("$\"t:{key}\""));
    }

    [TestCase("DateTime value", "{value.Year}")]
    [TestCase("DateTimeOffset value", "{value}")]
    [TestCase("double value", "{value}")]
    [TestCase("float value", "{value}")]
    [TestCase("Half value", "{value}")]
    [TestCase("decimal value", "{value}")]
    [TestCase("Uri value", "{value.Host}")]
    [TestCase("DateTime? value", "{value.Year}")]
    [TestCase("decimal? value", "{value}")]
    [TestCase("Uri? value", "{value.Host.Length}")]
    [TestCase("string? value", "{value.Length}")]
    [TestCase("int? value", "{value}")]
    [TestCase("Color? value", "{value}")]
    [TestCase("UserId value", "{value}")]
    [TestCase("UserId? value", "{value}")]
    [TestCase("[CacheKey] System.Net.IPAddress value", "{value}")]
    [TestCase("[CacheKey] System.Numerics.BigInteger value", "{value.IsEven}")]
    [TestCase("(int A, string B) value", "{value.A}{value.B.Length}")]
    [TestCase("(int, string)? value", "{value.Item2}")]
    [TestCase("(int A, DateTime B) value", "{value.A}{value.B.Year}")]
    [TestCase("(int A, (decimal, string?)? B)? value", "{value.A}{value.B.Item2.Length}")]
    [TestCase("(int, int, int, int, int, int, int, int, double) value", "{value.Item1}{value.Item8}{value.Item9}")]
    [TestCase("Filter value", "{value.Tenant}{value.Since.Year}")]
    [TestCase("Filter? value", "{value.Tenant.Length}{value.Since}")]
    [TestCase("OpenFilter value", "{value.Tenant}")]
    [TestCase("OpenFilter? value", "{value.Tenant}")]
    [TestCase("Range value", "{value.From}")]
    [TestCase("Range? value", "{value.From}")]
    [TestCase("Pair value", "{value.First.From}{value.Second.To}")]
    [TestCase("Account value", "{value.Id}{value.Realm}")]
    [TestCase("Account? value", "{value.Id}")]
    [TestCase("Point value", "{value.X}{value.Y}")]
    [TestCase("Query value", "{value.Filter.Tenant}{value.Last.Item1}")]
    [TestCase("Query? value", "{value.Filter.Since.Month}{value.Last.Item2.Year}")]
    public void Others_are_in_a_struct(string parameter, string template)
    {
        var text = Generate(parameter, $$""", Tags = ["{{template}}"]""").Text();
        Assert.That(text, Does.Contain("record struct GetKey"));
    }

    [TestCase("params int[] values")]
    [TestCase("int[]? values")]
    [TestCase("string?[] values")]
    [TestCase("DateTime[] values")]
    [TestCase("List<string> values")]
    [TestCase("IList<Guid> values")]
    [TestCase("IReadOnlyList<Uri>? values")]
    [TestCase("System.Collections.Immutable.ImmutableArray<int> values")]
    [TestCase("System.Collections.Immutable.ImmutableArray<int>? values")]
    [TestCase("System.Collections.Immutable.ImmutableArray<Range> values")]
    [TestCase("System.Collections.Immutable.ImmutableArray<Range>? values")]
    [TestCase("Filter[] values")]
    [TestCase("List<Filter?> values")]
    [TestCase("IList<Account>? values")]
    [TestCase("int[][] values")]
    [TestCase("IReadOnlyList<(int, DateTime)> values")]
    [TestCase("IReadOnlyList<(int[] Ids, string Name)?> values")]
    [TestCase("IReadOnlyList<Query> values")]
    [TestCase("Color[] values")]
    [TestCase("UserId[] values")]
    [TestCase("(int, string)[] values")]
    public void Lists_are_copied_into_the_key_that_is_kept(string parameter)
    {
        var text = Generate(parameter).Text();
        Assert.That(text, Does.Contain("Keep = static key => key.Keep()"));
        Assert.That(text, Does.Contain("values = values.Keep("));
    }

    [Test]
    public void Objects_ride_along_for_the_body_and_are_in_no_key_that_is_kept()
    {
        var result = Generate(
            "Filter filter, OpenFilter? open, [CacheKeyIgnore] object user, Account account, IReadOnlyList<Query> queries, DateTime day, [CacheKeyIgnore] int depth = 3, CancellationToken cancellationToken = default",
            """, Tags = ["t:{filter.Tenant}:{open.Tenant}", "{{account}}:{account.Id}", "all"], Groups = ["day", "filter"]""");
        Snapshot.Match(result.Text(), nameof(Objects_ride_along_for_the_body_and_are_in_no_key_that_is_kept));
    }

    [Test]
    public void More_than_eight_arguments_are_mixed_into_one_hash()
    {
        var parameters = string.Join(", ", Enumerable.Range(0, 12).Select(index => $"int p{index}"));
        var text = Generate(parameters).Text();
        Assert.That(text, Does.Contain("KeyHash.Mix("));
        Snapshot.Match(text, nameof(More_than_eight_arguments_are_mixed_into_one_hash));
    }

    [TestCase("where T : ISpanFormattable")]
    [TestCase("where T : struct, Enum")]
    [TestCase("where T : struct, ISpanFormattable, IComparable<T>")]
    [TestCase("where T : notnull, ISpanFormattable")]
    [TestCase("where T : Uri")]
    public void A_type_parameter_goes_through_a_part(string constraint)
    {
        var result = GeneratorHarness.Generate($$"""
            namespace Market;

            public partial class Shop(ICache cache)
            {
                [Cache(Tags = ["{value}"])] public partial Task<string> GetAsync<T>(T value, T? other, T[] more) {{constraint}};
                private Task<string> GetCoreAsync<T>(T value, T? other, T[] more) {{constraint}} => Task.FromResult("");
            }
            """);
        Assert.That(result.Text(), Does.Contain("KeyPart<T>"));
    }
}
