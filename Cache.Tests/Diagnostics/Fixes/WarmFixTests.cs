namespace Cache.Tests.Diagnostics.Fixes;

public sealed class WarmFixTests
{
    [TestCase("CacheWarm(\"7\", \"books\", Sorting.Name)", "CacheWarm(7, \"books\", Sorting.Name)")]
    [TestCase("CacheWarm(\"-7\", \"books\", Sorting.Name)", "CacheWarm(-7, \"books\", Sorting.Name)")]
    [TestCase("CacheWarm(7, 8, Sorting.Name)", "CacheWarm(7, \"8\", Sorting.Name)")]
    [TestCase("CacheWarm(7, true, Sorting.Name)", "CacheWarm(7, \"true\", Sorting.Name)")]
    [TestCase("CacheWarm(7, 'b', Sorting.Name)", "CacheWarm(7, \"b\", Sorting.Name)")]
    [TestCase("CacheWarm(7, \"books\", \"price\")", "CacheWarm(7, \"books\", Sorting.Price)")]
    [TestCase("CacheWarm(7, \"books\", Sorting.Name, \"true\")", "CacheWarm(7, \"books\", Sorting.Name, true)")]
    public Task An_argument_is_written_in_the_type_of_its_parameter(string before, string after) => Fix.Of("CACHE071", Page("Cache, " + before), Page("Cache, " + after));

    [TestCase("CacheWarm(\"seven\", \"books\", Sorting.Name)")]
    [TestCase("CacheWarm(7, \"books\", \"size\")")]
    [TestCase("CacheWarm(\"\", \"books\", Sorting.Name)")]
    [TestCase("CacheWarm(7)")]
    public async Task What_an_argument_may_mean_is_not_guessed(string warm) => Assert.That(await Fix.TitlesAsync("CACHE071", Page("Cache, " + warm)), Is.Empty);

    [TestCase("Source = \"Row\"")]
    [TestCase("Source = \"rows\"")]
    public Task A_source_is_the_nearest_method_that_could_be_one(string source) => Fix.Of("CACHE072", Page($"Cache, CacheWarm({source})"), Page("Cache, CacheWarm(Source = nameof(Rows))"));

    [Test]
    public async Task A_source_that_is_there_is_not_renamed() => Assert.That(await Fix.TitlesAsync("CACHE072", Page("Cache, CacheWarm(Source = nameof(Names))")), Is.Empty);

    [Test]
    public Task What_stands_on_the_body_moves_to_the_method() => Fix.Of("CACHE073", Body("[Cache(Ttl = \"1h\")]", "[CacheWarm(1)]\n    "), Body("[Cache(Ttl = \"1h\"), CacheWarm(1)]", ""), "Move [CacheWarm] to 'GetAsync'");

    [Test]
    public Task Or_is_removed() => Fix.Of("CACHE073", Body("[Cache]", "[System.Diagnostics.DebuggerStepThrough, CacheWarm(1)]\n    "), Body("[Cache]", "[System.Diagnostics.DebuggerStepThrough]\n    "), "Remove [CacheWarm]");

    [Test]
    public Task What_is_alone_goes_with_its_brackets() => Fix.Of("CACHE073",
        """
        public partial class Products(ICache cache)
        {
            /// <summary>Filled by hand.</summary>
            [Cache]
            [CacheWarm]
            public partial ICache<int, string> Names { get; }
        }
        """,
        """
        public partial class Products(ICache cache)
        {
            /// <summary>Filled by hand.</summary>
            [Cache]
            public partial ICache<int, string> Names { get; }
        }
        """);

    [Test]
    public Task What_cannot_be_warmed_is_not() => Fix.Of("CACHE074", Generic("[CacheWarm]\n    [Cache]"), Generic("[Cache]"));

    private static string Page(string attributes) => $$"""
        public enum Sorting { Name, Price }

        public partial class Products(ICache cache)
        {
            [{{attributes}}]
            public partial Task<string> GetAsync(int id, string category, Sorting by, bool all = false);

            private Task<string> GetCoreAsync(int id, string category, Sorting by, bool all) => Task.FromResult("");

            private static IEnumerable<(int, string, Sorting)> Rows() => [];

            private static IEnumerable<string> Names() => [];
        }
        """;

    private static string Body(string method, string body) => $$"""
        public partial class Products(ICache cache)
        {
            {{method}}
            public partial Task<string> GetAsync(int id);

            // the body
            {{body}}private Task<string> GetCoreAsync(int id) => Task.FromResult("");
        }
        """;

    private static string Generic(string attributes) => $$"""
        public partial class Products(ICache cache)
        {
            /// <summary>By type.</summary>
            {{attributes}}
            public partial Task<string> NameAsync<T>();

            private Task<string> NameCoreAsync<T>() => Task.FromResult(typeof(T).Name);
        }
        """;
}
