namespace Cache.Tests.Generators;

/// <summary>Everything that C# allows in the signature of a cached method.</summary>
public class SignatureShapeTests
{
    private static GeneratorResult Generate(string members, GeneratorOptions? options = null) => GeneratorHarness.Generate(Service(members), options);

    private static string Service(string members) => $$"""
        namespace Market;

        public partial class Shop(ICache cache)
        {
            {{members}}
        }
        """;

    [Test]
    public void Overloads_go_by_the_names_of_their_caches()
    {
        var result = Generate("""
            [Cache(Name = "order-by-id")] public partial Task<string> GetOrderAsync(int id);
            private Task<string> GetOrderCoreAsync(int id) => Task.FromResult("");

            [Cache(Name = "order-by-number")] public partial Task<string> GetOrderAsync(string number);
            private Task<string> GetOrderCoreAsync(string number) => Task.FromResult("");

            [Cache(Name = "order.sync")] public partial string GetOrder(Guid id);
            private string GetOrderCore(Guid id) => "";

            public Task<string> GetOrderAsync(int id, int version) => Task.FromResult("");

            [CacheInvalidate(nameof(GetOrderAsync), Cache = "order-by-number")]
            [CacheInvalidate(Cache = "order-by-id")]
            public partial Task ChangeAsync(int id, string number);
            private Task ChangeCoreAsync(int id, string number) => Task.CompletedTask;
            """);
        Assert.That(result.Type("Market.Shop").MemberNames, Is.SupersetOf(["OrderByIdCache", "OrderByNumberCache", "OrderSyncCache"]));
        Snapshot.Match(result.Text(), nameof(Overloads_go_by_the_names_of_their_caches));
    }

    [Test]
    public void A_generic_method_has_a_definition_for_each_list_of_type_arguments()
    {
        var result = Generate("""
            /// <summary>Echoes.</summary>
            /// <typeparam name="T">What.</typeparam>
            /// <typeparam name="TOther">What else.</typeparam>
            [Cache(Name = "echo", Ttl = "never", Tags = ["echo:{value}"])]
            public partial Task<List<T>> EchoAsync<T, TOther>(T value, TOther? other, int times = 1, CancellationToken cancellationToken = default)
                where T : ISpanFormattable
                where TOther : struct, Enum;

            private static Task<List<T>> EchoCoreAsync<T, TOther>(T value, TOther? other, int times)
                where T : ISpanFormattable
                where TOther : struct, Enum => Task.FromResult(new List<T> { value });

            [CacheInvalidate(nameof(EchoAsync))]
            public partial Task ForgetAsync<T, TOther>(T value, TOther? other, int times)
                where T : ISpanFormattable
                where TOther : struct, Enum;
            private Task ForgetCoreAsync<T, TOther>(T value, TOther? other, int times)
                where T : ISpanFormattable
                where TOther : struct, Enum => Task.CompletedTask;

            [Cache] public partial Task<Type> NameAsync<T>();
            private Task<Type> NameCoreAsync<T>() => Task.FromResult(typeof(T));
            """);
        Snapshot.Match(result.Text(), nameof(A_generic_method_has_a_definition_for_each_list_of_type_arguments));
    }

    [Test]
    public void A_synchronous_method_is_called_by_value()
    {
        var result = Generate("""
            [Cache(Name = "rate", Jitter = "10s", CacheNull = false)] public partial decimal? Rate(string from, string to);
            private decimal? RateCore(string from, string to) => 1m;
            [Cache(CacheNull = true, Copy = true, Enabled = false)] public partial int Answer();
            private static int AnswerCore() => 42;
            """);
        Assert.That(result.Text(), Does.Contain("Copy = true"));
        Assert.That(result.Text(), Does.Contain("IsSynchronous = true"));
        Assert.That(result.Text(), Does.Contain("s_answerCache.In(cache).GetValue(this, default(global::Cache.CompilerServices.NoKey))"));
        Snapshot.Match(result.Text(), nameof(A_synchronous_method_is_called_by_value));
    }

    [TestCase("Sensitive = true", "Sensitive = true,")]
    [TestCase("Sensitive = false", "Sensitive = false,")]
    [TestCase("Ttl = \"5m\"", null)]
    public void A_definition_says_of_Sensitive_what_the_attribute_says(string setting, string? expected)
    {
        var result = Generate($$"""
            [Cache(Name = "rate", {{setting}})] public partial Task<int> RateAsync(string from);
            private Task<int> RateCoreAsync(string from) => Task.FromResult(1);
            [Cache(Name = "open", {{setting}})] public partial Task<T?> OpenAsync<T>(int id);
            private Task<T?> OpenCoreAsync<T>(int id) => Task.FromResult(default(T));
            """);

        Assert.That(result.Text(), expected is null ? Does.Not.Contain("Sensitive") : Does.Contain(expected));
    }

