using Microsoft.Extensions.DependencyInjection;

namespace Cache.Benchmarks;

// one container with the memory provider, as an application registers it
internal static class Node
{
    public static Catalog Catalog(string sizeLimit) => Catalog(sizeLimit, out _);

    public static Catalog Catalog(string sizeLimit, out CatalogCaches caches, bool tracks = false)
    {
        var services = new ServiceCollection();
        services.AddCache(options => options.TrackDependencies = tracks).AddMemory(options => options.SizeLimit = sizeLimit);
        services.AddCacheBenchmarksCaches();
        services.AddSingleton<Catalog>();
        var container = services.BuildServiceProvider();
        caches = container.GetRequiredService<CatalogCaches>();
        return container.GetRequiredService<Catalog>();
    }
}
