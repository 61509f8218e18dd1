namespace Cache.Tests.Diagnostics;

public sealed class NameRuleTests
{
    [Test]
    public Task The_caches_of_a_generic_method_and_of_a_generic_class_share_a_name_by_right() => Expect.NothingAsync(
        """
        public partial class Settings<TKey>(ICache cache)
            where TKey : ISpanFormattable
        {
            [Cache(Name = "settings")]
            public partial Task<T?> ReadAsync<T>(TKey key) where T : class;

            private Task<T?> ReadCoreAsync<T>(TKey key) where T : class => Task.FromResult<T?>(null);
        }

        public class Use(Settings<int> one, Settings<Guid> two)
        {
            public async Task ReadAsync()
            {
                await one.ReadAsync<string>(1);
                await two.ReadAsync<Version>(Guid.Empty);
            }
        }
        """);

    [Test]
    public Task A_name_may_be_that_of_a_declaration_by_accident() => Expect.ErrorsAsync(
        """
        namespace Shop
        {
            public partial class Users(ICache cache)
            {
                [Cache]
                public partial string [|Get|](int id);

                private string GetCore(int id) => "";

                [Cache(Name = [|"Shop.Users.Get"|])]
                public partial ICache<int, string> Others { get; }
            }
        }
        """,
        "error CACHE031: The cache name 'Shop.Users.Get' is used by 'Shop.Users.Others' too. Each cache needs a name of its own.",
        "error CACHE031: The cache name 'Shop.Users.Get' is used by 'Shop.Users.Get' too. Each cache needs a name of its own.");

    [Test]
    public Task Types_that_differ_in_type_parameters_only_have_the_same_name_for_their_caches() => Expect.ErrorsAsync(
        """
        public partial class Users(ICache cache)
        {
            [Cache]
            public partial string [|Get|](int id);

            private string GetCore(int id) => "";
        }

        public partial class Users<T>(ICache cache)
        {
            [Cache]
            public partial string [|Get|](int id);

            private string GetCore(int id) => "";
        }
        """,
        "error CACHE031: The cache name 'Users.Get' is used by 'Users<T>.Get' too. Each cache needs a name of its own.",
        "error CACHE031: The cache name 'Users.Get' is used by 'Users.Get' too. Each cache needs a name of its own.");

    [Test]
    public async Task A_name_of_three_is_told_at_each_in_the_same_order_every_time()
    {
        const string source = """
            public partial class A(ICache cache) { [Cache(Name = "x")] public partial ICache<int, int> One { get; } }
            public partial class B(ICache cache) { [Cache(Name = "x")] public partial ICache<int, int> Two { get; } }
            public partial class C(ICache cache) { [Cache(Name = "x")] public partial ICache<int, int> Three { get; } }
            """;
        var found = await Analysis.AnalyzeAsync(source);
        Assert.That(found.Select(Analysis.Text), Is.EqualTo(new[]
        {
            "error CACHE031: The cache name 'x' is used by 'B.Two' too. Each cache needs a name of its own.",
            "error CACHE031: The cache name 'x' is used by 'A.One' too. Each cache needs a name of its own.",
            "error CACHE031: The cache name 'x' is used by 'A.One' too. Each cache needs a name of its own.",
        }));
    }
}