    [Test]
    public void Default_values_params_and_in_are_kept()
    {
        var result = Generate("""
            public enum Order { Ascending, Descending = -1 }

            [Cache(Name = "a")]
            public partial Task<string> ManyAsync(
                in Guid id, int page = 1, string? name = "a\"{}\n", double half = -0.5, decimal rate = 1.50m, char letter = '\'', bool flag = true, long big = long.MinValue,
                float infinite = float.PositiveInfinity, Order order = Order.Descending, Order? none = null, Guid empty = default, CancellationToken cancellationToken = default);
            private Task<string> ManyCoreAsync(in Guid id, int page, string? name, double half, decimal rate, char letter, bool flag, long big,
                float infinite, Order order, Order? none, Guid empty, CancellationToken cancellationToken) => Task.FromResult("");

            [Cache(Name = "b")] public partial Task<string> ParamsAsync(string first = "", CancellationToken cancellationToken = default, params int[] ids);
            private Task<string> ParamsCoreAsync(string first, CancellationToken cancellationToken, params int[] ids) => Task.FromResult("");

            [Cache(Name = "c")] public partial Task<string> ListAsync(params List<string> names);
            private Task<string> ListCoreAsync(List<string> names) => Task.FromResult("");
            """);
        Snapshot.Match(result.Text(), nameof(Default_values_params_and_in_are_kept));
    }

    [Test]
    public void Names_that_collide_with_what_is_generated_are_survived()
    {
        var result = Generate("""
            [Cache] public partial Task<string> KeywordsAsync(int @class, string @event, DateTime @int, string field, string value, TimeSpan ttl, int _, int text, int other, int _cache, int _service);
            private Task<string> KeywordsCoreAsync(int @class, string @event, DateTime @int, string field, string value, TimeSpan ttl, int _, int text, int other, int _cache, int _service) => Task.FromResult("");

            [Cache] public partial Task<string> MembersAsync(int Equals, int GetHashCode, int Write, int Keep, DateTime ToString, int MembersKey, int service, int key, int context, int call);
            private Task<string> MembersCoreAsync(int Equals, int GetHashCode, int Write, int Keep, DateTime ToString, int MembersKey, int service, int key, int context, int call) => Task.FromResult("");

            [Cache] public partial Task<string> HiddenAsync(string cache, int cancellationToken, CancellationToken token);
            private Task<string> HiddenCoreAsync(string cache, int cancellationToken, CancellationToken token) => Task.FromResult("");

            [CacheInvalidate(nameof(HiddenAsync))] public partial Task HideAsync(string cache, int cancellationToken, int Item1, int Rest, int service, int ToString, int _);
            private Task HideCoreAsync(string cache, int cancellationToken, int Item1, int Rest, int service, int ToString, int _) => Task.CompletedTask;

            [Cache] public partial Task<string> @class(string @string);
            private Task<string> classCore(string @string) => Task.FromResult("");

            [Cache] public partial ICache<int, string> @event { get; }
            """);
        Snapshot.Match(result.Text(), nameof(Names_that_collide_with_what_is_generated_are_survived));
    }

    [Test]
    public void Private_names_that_are_taken_get_a_number()
    {
        var result = Generate("""
            public sealed record ReadKey(string Id);
            private static readonly int s_readCache = 1;
            public static int Number => s_readCache;

            [Cache] public partial Task<string> ReadAsync(ReadKey key, int keyValue);
            private Task<string> ReadCoreAsync(ReadKey key, int keyValue) => Task.FromResult("");

            [Cache] public partial ICache<ReadKey, string> Read2 { get; }
            public static void OpenRead2() { }
            public sealed record Read2Key;
            """);
        Assert.That(result.Text(), Does.Contain("s_readCache2.In(cache).GetTask(this, new ReadKey2(key, keyValue))"));
    }

    [Test]
    public void An_override_inherits_its_constraints()
    {
        GeneratorHarness.Generate("""
            namespace Market;

            public abstract class Base
            {
                public abstract Task<T?> GetAsync<T, TOther>(TOther other) where T : class, new() where TOther : struct, Enum;
            }

            public partial class Shop(ICache cache) : Base
            {
                [Cache] public override partial Task<T?> GetAsync<T, TOther>(TOther other) where T : class;
                private Task<T?> GetCoreAsync<T, TOther>(TOther other) where T : class, new() where TOther : struct, Enum => Task.FromResult<T?>(new T());
            }
            """);
    }

