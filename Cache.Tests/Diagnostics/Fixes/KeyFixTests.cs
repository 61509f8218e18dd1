namespace Cache.Tests.Diagnostics.Fixes;

public sealed class KeyFixTests
{
    private const string Ignore = "Leave 'filter' out of the key with [CacheKeyIgnore]";

    private const string Service = """
        public partial class Users(ICache cache)
        {
            [Cache]
            public partial string Find(Filter filter, int page);

            private string FindCore(Filter filter, int page) => "";
        }
        """;

    [Test]
    public Task The_properties_of_a_type_in_source_are_marked_where_they_can_be_part_of_a_key() => Fix.Of("CACHE020",
        [
            Service,
            """
            public class Filter
            {
                /// <summary>The country.</summary>
                public string Country { get; init; } = "";

                [System.ComponentModel.DisplayName("years")]
                public int[] Years { get; init; } = [];

                public object Trace { get; init; } = "";
                public static int Count => 1;
            }
            """,
        ],
        [
            Service,
            """
            public class Filter
            {
                /// <summary>The country.</summary>
                [CacheKey]
                public string Country { get; init; } = "";

                [CacheKey]
                [System.ComponentModel.DisplayName("years")]
                public int[] Years { get; init; } = [];

                public object Trace { get; init; } = "";
                public static int Count => 1;
            }
            """,
        ],
        "Mark the properties of 'Filter' with [CacheKey]");

    [Test]
    public Task A_parameter_is_left_out() => Fix.Of("CACHE020",
        [Service, "public class Filter { public string Country { get; init; } = \"\"; }"],
        [Service.Replace("Find(Filter filter, int page);", "Find([CacheKeyIgnore] Filter filter, int page);", StringComparison.Ordinal), "public class Filter { public string Country { get; init; } = \"\"; }"],
        Ignore);

    [Test]
    public async Task A_type_of_another_assembly_is_not_marked() => Assert.That(
        await Fix.TitlesAsync("CACHE020", Service.Replace("Filter filter", "System.IO.Stream filter", StringComparison.Ordinal)),
        Is.EqualTo(new[] { Ignore }));

    [Test]
    public async Task The_only_parameter_is_not_left_out() => Assert.That(
        await Fix.TitlesAsync("CACHE020", """
            public partial class Users(ICache cache)
            {
                [Cache]
                public partial string Find(object filter);

                private string FindCore(object filter) => "";
            }
            """),
        Is.Empty);
}
