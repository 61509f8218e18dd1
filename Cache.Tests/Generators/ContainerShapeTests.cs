namespace Cache.Tests.Generators;

/// <summary>Every kind of type that may hold cached members, and every way to its ICache.</summary>
public class ContainerShapeTests
{
    private const string Member = """
        [Cache] public partial Task<string> GetAsync(int id);
            private Task<string> GetCoreAsync(int id) => Task.FromResult(id.ToString());
        """;

    [TestCase("public partial class Shop(ICache cache)", "", "cache")]
    [TestCase("public partial class Shop(ICache cache)", "private readonly ICache _kept = cache;", "this._kept")]
    [TestCase("public partial class Shop(ICache cache)", "private readonly ICache _kept = cache ?? throw new ArgumentNullException(nameof(cache));", "this._kept")]
    [TestCase("public partial class Shop(ICache cache)", "public ICache Kept { get; } = cache;", "this.Kept")]
    [TestCase("public partial class Shop", "private readonly ICache _cache; public Shop(ICache cache) => _cache = cache;", "this._cache")]
    [TestCase("public partial class Shop(ICache cache)", "private readonly ICache _kept = cache; public ICache Kept => _kept;", "this._kept")]
    [TestCase("public partial class Shop", "public required ICache Cache { get; init; }", "this.Cache")]
    [TestCase("public partial record Shop(ICache Cache)", "", "this.Cache")]
    [TestCase("public partial record struct Shop(ICache Cache)", "", "this.Cache")]
    [TestCase("public readonly partial record struct Shop(ICache Cache)", "", "this.Cache")]
    [TestCase("public partial struct Shop(ICache cache)", "", "cache")]
    [TestCase("public readonly partial struct Shop(ICache cache)", "", "cache")]
    [TestCase("public abstract partial class Shop(ICache cache)", "", "cache")]
    [TestCase("internal sealed partial class Shop(ICache cache)", "", "cache")]
    [TestCase("public partial class Shop(string name, ICache @class)", "public string Name => name;", "@class")]
    public void The_cache_is_found_in(string declaration, string more, string expected)
    {
        var result = GeneratorHarness.Generate($$"""
            namespace Market;

            {{declaration}}
            {
                {{more}}
                {{Member}}
            }
            """);
        Assert.That(result.Text(), Does.Contain($"s_getCache.In({expected}).GetTask(this, id)"));
        Assert.That(result.Text(), Does.Contain($"GetCache => new({expected}, new(this));"));
    }

    [Test]
    public void The_cache_of_a_base_type_is_found_where_it_can_be_seen()
    {
        var result = GeneratorHarness.Generate($$"""
            public class Base(ICache cache) { private readonly ICache _hidden = cache; protected ICache Cache => _hidden; }

            public partial class Handed(ICache cache) : Base(cache)
            {
                {{Member}}
            }

            public partial class Inherited : Handed
            {
                public Inherited(ICache cache) : base(cache) { }
                [Cache(Name = "more")] public partial Task<string> MoreAsync(int id);
                private Task<string> MoreCoreAsync(int id) => Task.FromResult(id.ToString());
            }
            """);
        Assert.That(result.Text("Handed.g.cs"), Does.Contain("s_getCache.In(this.Cache)"));
        Assert.That(result.Text("Inherited.g.cs"), Does.Contain("s_moreCache.In(this.Cache)"));
    }

    [Test]
    public void Nested_types_have_their_caches_beside_them()
    {
        var result = GeneratorHarness.Generate($$"""
            namespace Market.Cache.@namespace;

            public static partial class Outer
            {
                internal partial record struct Middle<TItem>
                {
                    private sealed partial class Inner(ICache cache)
                    {
                        {{Member}}
                    }

                    public sealed partial class Shown(ICache cache)
                    {
                        {{Member}}
                    }
                }
            }
            """);
        Assert.That(result.Files, Is.EquivalentTo(["Market.Cache.namespace.Outer.Middle-1.Inner.g.cs", "Market.Cache.namespace.Outer.Middle-1.Shown.g.cs"]));
        Snapshot.Match(result.Text("Market.Cache.namespace.Outer.Middle-1.Inner.g.cs"), nameof(Nested_types_have_their_caches_beside_them));
    }

