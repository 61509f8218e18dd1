using Microsoft.CodeAnalysis.CSharp;

namespace Cache.Tests.Generators;

/// <summary>Types and methods as users have them: with members that may not be read, or should not be; with comments; half typed.</summary>
public sealed class UserTypeShapeTests
{
    [Test]
    public void Marks_of_a_positional_parameter_are_those_of_its_property()
    {
        var result = GeneratorHarness.Generate("""
            namespace Market;

            public sealed record Ignoring(string Tenant, [CacheKeyIgnore] string Trace);
            public sealed record Marking([CacheKey] string Tenant, [CacheKey] int Page, string Trace);
            public record Written(string Tenant) { [CacheKeyIgnore] public string Trace { get; init; } = ""; }

            public partial class Shop(ICache cache)
            {
                [Cache] public partial Task<string> FindAsync(Ignoring first, Marking second, Written third);
                private Task<string> FindCoreAsync(Ignoring first, Marking second, Written third) => Task.FromResult("");
            }
            """);
        Assert.That(result.Text(), Does.Contain("(value.Tenant, value.Page)").And.Not.Contain("Trace"));
    }

    [Test]
    public void Members_may_be_called_like_the_elements_of_tuples() => GeneratorHarness.Generate("""
        namespace Market;

        public sealed record Order(int Id, int ItemId);
        public sealed record Line(string Name, string ItemName, int Item1, IReadOnlyList<Order> Items);
        public sealed record Only(string Item);

        public partial class Shop(ICache cache)
        {
            [Cache(Tags = ["item:{order.ItemId}"])] public partial Task<string> FindAsync(Order order, Line? line, Only only);
            private Task<string> FindCoreAsync(Order order, Line? line, Only only) => Task.FromResult("");

            [Cache] public partial ICache<Order, string> Orders { get; }
        }
        """);

    [Test]
    public void What_is_obsolete_or_experimental_is_not_read_for_the_size_and_may_be_a_key() => GeneratorHarness.Generate("""
        namespace Market;

        using System.Diagnostics.CodeAnalysis;

        public class User
        {
            public string Name { get; init; } = "";
            [Obsolete("Read Name.")] public string OldName { get; init; } = "";
            [Obsolete("Read Name.", true)] public string OlderName { get; init; } = "";
            [Experimental("MARKET1")] public string NewName { get; init; } = "";
        }
        public sealed record Filter(int Id) { [Obsolete("Read Id.")] public int OldId => Id; }

        public partial class Shop(ICache cache)
        {
            [Cache] public partial Task<User> FindAsync(Filter filter);
            private Task<User> FindCoreAsync(Filter filter) => Task.FromResult(new User());
        }

        [Obsolete("Use Shop.")]
        public partial class OldShop(ICache cache)
        {
            [Cache] public partial Task<User> FindAsync(int id);
            private Task<User> FindCoreAsync(int id) => Task.FromResult(new User());
        }
        """, new(Services: true));

    [Test]
    public void A_getter_that_cannot_be_reached_is_not_read() => GeneratorHarness.Generate("""
        namespace Market;

        public class User { public string Name { private get; set; } = ""; public string Mail { get; set; } = ""; }

        public partial class Shop(ICache cache)
        {
            [Cache] public partial Task<User> FindAsync(int id);
            private Task<User> FindCoreAsync(int id) => Task.FromResult(new User { Name = "" });
        }
        """);

    [Test]
    public void Comments_may_name_parameters() => GeneratorHarness.Generate("""
        namespace Market;

        public partial class Shop(ICache cache)
        {
            /// <summary>Finds by <paramref name="id"/>, until <paramref name="cancellationToken"/> says so.</summary>
            /// <param name="id">The id, beside <paramref name="cancellationToken"/>.</param>
            /// <param name="cancellationToken">The token.</param>
            /// <typeparam name="T">What <paramref name="id"/> is of.</typeparam>
            /// <returns>What <paramref name="id"/> names.</returns>
            [Cache] public partial Task<string> FindAsync<T>(T id, CancellationToken cancellationToken = default) where T : ISpanFormattable;
            private Task<string> FindCoreAsync<T>(T id, CancellationToken cancellationToken) where T : ISpanFormattable => Task.FromResult("");
        }
        """);

