namespace Cache.Tests.Diagnostics.Fixes;

public sealed class WriteFixTests
{
    [Test]
    public Task A_misspelled_method_becomes_the_nearest() => Fix.Of("CACHE050",
        With("[CacheInvalidate(\"GetNames\")]", "int id, string tenant"),
        With("[CacheInvalidate(nameof(GetName))]", "int id, string tenant"));

    [Test]
    public Task A_method_that_is_not_cached_becomes_the_nearest_that_is() => Fix.Of("CACHE050",
        With("[CacheInvalidate(nameof(GetNameCore))]", "int id, string tenant"),
        With("[CacheInvalidate(nameof(GetName))]", "int id, string tenant"));

    [Test]
    public Task An_overload_is_chosen_by_its_name() => Fix.Of("CACHE051",
        Overloads("[CacheInvalidate(nameof(Get))]"),
        Overloads("[CacheInvalidate(Cache = \"by-mail\")]"),
        "Choose the cache \"by-mail\"");

    [Test]
    public Task A_missing_argument_is_taken_from_the_parameter_that_is_nearest() => Fix.Of("CACHE052",
        With("[CacheInvalidate(nameof(GetName))]", "int userId, int other, string tenant"),
        With("[CacheInvalidate(nameof(GetName), Arguments = [\"id = userId\"])]", "int userId, int other, string tenant"),
        "Take 'id' from 'userId'");

    [Test]
    public Task A_missing_argument_may_be_any() => Fix.Of("CACHE052",
        With("[CacheInvalidate(nameof(GetName))]", "string tenant"),
        With("[CacheInvalidate(nameof(GetName), Match = ArgumentMatch.Partial)]", "string tenant"));

    [Test]
    public async Task What_is_put_needs_every_argument() => Assert.That(
        await Fix.TitlesAsync("CACHE052", """
            public partial class Users(ICache cache)
            {
                [Cache]
                public partial string GetName(int id);

                private string GetNameCore(int id) => "";

                [CachePut(nameof(GetName))]
                public partial Task<string> RenameAsync(string name);

                private Task<string> RenameCoreAsync(string name) => Task.FromResult(name);
            }
            """),
        Is.Empty);

    private static string With(string attribute, string parameters) => $$"""
        public partial class Users(ICache cache)
        {
            [Cache]
            public partial string GetName(string tenant, int id);

            private string GetNameCore(string tenant, int id) => "";

            {{attribute}}
            public partial Task RenameAsync({{parameters}});

            private Task RenameCoreAsync({{parameters}}) => Task.CompletedTask;
        }
        """;

    private static string Overloads(string attribute) => $$"""
        public partial class Users(ICache cache)
        {
            [Cache(Name = "by-id")]
            public partial string Get(int id);

            private string GetCore(int id) => "";

            [Cache(Name = "by-mail")]
            public partial string Get(string mail);

            private string GetCore(string mail) => "";

            {{attribute}}
            public partial Task SaveAsync(int id, string mail);

            private Task SaveCoreAsync(int id, string mail) => Task.CompletedTask;
        }
        """;
}
