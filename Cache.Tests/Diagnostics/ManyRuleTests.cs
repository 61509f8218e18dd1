namespace Cache.Tests.Diagnostics;

/// <summary>What the pages of methods over many keys do not show: other ways to the same mistake, and what is none.</summary>
public sealed class ManyRuleTests
{
    [TestCase("public partial Task<T> GetAsync<T>(int id);\n    private Task<T> GetCoreAsync<T>(int id) => throw new NotSupportedException();", "it is generic")]
    [TestCase("public partial Task<string> GetAsync();\n    private Task<string> GetCoreAsync() => throw new NotSupportedException();", "it has no key parameter")]
    public Task A_cached_method_that_has_no_keys_to_ask_for(string cached, string objection) => Expect.ErrorsAsync(
        $$"""
        public partial class Users(ICache cache)
        {
            [Cache]
            {{cached}}

            [CacheMany([|nameof(GetAsync)|])]
            public partial Task<IReadOnlyDictionary<int, string>> GetManyAsync(IReadOnlyList<int> ids);
        }
        """,
        $"error CACHE082: 'GetAsync' cannot be asked for many keys at once: {objection}. The cached method and the one over many keys return Task or ValueTask, are not generic, and have a key parameter.");

    [TestCase("IReadOnlyDictionary<int, string>")]
    [TestCase("Task<Dictionary<int, string>>")]
    [TestCase("Task<IReadOnlyDictionary<long, string>>")]
    [TestCase("ValueTask<IReadOnlyDictionary<int, int>>")]
    [TestCase("Task")]
    public Task A_result_that_is_no_dictionary_of_keys_and_values(string result) => Expect.ErrorsAsync(
        With($"public partial [|{result}|] GetManyAsync(IReadOnlyList<int> ids);"),
        $"error CACHE083: 'GetManyAsync' returns {result}. A method over the keys of 'GetAsync' returns Task<IReadOnlyDictionary<int, string>>, or ValueTask of it.");

    [TestCase("int id", "none of its parameters is a list")]
    [TestCase("", "none of its parameters is a list")]
    [TestCase("IReadOnlyList<long> ids", "'ids' is no list of one of its parameters")]
    [TestCase("IReadOnlyList<int?> ids", "'ids' is no list of one of its parameters")]
    [TestCase("IReadOnlyList<int> ids, int limit", "'limit' is no parameter of 'GetAsync'")]
    [TestCase("int limit, IReadOnlyList<int> ids", "'limit' is no parameter of 'GetAsync'")]
    [TestCase("IReadOnlyList<int> ids, List<int> more", "'more' is no parameter of 'GetAsync'")]
    [TestCase("Queue<int> ids", "none of its parameters is a list")]
    public Task Parameters_that_are_not_those_of_the_cached_method(string parameters, string objection) => Expect.ErrorsAsync(
        With($"public partial Task<IReadOnlyDictionary<int, string>> [|GetManyAsync|]({parameters});"),
        $"error CACHE084: 'GetManyAsync' cannot take keys of 'GetAsync': {objection}. Its parameters are those of 'GetAsync', one of the key as a list: IReadOnlyList<int> ids.");

    [TestCase("int[] id", "int[]", "'id' is a list itself")]
    [TestCase("string? id", "string?", "'id' may be null, and a dictionary has no such key")]
    [TestCase("int? id", "int?", "'id' may be null, and a dictionary has no such key")]
    [TestCase("[CacheKeyIgnore] string id", "string", "'id' does not belong to the key")]
    public Task A_list_of_what_is_no_key_of_a_dictionary(string parameter, string item, string objection) => Expect.ErrorsAsync(
        $$"""
        public partial class Users(ICache cache)
        {
            [Cache]
            public partial Task<string> GetAsync(string tenant, {{parameter}});

            private Task<string> GetCoreAsync(string tenant, {{parameter}}) => Task.FromResult("");

            [CacheMany(nameof(GetAsync))]
            public partial Task<IReadOnlyDictionary<string, string>> [|GetManyAsync|](string tenant, IReadOnlyList<{{item}}> ids);
        }
        """,
        $"error CACHE084: 'GetManyAsync' cannot take keys of 'GetAsync': {objection}. Its parameters are those of 'GetAsync', one of the key as a list: "
            + (objection.Contains("belong") ? "IReadOnlyList<string> tenants, string id." : $"string tenant, IReadOnlyList<{item}> ids."));