    [Test]
    public void Defaults_may_be_null_where_nothing_is_said_of_null() => GeneratorHarness.Generate("""
        namespace Market;

        #nullable disable
        public partial class Shop(ICache cache)
        {
            [Cache] public partial Task<string> FindAsync(string id, string name = null, int[] pages = null);
            private Task<string> FindCoreAsync(string id, string name, int[] pages) => Task.FromResult("");
        }
        #nullable restore

        public partial class Market(ICache cache)
        {
            [Cache] public partial Task<string> FindAsync<T>(int id, T other = default!) where T : ISpanFormattable;
            private Task<string> FindCoreAsync<T>(int id, T other) where T : ISpanFormattable => Task.FromResult("");
        }
        """);

    [Test]
    public void Types_may_be_called_like_keywords() => GeneratorHarness.Generate("""
        namespace Market;

        public partial class @event(ICache @lock)
        {
            [Cache] public partial Task<string> @return(scoped in int @in);
            private static Task<string> returnCore(in int id) => Task.FromResult("");
        }

        public partial class @class<@int>(ICache @lock)
        {
            [Cache] public partial Task<string> @return(int id);
            private static Task<string> returnCore(int id) => Task.FromResult("");
        }
        """);

    [Test]
    public void Comments_may_hold_any_end_of_a_line() => GeneratorHarness.Generate("""
        namespace Market;

        public partial class Shop(ICache cache)
        {
            /// <summary>One&#x2028;two&#x2029;three&#x85;four <c>a&lt;b</c>.</summary>
            [Cache] public partial Task<string> FindAsync(int id);
            private static Task<string> FindCoreAsync(int id) => Task.FromResult("");
        }
        """);

    [Test]
    public void Names_may_differ_in_the_first_letter_alone_where_the_caches_have_names() => GeneratorHarness.Generate("""
        namespace Market;

        public partial class Shop(ICache cache)
        {
            [Cache(Name = "large")] public partial Task<string> Find(int id, int page);
            private static Task<string> FindCore(int id, int page) => Task.FromResult("");
            [Cache(Name = "small")] public partial Task<string> find(int id, int page);
            private static Task<string> findCore(int id, int page) => Task.FromResult("");
        }
        """);

    [TestCase("int, int")]
    [TestCase("int id); [Cache] public partial Task<int> (int id")]
    [TestCase("int id); [Cache] public partial ICache<int, int> { get; } void M(")]
    [TestCase("int id); [CacheMany(nameof(GetAsync))] public partial Task<int> (int id")]
    [TestCase("int id); [CacheInvalidate(nameof(GetAsync))] public partial Task (")]
    [TestCase("int id); [CacheInvalidate(nameof(GetAsync))] public partial Task SetAsync(int id, int id")]
    [TestCase("int id); [RateLimit(1, nameof(GetAsync), By = \"id\")] public partial Task SetAsync(int id, int id")]
    [TestCase("int id, int id")]
    [TestCase("int id, ")]
    [TestCase("")]
    [TestCase("int id, string ")]
    public void A_method_that_is_being_typed_costs_no_other_its_body(string parameters)
    {
        var compilation = TestCompilation.Of(
            [
                $$"""
                namespace Market;

                public partial class Typing(ICache cache)
                {
                    [Cache] public partial Task<int> GetAsync({{parameters}});
                    private Task<int> GetCoreAsync({{parameters}}) => Task.FromResult(1);
                }

                public partial class Shop(ICache cache)
                {
                    [Cache] public partial Task<int> GetAsync(int id);
                    private Task<int> GetCoreAsync(int id) => Task.FromResult(id);
                }
                """,
            ],
            new(), LanguageVersion.CSharp13);
        var run = GeneratorHarness.Driver(compilation).RunGenerators(compilation).GetRunResult().Results.Single();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(run.Exception, Is.Null);
            Assert.That(run.GeneratedSources.Select(source => source.HintName), Does.Contain("Market.Shop.g.cs"));
        }
    }
}
