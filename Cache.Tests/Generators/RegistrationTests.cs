namespace Cache.Tests.Generators;

/// <summary>The registration of an assembly's caches.</summary>
public class RegistrationTests
{
    private const string Service = """
        namespace Market;

        public partial class Shop(ICache cache)
        {
            [Cache] public partial Task<string> GetAsync(int id);
            private Task<string> GetCoreAsync(int id) => Task.FromResult("");
        }

        public static partial class Outer
        {
            internal partial class Inner(ICache cache) { [Cache] public partial ICache<int, int> Numbers { get; } }
            private partial class Hidden(ICache cache) { [Cache] public partial ICache<int, int> Numbers { get; } }
            internal partial class Open<T>(ICache cache) { [Cache] public partial ICache<int, T> Numbers { get; } }
        }

        public partial class OnlyGeneric(ICache cache)
        {
            [Cache] public partial Task<T[]> EchoAsync<T>();
            private Task<T[]> EchoCoreAsync<T>() => Task.FromResult(Array.Empty<T>());
        }
        """;

    [Test]
    public void All_types_that_can_be_named_are_registered()
    {
        var result = GeneratorHarness.Generate(Service, new(Services: true));
        Snapshot.Match(result.Text("AddShopCaches.g.cs"), nameof(All_types_that_can_be_named_are_registered));
    }

    [Test]
    public void What_cannot_be_named_is_announced_with_its_policy()
    {
        var result = GeneratorHarness.Generate("""
            namespace Market;

            public partial class Shop<T>(ICache cache)
            {
                [Cache(Name = "rate", Ttl = "1h", Jitter = "1m", LocalTtl = "10s", CacheNull = false, Enabled = false)] public partial T? Rate(string from, int to);
                private T? RateCore(string from, int to) => default;
            }
            """, new(Services: true));
        Assert.That(result.Text("AddShopCaches.g.cs"), Does.Contain("""
            new global::Cache.CompilerServices.OpenCacheDefinition { Name = "rate", Declaration = "Market.Shop.Rate", Parameters = ["from", "to"], Ttl = "1h", Jitter = "1m", LocalTtl = "10s", CacheNull = false, Enabled = false, IsSynchronous = true },
            """));
    }

    [Test]
    public void Without_dependency_injection_there_is_no_registration() =>
        Assert.That(GeneratorHarness.Generate(Service).Files, Has.None.StartWith("Add"));

    [Test]
    public void Without_caches_there_is_no_registration() =>
        Assert.That(GeneratorHarness.Generate("public class Shop;", new(Services: true)).Files, Is.Empty);

    [TestCase("Shop.Web", "AddShopWebCaches")]
    [TestCase("my-shop 2", "Addmyshop2Caches")]
    [TestCase("2Shop", "Add2ShopCaches")]
    public void It_is_named_after_the_assembly_without_what_no_identifier_may_hold(string assembly, string method)
    {
        var result = GeneratorHarness.Generate(Service, new(Services: true, Assembly: assembly));
        Assert.That(result.Text(method + ".g.cs"), Does.Contain($"IServiceCollection {method}(this IServiceCollection services)"));
    }
}