    [Test]
    public void A_generic_class_has_a_definition_for_each_of_its_types()
    {
        var result = GeneratorHarness.Generate("""
            namespace Market;

            /// <summary>Finds things.</summary>
            /// <typeparam name="TItem">The things.</typeparam>
            /// <typeparam name="TKey">Their ids.</typeparam>
            public partial class Repository<TItem, TKey>(ICache cache)
                where TItem : class, new()
                where TKey : struct, ISpanFormattable, IEquatable<TKey>
            {
                [Cache(Name = "items", Tags = ["item:{id}"])]
                public partial ValueTask<TItem?> FindAsync(TKey id, CancellationToken cancellationToken = default);
                private ValueTask<TItem?> FindCoreAsync(TKey id, CancellationToken cancellationToken) => new((TItem?)null);

                [Cache] public partial ICache<TKey, TItem> Drafts { get; }

                [CacheInvalidate(nameof(FindAsync))]
                public partial ValueTask RemoveAsync(TKey id);
                private ValueTask RemoveCoreAsync(TKey id) => default;
            }
            """, new(Services: true));
        Assert.That(result.Text("Market.Repository-2.g.cs"), Does.Contain("TypeArguments = global::Cache.CompilerServices.TypeText.Of(typeof(TItem), typeof(TKey)),"));
        Assert.That(result.Text("AddShopCaches.g.cs"), Does.Contain("services.TryAddSingleton(typeof(global::Market.RepositoryCaches<,>));"));
        Snapshot.Match(result.Text("Market.Repository-2.g.cs"), nameof(A_generic_class_has_a_definition_for_each_of_its_types));
    }

    [Test]
    public void Types_of_one_name_have_files_of_their_own()
    {
        var result = GeneratorHarness.Generate($$"""
            namespace First { public partial class Shop(ICache cache) { {{Member}} } }
            namespace Second { public partial class Shop(ICache cache) { {{Member}} } }
            namespace second { public partial class SHOP(ICache cache) { {{Member}} } }
            namespace Second { public partial class Shop<T>(ICache cache) { [Cache(Name = "other")] {{Member.Replace("[Cache]", "", StringComparison.Ordinal)}} } }
            public partial class Shop(ICache cache) { {{Member}} }
            """, new(Services: true));
        Assert.That(result.Files, Is.EquivalentTo(["First.Shop.g.cs", "Second.Shop.g.cs", "second.SHOP_2.g.cs", "Second.Shop-1.g.cs", "Shop.g.cs", "AddShopCaches.g.cs"]));
    }

    [Test]
    public void A_type_in_several_files_beside_types_of_files_has_one_generated_file()
    {
        var result = GeneratorHarness.Generate(
        [
            $$"""
            namespace Market;
            file class Row { public int Id { get; set; } }
            public partial class Shop(ICache cache)
            {
                {{Member}}
                private static int Read() => new Row().Id;
                public static int First { get; } = Read();
            }
            """,
            """
            namespace Market;
            file class Row { public string Name { get; set; } = ""; }
            public partial class Shop
            {
                [Cache(Name = "named")] public partial Task<string> NameAsync(int id);
                private Task<string> NameCoreAsync(int id) => Task.FromResult(new Row().Name + id);
                [CacheInvalidate(nameof(GetAsync))] public partial Task TouchAsync(int id);
            }
            """,
            """
            namespace Market;
            partial class Shop { private Task TouchCoreAsync(int id) => Task.CompletedTask; }
            """,
        ]);
        Assert.That(result.Files, Is.EqualTo(["Market.Shop.g.cs"]));
    }

    [Test]
    public void Interfaces_are_implemented_and_methods_overridden()
    {
        var result = GeneratorHarness.Generate(["""
            namespace Market;

            public interface IUsers { Task<string> GetAsync(int id, CancellationToken cancellationToken = default); }

            public partial class Users(ICache cache) : IUsers
            {
                protected ICache Cache { get; } = cache;

                [Cache(Name = "users")]
                public partial Task<string> GetAsync(int id, CancellationToken cancellationToken = default);
                protected virtual Task<string> GetCoreAsync(int id, CancellationToken cancellationToken) => Task.FromResult("");

                public virtual Task<string> FindAsync(int id) => Task.FromResult("");

                [Cache(Name = "sessions")] public virtual partial ICache<string, string> Sessions { get; }
            }

            public sealed partial class MoreUsers(ICache cache) : Users(cache)
            {
                [Cache(Name = "more-users")]
                public sealed override partial Task<string> FindAsync(int id);
                private Task<string> FindCoreAsync(int id) => base.FindAsync(id);

                protected override Task<string> GetCoreAsync(int id, CancellationToken cancellationToken) => Task.FromResult("more");

                [Cache(Name = "more-sessions")] public override partial ICache<string, string> Sessions { get; }
            }
            """,
            """
            namespace Other;

            public sealed partial class Users(ICache cache) : Market.Users(cache)
            {
                [Cache(Name = "new-users")]
                public new partial Task<string> GetAsync(int id, CancellationToken cancellationToken);
            }
            """], new(Services: true));
        Assert.That(result.Text("Other.Users.g.cs"), Does.Contain("public GetCacheAccessor GetCache => new(this.Cache, new(this));"));
        Snapshot.Match(result.Text("Market.MoreUsers.g.cs"), nameof(Interfaces_are_implemented_and_methods_overridden));
    }

