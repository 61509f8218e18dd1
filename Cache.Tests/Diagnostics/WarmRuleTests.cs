namespace Cache.Tests.Diagnostics;

/// <summary>What the pages of the warm-up do not show: other ways to the same mistake, and what is none.</summary>
public sealed class WarmRuleTests
{
    [TestCase("""CacheWarm("books", [|2.5|])""", "2.5 is no int, which 'page' is")]
    [TestCase("""CacheWarm([|null|], 2)""", "null is no string, which 'category' is")]
    [TestCase("""CacheWarm("books", 2, [|300|])""", "300 is no byte, which 'size' is")]
    [TestCase("""[|CacheWarm|]("books", 2, 3, 4)""", "There are 4 arguments and not 2 to 3")]
    [TestCase("""[|CacheWarm|]("books")""", "There is 1 argument and not 2 to 3")]
    public Task An_argument_that_is_none_of_the_key(string attribute, params string[] objections) => Expect.ErrorsAsync(
        $$"""
        public partial class Shop(ICache cache)
        {
            [Cache, {{attribute}}]
            public partial Task<string> GetAsync(string category, int page, byte size = 20);

            private Task<string> GetCoreAsync(string category, int page, byte size) => Task.FromResult("");
        }
        """,
        [.. objections.Select(objection => $"error CACHE071: {objection}. [CacheWarm] takes the key arguments of 'GetAsync' in their order: string category, int page, byte size.")]);

    [Test]
    public Task An_argument_for_a_method_without_any() => Expect.ErrorsAsync(
        """
        public partial class Shop(ICache cache)
        {
            [Cache, [|CacheWarm|](1)]
            public partial Task<int> CountAsync();

            private Task<int> CountCoreAsync() => Task.FromResult(1);
        }
        """,
        "error CACHE071: There is 1 argument and not 0. [CacheWarm] takes the key arguments of 'CountAsync' in their order: none.");

    [TestCase("""Source = [|"Missing"|]""", "Missing", "'Shop' has no such method")]
    [TestCase("Source = [|nameof(Taking)|]", "Taking", "it takes parameters")]
    [TestCase("Source = [|nameof(Dates)|]", "Dates", "it returns IEnumerable<DateTime>")]
    [TestCase("Source = [|nameof(One)|]", "One", "it returns int")]
    [TestCase("Source = [|nameof(Stream)|]", "Stream", "it returns Task<IAsyncEnumerable<int>>")]
    [TestCase("1, Source = [|nameof(Ids)|]", "Ids", "arguments stand beside it, and each [CacheWarm] has one or the other")]
    public Task A_source_that_yields_no_arguments(string attribute, string source, string objection) => Expect.ErrorsAsync(
        $$"""
        public partial class Shop(ICache cache)
        {
            [Cache, CacheWarm({{attribute}})]
            public partial Task<string> GetAsync(int id);

            private Task<string> GetCoreAsync(int id) => Task.FromResult("");

            private static int[] Ids() => [];
            private IEnumerable<int> Taking(int count) => [count];
            private IEnumerable<DateTime> Dates() => [];
            private int One() => 1;
            private Task<IAsyncEnumerable<int>> Stream() => throw new InvalidOperationException();
        }
        """,
        $"error CACHE072: '{source}' cannot be the source of 'GetAsync': {objection}. Name a method of the same class without parameters but for a CancellationToken, which returns IEnumerable<int>, IAsyncEnumerable of it, or a Task or ValueTask of the former.");

    [Test]
    public Task A_tuple_in_another_order() => Expect.ErrorsAsync(
        """
        public partial class Shop(ICache cache)
        {
            [Cache, CacheWarm(Source = [|nameof(Pages)|])]
            public partial Task<string> GetAsync(string category, int page);

            private Task<string> GetCoreAsync(string category, int page) => Task.FromResult("");

            private static IEnumerable<(int, string)> Pages() => [];
        }
        """,
        "error CACHE072: 'Pages' cannot be the source of 'GetAsync': it returns IEnumerable<(int, string)>. Name a method of the same class without parameters but for a CancellationToken, " +
        "which returns IEnumerable<(string category, int page)>, IAsyncEnumerable of it, or a Task or ValueTask of the former.");

    [Test]
    public Task A_manual_cache_a_method_that_is_not_cached_and_a_local_function() => Expect.ErrorsAsync(
        """
        public partial class Shop(ICache cache)
        {
            [Cache, [|CacheWarm|]]
            public partial ICache<string, string> Sessions { get; }

            [[|CacheWarm|](1)]
            public int Plain(int id)
            {
                return Local(id);

                [[|CacheWarm|](1)]
                int Local(int user) => user;
            }
        }
        """,
        "error CACHE073: [CacheWarm] does nothing on the manual cache 'Sessions', which loads nothing by itself. Put it beside the [Cache] of a cached method.",
        "error CACHE073: [CacheWarm] does nothing on 'Plain', which is not cached. Put it beside the [Cache] of a cached method.",
        "error CACHE073: [CacheWarm] does nothing on what is no member of a class. Put it beside the [Cache] of a cached method.");

    [Test]
    public Task What_the_registration_cannot_name_or_call() => Expect.ErrorsAsync(
        """
        public partial class Shop<T>(ICache cache)
        {
            [Cache, [|CacheWarm|]]
            public partial Task<string> AllAsync();

            private Task<string> AllCoreAsync() => Task.FromResult(typeof(T).Name);
        }

        public partial class Outer
        {
            private partial class Hidden(ICache cache)
            {
                [Cache, [|CacheWarm|]]
                public partial Task<int> CountAsync();

                private Task<int> CountCoreAsync() => Task.FromResult(1);
            }
        }

        public partial class Users(ICache cache)
        {
            [Cache, [|CacheWarm|](1)]
            public partial Task<string> GetAsync(int id, [CacheKeyIgnore] string trace);

            private Task<string> GetCoreAsync(int id, string trace) => Task.FromResult("");
        }
        """,
        "error CACHE074: 'AllAsync' cannot be warmed, because its type 'Shop<T>' is generic, and nothing says for which types. Remove [CacheWarm], and warm it by calling it.",
        "error CACHE074: 'CountAsync' cannot be warmed, because its type 'Outer.Hidden' is private, and the registration of the assembly cannot name it. Remove [CacheWarm], and warm it by calling it.",
        "error CACHE074: 'GetAsync' cannot be warmed, because its parameter 'trace' is in no key and has no default value. Remove [CacheWarm], and warm it by calling it.");

    [Test]
    public Task Optional_arguments_may_be_left_out_all_of_them_too() => Expect.NothingAsync(
        """
        public partial class Shop(ICache cache)
        {
            [Cache, CacheWarm, CacheWarm(2), CacheWarm(null), CacheWarm(2, "x"), CacheWarm(Source = nameof(Pages))]
            public partial Task<string> GetAsync(short? page = 1, string? category = null);

            private Task<string> GetCoreAsync(short? page, string? category) => Task.FromResult("");

            private static IEnumerable<short> Pages() => [];
        }
        """);
}