    [Test]
    public void The_body_may_be_static_inherited_or_of_another_name()
    {
        var result = GeneratorHarness.Generate("""
            namespace Market;

            public abstract class Base { protected Task<string> LoadAsync(int id) => Task.FromResult(""); }

            public partial class Shop(ICache cache) : Base
            {
                [Cache(Source = nameof(LoadAsync))] public partial Task<string> InheritedAsync(int id);

                [Cache(Source = nameof(Compute))] public partial Task<string> StaticAsync(int id);
                private static async Task<string> Compute(int id, CacheContext context, CancellationToken cancellationToken)
                {
                    await Task.Yield();
                    context.Ttl = TimeSpan.FromSeconds(id);
                    cancellationToken.ThrowIfCancellationRequested();
                    return "";
                }
            }
            """);
        Assert.That(result.Text(), Does.Contain("Load = static (service, key, _, _) => new(service.LoadAsync(key))"));
        Assert.That(result.Text(), Does.Contain("Load = static (_, key, context, cancellationToken) => new(Compute(key, context, cancellationToken))"));
    }

    [Test]
    public void Nullability_is_carried_where_it_is_declared()
    {
        var result = Generate("""
            [Cache(Name = "a")] public partial Task<List<string?>?> NullableAsync(string? name, int? id, Version? version, Uri? uri, (int A, string? B)? pair);
            private Task<List<string?>?> NullableCoreAsync(string? name, int? id, Version? version, Uri? uri, (int A, string? B)? pair) => Task.FromResult<List<string?>?>(null);

            [Cache(Name = "b")] public partial Task<(string Name, int? Count)> TupleAsync((int, string) pair);
            private Task<(string Name, int? Count)> TupleCoreAsync((int, string) pair) => Task.FromResult(("", (int?)null));
            """);
        Assert.That(result.Text(), Does.Contain("NullableKey(string? name, int? id, global::System.Version? version, global::System.Uri? uri, (int A, string? B)? pair)"));
    }

    [Test]
    public void A_project_without_nullable_annotations_has_keys_that_may_be_null()
    {
        var result = Generate("""
            [Cache(Name = "a")] public partial Task<string> GetAsync(string name, Uri uri, string[] names, List<Uri> uris, IList<string> more, (string A, Uri B) pair);
            private Task<string> GetCoreAsync(string name, Uri uri, string[] names, List<Uri> uris, IList<string> more, (string A, Uri B) pair) => Task.FromResult(name);

            [Cache(Name = "b", Tags = new[] { "b:{name}" })] public partial string Sync(string name);
            private string SyncCore(string name) => name;

            [CacheInvalidate(nameof(Sync))] public partial Task<string> PutAsync(string name);
            private Task<string> PutCoreAsync(string name) => Task.FromResult(name);
            """, new(Nullable: false));
        Assert.That(result.Text(), Does.Contain("private readonly record struct SyncKey(string? name)"));
        Snapshot.Match(result.Text(), nameof(A_project_without_nullable_annotations_has_keys_that_may_be_null));
    }

    [Test]
    public void Accessibility_of_the_method_is_that_of_its_accessor()
    {
        var result = Generate("""
            internal sealed class Row;
            [Cache(Name = "a")] internal partial Task<Row> InternalAsync(int id);
            private Task<Row> InternalCoreAsync(int id) => Task.FromResult(new Row());
            [Cache(Name = "b")] private partial Task<Row> PrivateAsync(int id);
            private Task<Row> PrivateCoreAsync(int id) => Task.FromResult(new Row());
            [Cache(Name = "c")] protected partial Task<string> ProtectedAsync(int id);
            private Task<string> ProtectedCoreAsync(int id) => Task.FromResult("");
            [Cache(Name = "d")] protected internal partial Task<string> BothAsync(int id);
            private Task<string> BothCoreAsync(int id) => Task.FromResult("");
            [Cache(Name = "e")] private protected partial Task<string> NarrowAsync(int id);
            private Task<string> NarrowCoreAsync(int id) => Task.FromResult("");
            [Cache(Name = "f")] private partial ICache<string, Row> Rows { get; }
            [Cache(Name = "g")] internal partial ICache<string, Row> MoreRows { get; }
            public Task UseAsync() => PrivateAsync(1);
            """, new(Services: true));
        Assert.That(result.Type("Market.ShopCaches").MemberNames.Where(name => !name.StartsWith('.') && !name.StartsWith('<')),
            Is.EquivalentTo(["InternalCache", "BothCache", "MoreRows"]));
        Snapshot.Match(result.Text("Market.Shop.g.cs"), nameof(Accessibility_of_the_method_is_that_of_its_accessor));
    }
}
