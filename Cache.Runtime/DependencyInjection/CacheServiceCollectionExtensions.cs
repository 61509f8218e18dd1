using Cache;
using Cache.CompilerServices;
using Cache.Engine;
using Cache.Local;
using Cache.Telemetry;
using Cache.Time;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the cache.</summary>
public static class CacheServiceCollectionExtensions
{
    /// <summary>Registers <see cref="ICache"/>. Add a provider to what is returned: <c>services.AddCache().AddMemory()</c>.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Settings in code.</param>
    /// <returns>The builder that takes providers.</returns>
    public static CacheBuilder AddCache(this IServiceCollection services, Action<CacheOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        return Add(services, null, configure);
    }

    /// <summary>Registers <see cref="ICache"/> with settings from configuration: <c>services.AddCache(configuration.GetSection("Cache"))</c>.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">The section with the settings of <see cref="CacheOptions"/> and of the providers.</param>
    /// <returns>The builder that takes providers.</returns>
    public static CacheBuilder AddCache(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configuration);
        return Add(services, configuration, options =>
        {
            options.Namespace = configuration[nameof(CacheOptions.Namespace)] ?? options.Namespace;
            options.Provider = configuration[nameof(CacheOptions.Provider)] ?? options.Provider;
        });
    }

    private static CacheBuilder Add(IServiceCollection services, IConfiguration? configuration, Action<CacheOptions>? configure)
    {
        services.AddOptions<CacheOptions>()
            .Validate(static options => CacheNames.IsValid(options.Namespace), "The cache's Namespace may hold letters, digits, '.', '_' and '-' only, and is not empty.");
        if (configure is not null)
            services.Configure(configure);

        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(static provider => new CoarseClock(provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(static provider => new ScopedInstances(provider.GetRequiredService<IServiceScopeFactory>()));
        services.TryAddSingleton(static provider => new CacheMetrics(provider.GetService<System.Diagnostics.Metrics.IMeterFactory>()));
        services.TryAddSingleton<ICacheSerializer>(static _ => new JsonCacheSerializer());
        services.TryAddSingleton<ICache>(CreateNode);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, CacheStartup>());
        return new(services, configuration);
    }

    private static CacheNode CreateNode(IServiceProvider provider)
    {
        var options = provider.GetRequiredService<IOptions<CacheOptions>>().Value;
        var store = provider.GetService<ILocalStore>();
        if (store is null)
            Throw.NoProvider();
        if (options.Provider is not (null or "Memory"))
            Throw.UnknownProvider(options.Provider);
        return new(
            options,
            store,
            provider.GetRequiredService<CoarseClock>(),
            provider.GetRequiredService<ScopedInstances>(),
            provider.GetServices<CacheDefinition>(),
            provider.GetRequiredService<CacheMetrics>(),
            provider.GetService<ILogger<ICache>>() ?? NullLogger<ICache>.Instance);
    }
}
