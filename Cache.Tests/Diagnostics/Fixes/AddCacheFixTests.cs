namespace Cache.Tests.Diagnostics.Fixes;

public sealed class AddCacheFixTests
{
    private const string Members = """
            [Cache]
            public partial string GetName(int id);

            private string GetNameCore(int id) => "";
        }
        """;

    [Test]
    public Task A_class_without_a_constructor_gets_a_primary_one() => Fix.Of("CACHE008",
        $$"""
        public partial class Users<T> : object
            where T : class
        {
        {{Members}}
        """,
        $$"""
        public partial class Users<T>(ICache cache) : object
            where T : class
        {
        {{Members}}
        """);

    [Test]
    public Task A_primary_constructor_gets_a_parameter_before_those_that_may_be_left_out() => Fix.Of("CACHE008",
        $$"""
        public partial class Users(string country, int cache = 1)
        {
            public string Country => $"{country} {cache}";

        {{Members}}
        """,
        $$"""
        public partial class Users(string country, ICache cache2, int cache = 1)
        {
            public string Country => $"{country} {cache}";

        {{Members}}
        """);

    [Test]
    public Task The_primary_constructor_may_be_in_another_part() => Fix.Of("CACHE008",
        [$$"""
        public partial class Users
        {
        {{Members}}
        """, "public partial class Users(string country) { public string Country => country; }"],
        [$$"""
        public partial class Users
        {
        {{Members}}
        """, "public partial class Users(string country, ICache cache) { public string Country => country; }"]);

    [Test]
    public Task A_classic_constructor_gets_a_parameter_and_the_class_a_field() => Fix.Of("CACHE008",
        $$"""
        public partial class Users
        {
            private readonly string _country;

            public Users(string country)
            {
                _country = country;
            }

            public string Country => _country;

        {{Members}}
        """,
        $$"""
        public partial class Users
        {
            private readonly ICache _cache;
            private readonly string _country;

            public Users(string country, ICache cache)
            {
                _cache = cache;
                _country = country;
            }

            public string Country => _country;

        {{Members}}
        """);

    [Test]
    public Task A_constructor_that_is_an_expression_becomes_a_block() => Fix.Of("CACHE008",
        $$"""
        public partial struct Users
        {
            public Users(string country) => Country = country;

            public string Country { get; }

        {{Members}}
        """,
        $$"""
        public partial struct Users
        {
            private readonly ICache _cache;

            public Users(string country, ICache cache)
            {
                _cache = cache;
                Country = country;
            }

            public string Country { get; }

        {{Members}}
        """);

    [Test]
    public async Task With_several_constructors_nobody_knows_which() => Assert.That(
        await Fix.TitlesAsync("CACHE008", $$"""
            public partial class Users
            {
                public Users() { }
                public Users(int id) { }

            {{Members}}
            """),
        Is.Empty);
}