    [Test]
    public void A_constructor_parameter_may_go_to_the_base_type_too()
    {
        var result = GeneratorHarness.Generate("""
            namespace Market;

            public partial class Users(ICache cache, ICacheRateLimits limits)
            {
                [Cache(Name = "users")] public partial Task<string> GetAsync(int id);
                private Task<string> GetCoreAsync(int id) => Task.FromResult("");
                [RateLimit(5, "1s")] public partial Task SendAsync();
                private Task SendCoreAsync() => Task.CompletedTask;
            }

            public partial class MoreUsers(ICache cache, ICacheRateLimits limits) : Users(cache, limits)
            {
                [Cache(Name = "more-users")] public partial Task<string> FindAsync(int cache);
                private Task<string> FindCoreAsync(int cache) => Task.FromResult("");
                [CacheInvalidate(nameof(FindAsync))] public partial Task RenameAsync(int cache);
                private Task RenameCoreAsync(int cache) => Task.CompletedTask;
                [RateLimit(5, "1s")] public partial Task PostAsync();
                private Task PostCoreAsync() => Task.CompletedTask;
            }
            """);
        Assert.That(result.Text("Market.MoreUsers.g.cs"), Does.Contain("_keptCache = cache;").And.Contain("_keptRateLimits = limits;"));
    }

    [Test]
    public void Names_of_base_types_may_be_hidden() => GeneratorHarness.Generate("""
        namespace Market;

        public partial class Users(ICache cache)
        {
            protected ICache Cache => cache;

            [Cache(Name = "by-id")] public partial Task<string> GetAsync(int id);
            private Task<string> GetCoreAsync(int id) => Task.FromResult("");
            [Cache(Name = "by-name")] public partial Task<string> GetAsync(string name);
            private Task<string> GetCoreAsync(string name) => Task.FromResult("");
            [Cache(Name = "one")] public partial Task<string> FindAsync<T>(T id) where T : ISpanFormattable;
            private Task<string> FindCoreAsync<T>(T id) where T : ISpanFormattable => Task.FromResult("");

            public sealed class CountKey;
        }

        public partial class MoreUsers(ICache cache) : Users(cache)
        {
            [Cache(Name = "by-weight")] public partial Task<string> GetAsync(double weight);
            private Task<string> GetCoreAsync(double weight) => Task.FromResult("");
            [Cache(Name = "two")] public partial Task<string> FindAsync<T, TOther>(T id, TOther other) where T : ISpanFormattable where TOther : ISpanFormattable;
            private Task<string> FindCoreAsync<T, TOther>(T id, TOther other) where T : ISpanFormattable where TOther : ISpanFormattable => Task.FromResult("");
            [Cache(Name = "count")] public partial Task<int> CountAsync(int first, int second);
            private Task<int> CountCoreAsync(int first, int second) => Task.FromResult(0);
        }

        public abstract class Source { protected abstract Task<string> GetAsync(int id); }

        public sealed partial class Sealed(ICache cache) : Source
        {
            [Cache(Name = "sealed")] protected override partial Task<string> GetAsync(int id);
            private static Task<string> GetCoreAsync(int id) => Task.FromResult("");
        }
        """);

    [Test]
    public void A_namespace_called_Cache_and_types_called_like_the_platforms_do_not_confuse()
    {
        GeneratorHarness.Generate("""
            namespace Market.Cache.System
            {
                public sealed class Task;
                public sealed class ValueTask;
                public sealed class CancellationToken;
                public sealed class TimeSpan;
                public sealed class InvalidationResult;

                public partial class Shop(global::Cache.ICache cache)
                {
                    [global::Cache.Cache(Name = "tasks", Tags = ["a:{id}"])]
                    public partial global::System.Threading.Tasks.Task<Task?> GetAsync(int id, global::System.DateTime day, global::System.Threading.CancellationToken cancellationToken = default);
                    private global::System.Threading.Tasks.Task<Task?> GetCoreAsync(int id, global::System.DateTime day, global::System.Threading.CancellationToken cancellationToken) =>
                        global::System.Threading.Tasks.Task.FromResult<Task?>(null);

                    [global::Cache.Cache] public partial global::Cache.ICache<global::System.DateTime, Task> Manual { get; }

                    [global::Cache.CacheInvalidate(nameof(GetAsync))]
                    public partial global::System.Threading.Tasks.Task PutAsync(int id, global::System.DateTime day);
                    private global::System.Threading.Tasks.Task PutCoreAsync(int id, global::System.DateTime day) => global::System.Threading.Tasks.Task.CompletedTask;
                }
            }
            """, new(Services: true));
    }
}
