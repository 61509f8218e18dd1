namespace Cache.Tests.Generators;

/// <summary>How generated code counts the bytes of entries.</summary>
public class SizeShapeTests
{
    private const string Types = """
        namespace Market;

        public sealed record Address(string City, int Zip);
        public record User(int Id, string? Name, byte[] Photo, Address? Home, List<string> Roles, ICollection<int> Marks)
        {
            public string Shown => Name + Id;
        }
        public readonly record struct Row(string Name, Address Home);
        public sealed class Account { public required string Name { get; set; } public Dictionary<string, int> Counts { get; } = []; public long Field; private readonly string _hidden = ""; public string Hidden() => _hidden; }
        public sealed record Deep(Middle Middle);
        public sealed record Middle(Address Address);
        public sealed record Unknown(object Value);
        public sealed record Itself(string Name, Itself? Next);
        """;

    private static string? Size(string result, string parameters = "int id")
    {
        var generated = GeneratorHarness.Generate(
        [
            Types,
            $$"""
            namespace Market;

            public partial class Shop(ICache cache)
            {
                [Cache(Name = "things")] public partial Task<{{result}}> GetAsync({{parameters}});
                private Task<{{result}}> GetCoreAsync({{parameters}}) => throw new NotSupportedException();
            }
            """,
        ]);
        var line = generated.Text().Split('\n').SingleOrDefault(line => line.Contains(" Size = ", StringComparison.Ordinal));
        return line?.Trim().TrimEnd(',').Replace("global::Cache.CompilerServices.ObjectSize", "ObjectSize", StringComparison.Ordinal);
    }

    [TestCase("User?", "Size = static (_, value) => ObjectSize.Inline<int>() + 88 + ObjectSize.Of(value?.Name) + ObjectSize.Of(value?.Photo) + ObjectSize.Of(value?.Home?.City) + ObjectSize.Of(value?.Roles) + ObjectSize.OfCollection(value?.Marks)")]
    [TestCase("Row", "Size = static (_, value) => ObjectSize.Inline<int>() + 48 + ObjectSize.Of(value.Name) + ObjectSize.Of(value.Home?.City)")]
    [TestCase("(string Name, int[]? Ids)?", "Size = static (_, value) => ObjectSize.Inline<int>() + 16 + ObjectSize.Of(value?.Name) + ObjectSize.Of(value?.Ids)")]
    [TestCase("Account", "Size = static (_, value) => ObjectSize.Inline<int>() + 40 + ObjectSize.Of(value?.Name) + ObjectSize.Of(value?.Counts)")]
    public void A_plain_object_is_the_sum_of_its_members(string result, string expected) => Assert.That(Size(result), Is.EqualTo(expected));

    [TestCase("object")]
    [TestCase("IDisposable")]
    [TestCase("Uri")]
    [TestCase("Unknown")]
    [TestCase("Deep")]
    [TestCase("Itself")]
    public void What_has_no_known_shape_is_left_to_the_library(string result) => Assert.That(Size(result), Is.Null);

    [TestCase("string")]
    [TestCase("byte[]")]
    [TestCase("List<int>?")]
    [TestCase("decimal?")]
    [TestCase("Guid")]
    public void What_the_library_measures_itself_is_left_to_it(string result) => Assert.That(Size(result), Is.Null);

    [Test]
    public void The_strings_and_lists_of_a_key_are_counted_too() => Assert.That(
        Size("string", "string tenant, int page, int[] ids, Uri uri, (int, string)? pair, Address home, Address? other"),
        Is.EqualTo("Size = static (key, value) => ObjectSize.Inline<GetKey>() + ObjectSize.Of(key.tenant) + ObjectSize.Of(key.ids.Value) + ObjectSize.Estimate"
            + " + ObjectSize.Of(key.pair?.Item2) + ObjectSize.Of(key.home.City) + ObjectSize.Of(key.other?.City) + ObjectSize.Of(value)"));
}