    [Test]
    public Task A_body_that_is_not_there_or_takes_another_list() => Expect.ErrorsAsync(
        """
        public partial class Users(ICache cache)
        {
            [Cache]
            public partial Task<string> GetAsync(int id);

            private Task<string> GetCoreAsync(int id) => Task.FromResult("");

            [CacheMany(nameof(GetAsync))]
            public partial Task<IReadOnlyDictionary<int, string>> [|GetManyAsync|](params int[] ids);

            [CacheMany(nameof(GetAsync))]
            public partial Task<IReadOnlyDictionary<int, string>> GetAllAsync(HashSet<int> ids);

            private Task<IReadOnlyDictionary<int, string>> [|GetAllCoreAsync|](HashSet<int> ids) => throw new NotSupportedException();

            [CacheMany(nameof(GetAsync))]
            public partial Task<IReadOnlyDictionary<int, string>> GetSomeAsync(IReadOnlyList<int> ids);

            private Task<IReadOnlyDictionary<int, string>> GetSomeCoreAsync(IReadOnlyList<int> ids, CacheContext [|context|]) => throw new NotSupportedException();
        }
        """,
        "error CACHE006: 'GetManyAsync' needs its body in a method called 'GetManyCoreAsync', and there is none. Write: private Task<IReadOnlyDictionary<int, string>> GetManyCoreAsync(IReadOnlyList<int> ids).",
        "error CACHE007: 'GetAllCoreAsync' cannot be the body of 'GetAllAsync'. Write it as: private Task<IReadOnlyDictionary<int, string>> GetAllCoreAsync(IReadOnlyList<int> ids).",
        "error CACHE013: CacheContext is handed to the Core method, after the parameters of 'GetSomeAsync' and before the CancellationToken; a method over many keys has none");

    [Test]
    public Task A_method_that_is_cached_itself() => Expect.ErrorsAsync(
        """
        public partial class Users(ICache cache)
        {
            [Cache]
            public partial Task<string> GetAsync(int id);

            private Task<string> GetCoreAsync(int id) => Task.FromResult("");

            [Cache, CacheMany(nameof(GetAsync))]
            public partial Task<IReadOnlyDictionary<int, string>> [|GetManyAsync|](IReadOnlyList<int> ids);

            private Task<IReadOnlyDictionary<int, string>> GetManyCoreAsync(IReadOnlyList<int> ids) => throw new NotSupportedException();
        }
        """,
        "error CACHE086: 'GetManyAsync' asks for many keys and cannot be [Cache] as well. Leave one of the two.");

    [Test]
    public Task What_every_method_of_a_cache_needs_this_one_needs_too() => Expect.ErrorsAsync(
        """
        public partial class Users(ICache cache)
        {
            [Cache]
            public partial Task<string> GetAsync(int id);

            private Task<string> GetCoreAsync(int id) => Task.FromResult("");

            [CacheMany(nameof(GetAsync), BatchSize = [|-1|])]
            public Task<IReadOnlyDictionary<int, string>> [|GetManyAsync|](IReadOnlyList<int> ids) => throw new NotSupportedException();

            private Task<IReadOnlyDictionary<int, string>> GetManyCoreAsync(IReadOnlyList<int> ids) => throw new NotSupportedException();

            public void Use()
            {
                [[|CacheMany|](nameof(GetAsync))]
                void Local() { }
                Local();
            }
        }
        """,
        "error CACHE085: BatchSize must be above zero, but is -1. Leave it out where the Core method takes any number of keys.",
        "error CACHE001: 'GetManyAsync' has a cache attribute but is not partial. Declare it partial, without a body; the body is a method of its own.",
        "error CACHE016: [CacheMany] does nothing on a local function. Put it on a partial method of a class, a struct or a record.");

    private static string With(string many) => $$"""
        public partial class Users(ICache cache)
        {
            [Cache]
            public partial Task<string> GetAsync(int id);

            private Task<string> GetCoreAsync(int id) => Task.FromResult("");

            [CacheMany(nameof(GetAsync))]
            {{many}}
        }
        """;
}
