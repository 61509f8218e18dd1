namespace Cache.Tests.Diagnostics.Fixes;

public sealed class CoreFixTests
{
    [Test]
    public Task The_Core_method_is_written_after_its_method() => Fix.Of("CACHE006",
        """
        using System.IO;

        public partial class Users(ICache cache)
        {
            [Cache]
            public partial Task<IReadOnlyDictionary<string, FileMode>> FindAsync<T>(
                in int @class,
                [CacheKeyIgnore] Stream? trace = null,
                string country = "AT",
                CancellationToken cancellationToken = default,
                params T[] rest)
                where T : struct, Enum;

            public int Other => 1;
        }
        """,
        """
        using System.IO;

        public partial class Users(ICache cache)
        {
            [Cache]
            public partial Task<IReadOnlyDictionary<string, FileMode>> FindAsync<T>(
                in int @class,
                [CacheKeyIgnore] Stream? trace = null,
                string country = "AT",
                CancellationToken cancellationToken = default,
                params T[] rest)
                where T : struct, Enum;

            private Task<IReadOnlyDictionary<string, FileMode>> FindCoreAsync<T>(
                in int @class,
                Stream? trace,
                string country,
                CancellationToken cancellationToken,
                params T[] rest)
                where T : struct, Enum => throw new NotImplementedException();

            public int Other => 1;
        }
        """);

    [Test]
    public Task The_Core_method_of_many_keys_takes_a_list_that_can_only_be_read() => Fix.Of("CACHE006",
        Many("CancellationToken cancellationToken = default, params int[] ids", ""),
        Many("CancellationToken cancellationToken = default, params int[] ids", """


            private Task<IReadOnlyDictionary<int, string>> GetManyCoreAsync(CancellationToken cancellationToken, IReadOnlyList<int> ids) => throw new NotImplementedException();
        """));

    [Test]
    public Task A_Core_method_of_many_keys_gets_that_list_and_keeps_its_token() => Fix.Of("CACHE007",
        Many("HashSet<int> ids", """


            private Task<IReadOnlyDictionary<int, string>> GetManyCoreAsync(HashSet<int> ids, CancellationToken token) => throw new NotSupportedException();
        """),
        Many("HashSet<int> ids", """


            private Task<IReadOnlyDictionary<int, string>> GetManyCoreAsync(IReadOnlyList<int> ids, CancellationToken token) => throw new NotSupportedException();
        """),
        "Correct the signature of 'GetManyCoreAsync'");

    private static string Many(string parameters, string core) => $$"""
        public partial class Users(ICache cache)
        {
            [Cache]
            public partial Task<string> GetAsync(int id);

            private Task<string> GetCoreAsync(int id) => Task.FromResult("");

            [CacheMany(nameof(GetAsync))]
            public partial Task<IReadOnlyDictionary<int, string>> GetManyAsync({{parameters}});{{core}}
        }
        """;

    [Test]
    public Task The_method_that_Source_names_is_written() => Fix.Of("CACHE006",
        """
        public partial class Users(ICache cache)
        {
            [Cache(Source = "Load")]
            public partial ValueTask<int> CountAsync();
        }
        """,
        """
        public partial class Users(ICache cache)
        {
            [Cache(Source = "Load")]
            public partial ValueTask<int> CountAsync();

            private ValueTask<int> Load() => throw new NotImplementedException();
        }
        """);

    [Test]
    public Task An_overload_gets_a_Core_method_of_its_own() => Fix.Of("CACHE007",
        """
        public partial class Users(ICache cache)
        {
            [Cache(Name = "by-id")]
            public partial string Get(int id);

            private string GetCore(int id) => "";

            private string GetCore(Guid id) => "";

            [Cache(Name = "by-mail")]
            public partial string Get(string mail);
        }
        """,
        """
        public partial class Users(ICache cache)
        {
            [Cache(Name = "by-id")]
            public partial string Get(int id);

            private string GetCore(int id) => "";

            private string GetCore(Guid id) => "";

            [Cache(Name = "by-mail")]
            public partial string Get(string mail);

            private string GetCore(string mail) => throw new NotImplementedException();
        }
        """);

    [Test]
    public Task A_Core_method_gets_the_signature_and_keeps_its_context_and_token() => Fix.Of("CACHE007",
        """
        public partial class Users(ICache cache)
        {
            [Cache]
            public partial Task<string?> GetNameAsync(int id, string? country = null, CancellationToken cancellationToken = default);

            internal static async Task<string> GetNameCoreAsync(string id, string country, CacheContext context, CancellationToken stop)
            {
                await Task.Delay(1, stop);
                context.AddTag("names");
                return $"{id}";
            }
        }
        """,
        """
        public partial class Users(ICache cache)
        {
            [Cache]
            public partial Task<string?> GetNameAsync(int id, string? country = null, CancellationToken cancellationToken = default);

            internal static async Task<string?> GetNameCoreAsync(int id, string? country, CacheContext context, CancellationToken stop)
            {
                await Task.Delay(1, stop);
                context.AddTag("names");
                return $"{id}";
            }
        }
        """);

    [Test]
    public Task A_Core_method_of_a_write_in_another_file() => Fix.Of("CACHE007",
        [
            """
            public partial class Users(ICache cache)
            {
                [Cache]
                public partial string GetName(int id);

                private string GetNameCore(int id) => "";

                [CacheInvalidate(nameof(GetName), Source = nameof(Save))]
                public partial Task RenameAsync(int id, string name);
            }
            """,
            """
            public partial class Users
            {
                private ValueTask Save(int id) => throw new InvalidOperationException();
            }
            """,
        ],
        [
            """
            public partial class Users(ICache cache)
            {
                [Cache]
                public partial string GetName(int id);

                private string GetNameCore(int id) => "";

                [CacheInvalidate(nameof(GetName), Source = nameof(Save))]
                public partial Task RenameAsync(int id, string name);
            }
            """,
            """
            public partial class Users
            {
                private Task Save(int id, string name) => throw new InvalidOperationException();
            }
            """,
        ]);

    [Test]
    public Task A_context_goes_behind_the_parameters() => Fix.Of("CACHE013",
        """
        public partial class Users(ICache cache)
        {
            [Cache]
            public partial string GetName(int id, string country);

            private string GetNameCore(CacheContext context, CancellationToken stop, int id, string country) => "";
        }
        """,
        """
        public partial class Users(ICache cache)
        {
            [Cache]
            public partial string GetName(int id, string country);

            private string GetNameCore(int id, string country, CacheContext context, CancellationToken stop) => "";
        }
        """);

    [Test]
    public Task A_write_has_no_context() => Fix.Of("CACHE013",
        """
        public partial class Users(ICache cache)
        {
            [Cache]
            public partial string GetName(int id);

            private string GetNameCore(int id) => "";

            [CacheInvalidate(nameof(GetName))]
            public partial Task RenameAsync(int id);

            private Task RenameCoreAsync(int id, CacheContext context) => Task.CompletedTask;
        }
        """,
        """
        public partial class Users(ICache cache)
        {
            [Cache]
            public partial string GetName(int id);

            private string GetNameCore(int id) => "";

            [CacheInvalidate(nameof(GetName))]
            public partial Task RenameAsync(int id);

            private Task RenameCoreAsync(int id) => Task.CompletedTask;
        }
        """);
}
