namespace Cache.Tests.Diagnostics.Fixes;

public sealed class PartialFixTests
{
    [Test]
    public Task A_method_becomes_partial_and_its_body_its_Core_method() => Fix.Of("CACHE001",
        """
        public class Outer
        {
            public sealed class Users(ICache cache)
            {
                /// <summary>A name.</summary>
                [Cache(Ttl = "5m")]
                public async Task<string> GetNameAsync(int id, CancellationToken cancellationToken = default)
                {
                    // slow
                    await Task.Delay(id, cancellationToken);
                    return "";
                }

                public int Other => 1;
            }
        }
        """,
        """
        public partial class Outer
        {
            public sealed partial class Users(ICache cache)
            {
                /// <summary>A name.</summary>
                [Cache(Ttl = "5m")]
                public partial Task<string> GetNameAsync(int id, CancellationToken cancellationToken = default);

                private async Task<string> GetNameCoreAsync(int id, CancellationToken cancellationToken)
                {
                    // slow
                    await Task.Delay(id, cancellationToken);
                    return "";
                }

                public int Other => 1;
            }
        }
        """);

    [Test]
    public Task A_method_with_an_expression_for_a_body_and_without_an_accessibility() => Fix.Of("CACHE001",
        """
        partial class Users(ICache cache)
        {
            public int Use() => GetName(1).Length;

            [Cache]
            string GetName([CacheKeyIgnore] object trace, int id)
                => $"{id}";

            public string GetName(int id) => GetName("", id);
        }
        """,
        """
        partial class Users(ICache cache)
        {
            public int Use() => GetName(1).Length;

            [Cache]
            private partial string GetName([CacheKeyIgnore] object trace, int id);

            private string GetNameCore(object trace, int id)
                => $"{id}";

            public string GetName(int id) => GetName("", id);
        }
        """);

    [Test]
    public Task A_property_becomes_partial() => Fix.Of("CACHE001",
        """
        class Users(ICache cache)
        {
            [Cache]
            public ICache<string, int> Sessions { get; }
        }
        """,
        """
        partial class Users(ICache cache)
        {
            [Cache]
            public partial ICache<string, int> Sessions { get; }
        }
        """);

    [Test]
    public Task All_types_around_become_partial() => Fix.Of("CACHE002",
        """
        namespace Shop
        {
            // the outer one
            class Outer
            {
                [System.Diagnostics.DebuggerDisplay("users")]
                record struct Users(ICache Cache)
                {
                    [Cache]
                    public partial string GetName(int id);

                    private string GetNameCore(int id) => "";
                }
            }
        }
        """,
        """
        namespace Shop
        {
            // the outer one
            partial class Outer
            {
                [System.Diagnostics.DebuggerDisplay("users")]
                partial record struct Users(ICache Cache)
                {
                    [Cache]
                    public partial string GetName(int id);

                    private string GetNameCore(int id) => "";
                }
            }
        }
        """);

    [Test]
    public Task The_body_of_the_implementing_part_becomes_the_Core_method_in_its_file() => Fix.Of("CACHE004",
        [
            """
            public partial class Users(ICache cache)
            {
                [Cache]
                public partial Task<string> GetNameAsync(int id);
            }
            """,
            """
            public partial class Users
            {
                // slow
                public async partial Task<string> GetNameAsync(int id)
                {
                    await Task.Yield();
                    return "";
                }
            }
            """,
        ],
        [
            """
            public partial class Users(ICache cache)
            {
                [Cache]
                public partial Task<string> GetNameAsync(int id);
            }
            """,
            """
            public partial class Users
            {
                // slow
                private async Task<string> GetNameCoreAsync(int id)
                {
                    await Task.Yield();
                    return "";
                }
            }
            """,
        ]);

    [Test]
    public Task A_partial_method_that_has_a_body_and_no_definition_is_split() => Fix.Of("CACHE004",
        """
        public partial class Users(ICache cache)
        {
            [Cache]
            public partial Task<string> GetNameAsync(int id) => Task.FromResult("");
        }
        """,
        """
        public partial class Users(ICache cache)
        {
            [Cache]
            public partial Task<string> GetNameAsync(int id);

            private Task<string> GetNameCoreAsync(int id) => Task.FromResult("");
        }
        """);

    [Test]
    public async Task A_body_is_not_moved_onto_a_Core_method_that_is_there() => Assert.That(
        await Fix.TitlesAsync("CACHE001", """
            public partial class Users(ICache cache)
            {
                [Cache]
                public string GetName(int id) => "a";

                private string GetNameCore(int id) => "b";
            }
            """),
        Is.Empty);

    [Test]
    public Task A_static_member_becomes_one_of_the_instance() => Fix.Of("CACHE005",
        """
        public partial class Users(ICache cache)
        {
            // a name
            [Cache]
            public static partial string GetName(int id);

            private static string GetNameCore(int id) => "";
        }
        """,
        """
        public partial class Users(ICache cache)
        {
            // a name
            [Cache]
            public partial string GetName(int id);

            private static string GetNameCore(int id) => "";
        }
        """);
}
