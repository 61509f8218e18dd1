using Cache;
using Cache.CompilerServices;
using Cache.Ecosystem;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the interfaces that .NET applications speak already over the cache and its providers: <c>services.AddCache().AddMemory().AddHybridCache().AddDistributedCache()</c>.</summary>
public static class EcosystemCacheBuilderExtensions
{
    /// <summary>Registers <see cref="HybridCache"/>, in the place of one that is registered already. Its entries are those of the cache named <c>hybrid</c>.</summary>
    /// <param name="builder">What <c>AddCache</c> returned.</param>
    /// <param name="configure">Settings in code.</param>
    /// <returns>The builder.</returns>
    public static CacheBuilder AddHybridCache(this CacheBuilder builder, Action<HybridCacheSettings>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddOptions<HybridCacheSettings>();
        if (configure is not null)
            builder.Services.Configure(configure);
        Announce(builder, EngineHybridCache.Definition);
        builder.Services.Replace(ServiceDescriptor.Singleton<HybridCache>(static provider => new EngineHybridCache(
            provider.GetRequiredService<ICache>(),
            provider,
            provider.GetRequiredService<ICacheSerializer>(),
            provider.GetRequiredService<IOptions<HybridCacheSettings>>().Value.DefaultEntryOptions,
            provider.GetService<ILogger<ICache>>() ?? NullLogger<ICache>.Instance)));
        return builder;
    }

    /// <summary>
    /// Registers <see cref="IDistributedCache"/> and <see cref="IBufferDistributedCache"/>, one object, in the place of what is registered already. Its entries are those of the cache named <c>distributed</c>.
    /// </summary>
    /// <param name="builder">What <c>AddCache</c> returned.</param>
    /// <returns>The builder.</returns>
    public static CacheBuilder AddDistributedCache(this CacheBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        Announce(builder, EngineDistributedCache.Definition);
        builder.Services.Replace(ServiceDescriptor.Singleton<IBufferDistributedCache>(static provider =>
            new EngineDistributedCache(provider.GetRequiredService<ICache>(), provider.GetRequiredService<TimeProvider>())));
        builder.Services.Replace(ServiceDescriptor.Singleton<IDistributedCache>(static provider => provider.GetRequiredService<IBufferDistributedCache>()));
        return builder;
    }

    // its name and its policy are known when the application starts
    private static void Announce(CacheBuilder builder, CacheDefinition definition)
    {
        if (!builder.Services.Any(service => service.ImplementationInstance == definition))
            builder.Services.AddSingleton(definition);
    }
}
