using System.Globalization;
using Cache;
using Cache.CompilerServices;
using Cache.Engine;
using Cache.Policies;
using Cache.Quotas;
using Cache.Telemetry;
using Cache.Time;
using Cache.Varying;
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
    /// <param name="configuration">The section with the settings of <see cref="CacheOptions"/>, of the providers, and, under <c>Policies</c>, of the caches, which are followed while the application runs.</param>
    /// <returns>The builder that takes providers.</returns>
    public static CacheBuilder AddCache(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configuration);
        services.AddSingleton(new PolicySource(configuration.GetSection("Policies")));
        services.AddOptions<SharedOptions>().Configure(options => Read(options, configuration));
        return Add(services, configuration, options =>
        {
            options.Namespace = configuration[nameof(CacheOptions.Namespace)] ?? options.Namespace;
            options.Provider = configuration[nameof(CacheOptions.Provider)] ?? options.Provider;
            options.Quota = configuration[nameof(CacheOptions.Quota)] ?? options.Quota;
            options.BackgroundLoads = Number(configuration, nameof(CacheOptions.BackgroundLoads), least: 1) ?? options.BackgroundLoads;
            options.TraceKeys = Choice(configuration, nameof(CacheOptions.TraceKeys)) ?? options.TraceKeys;
            options.TrackDependencies = Choice(configuration, nameof(CacheOptions.TrackDependencies)) ?? options.TrackDependencies;
            options.DependencyLimit = Number(configuration, nameof(CacheOptions.DependencyLimit), least: 1) ?? options.DependencyLimit;
        });
    }

    // by hand, so that durations are written as everywhere else and no binder needs reflection
    private static void Read(SharedOptions options, IConfiguration configuration)
    {
        options.CoherenceWindow = Duration(configuration, $"Shared:{nameof(SharedOptions.CoherenceWindow)}") ?? options.CoherenceWindow;
        options.LeaseLife = Duration(configuration, $"Shared:{nameof(SharedOptions.LeaseLife)}") ?? options.LeaseLife;
        options.CompressOver = Number(configuration, $"Shared:{nameof(SharedOptions.CompressOver)}") ?? options.CompressOver;
        // one that was set may not be above the quota: what nobody has set stays unset
        if (Number(configuration, $"Shared:{nameof(SharedOptions.ValueLimit)}") is { } limit)
            options.ValueLimit = limit;
        options.InvalidationQueueLimit = Number(configuration, $"Shared:{nameof(SharedOptions.InvalidationQueueLimit)}") ?? options.InvalidationQueueLimit;
        if (configuration["Shared:OnInvalidationFailure"] is { } choice)
        {
            options.OnInvalidationFailure = Enum.TryParse<InvalidationFailure>(choice, ignoreCase: true, out var parsed)
                ? parsed
                : Throw.BadSetting<InvalidationFailure>("Shared:OnInvalidationFailure", choice, "\"Queue\" or \"Throw\"");
        }
    }

    private static TimeSpan? Duration(IConfiguration configuration, string name) => configuration[name] is not { } text
        ? null
        : CacheDuration.TryParse(text, out var duration) ? duration : Throw.BadSetting<TimeSpan>(name, text, "a duration such as \"500ms\" or \"2s\"");

    private static bool? Choice(IConfiguration configuration, string name) => configuration[name] is not { } text
        ? null
        : bool.TryParse(text, out var choice) ? choice : Throw.BadSetting<bool>(name, text, "\"true\" or \"false\"");

    private static int? Number(IConfiguration configuration, string name, int least = 0) => configuration[name] is not { } text
        ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least
            ? number
            : Throw.BadSetting<int>(name, text, least == 0 ? "a whole number" : $"a whole number of at least {least}");

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
        services.TryAddSingleton(CreatePolicies);
        services.TryAddSingleton<ICachePolicies>(static provider => provider.GetRequiredService<CachePolicies>());
        services.TryAddSingleton(static provider => new KeyParts(provider, provider.GetServices<DefaultKeyPart>()));
        services.TryAddSingleton(CacheTiers.Choose);
        services.TryAddSingleton<ICache>(CreateNode);
        services.TryAddSingleton<ICacheStatistics>(static provider => new NodeStatistics(provider.GetRequiredService<ICache>()));
        services.AddLocks();
        services.AddRateLimits(configuration);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, CacheStartup>());
        services.AddWarming(configuration);
        return new(services, configuration);
    }

    private static CachePolicies CreatePolicies(IServiceProvider provider) => new(
        provider.GetServices<CacheDefinition>(),
        provider.GetService<PolicySource>()?.Section,
        provider.GetRequiredService<TimeProvider>(),
        Log(provider));

    private static ILogger<ICache> Log(IServiceProvider provider) => provider.GetService<ILogger<ICache>>() ?? NullLogger<ICache>.Instance;

    private static CacheNode CreateNode(IServiceProvider provider)
    {
        var options = provider.GetRequiredService<IOptions<CacheOptions>>().Value;
        var sharing = provider.GetRequiredService<IOptions<SharedOptions>>().Value;
        QuotaTerms.Check(options, sharing);
        var (store, shared) = provider.GetRequiredService<CacheTiers>();
        if (options.Quota is not null && shared is { Quota: null })
            Throw.NoQuotaStore();
        return new(
            options,
            store,
            shared is null ? null : new(
                shared,
                provider.GetRequiredService<ICacheSerializer>(),
                sharing,
                provider.GetRequiredService<TimeProvider>()),
            provider.GetRequiredService<CoarseClock>(),
            provider.GetRequiredService<ScopedInstances>(),
            provider.GetServices<CacheDefinition>(),
            provider.GetRequiredService<CachePolicies>(),
            provider.GetRequiredService<KeyParts>(),
            provider.GetRequiredService<CacheMetrics>(),
            Log(provider))
        {
            Serializer = provider.GetRequiredService<ICacheSerializer>(),
        };
    }
}
