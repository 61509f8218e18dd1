namespace Cache.Tests.Generators;

/// <summary>What a definition says of the ambient values that its keys begin with.</summary>
public class VaryByShapeTests
{
    [Test]
    public void One_part_several_and_those_of_all_caches()
    {
        var result = GeneratorHarness.Generate("""
            namespace Shop;

            public class TenantKey : ICacheKeyPart
            {
                public string Name => "tenant";
                public string? Value => null;
            }

            public sealed class Of<T> : TenantKey;

            public partial class Users(ICache cache)
            {
                [Cache(VaryBy = typeof(TenantKey))]
                public partial Task<int> OneAsync(int id);
                private Task<int> OneCoreAsync(int id) => Task.FromResult(id);

                [Cache(VaryBy = typeof((TenantKey, Of<string>)))]
                public partial ICache<int, string> Several { get; }

                [Cache(VaryByDefaults = false)]
                public partial Task<int> SharedAsync(int id);
                private Task<int> SharedCoreAsync(int id) => Task.FromResult(id);

                [Cache(VaryBy = typeof(Of<int>), VaryByDefaults = false)]
                public partial Task<T> OpenAsync<T>(T id) where T : IFormattable, ISpanFormattable;
                private Task<T> OpenCoreAsync<T>(T id) where T : IFormattable, ISpanFormattable => Task.FromResult(id);

                [CacheInvalidate(nameof(OneAsync))]
                public partial Task CurrentAsync(int id);
                private Task CurrentCoreAsync(int id) => Task.CompletedTask;

                [CacheInvalidate(nameof(OneAsync), Match = ArgumentMatch.Partial)]
                public partial Task EveryAsync(int id);
                private Task EveryCoreAsync(int id) => Task.CompletedTask;
            }
            """, new(Services: true));
        var text = string.Concat(result.Files.Select(result.Text));

        Assert.That(text.Split('\n').Select(static line => line.Trim()).Where(static line => line.Contains("VaryBy") || line.Contains(".Invalidates")), Is.EqualTo(new[]
        {
            "VaryBy = [typeof(global::Shop.TenantKey)],",
            "VaryByDefaults = false,",
            "VaryBy = [typeof(global::Shop.Of<int>)],",
            "VaryByDefaults = false,",
            "VaryBy = [typeof(global::Shop.TenantKey), typeof(global::Shop.Of<string>)],",
            "s_oneCache.In(cache).Invalidates(id));",
            "s_oneCache.In(cache).InvalidatesVariants(id));",
            "new global::Cache.CompilerServices.OpenCacheDefinition { Name = \"Shop.Users.OpenAsync\", Declaration = \"Shop.Users.OpenAsync\", Parameters = [\"id\"], "
            + "VaryBy = [typeof(global::Shop.Of<int>)], VaryByDefaults = false },",
        }));
    }
}
