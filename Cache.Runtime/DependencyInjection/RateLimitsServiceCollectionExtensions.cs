using Cache;
using Cache.RateLimits;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

// the part of AddCache that is about rate limits
internal static class RateLimitsServiceCollectionExtensions
{
    private const string Setting = $"RateLimits:{nameof(RateLimitOptions.WhenUnavailable)}";

    public static void AddRateLimits(this IServiceCollection services, IConfiguration? configuration)
    {
        if (configuration is not null)
            services.AddOptions<RateLimitOptions>().Configure(options => Read(options, configuration[Setting]));
        services.TryAddSingleton<ICacheRateLimits>(Create);
    }

    private static void Read(RateLimitOptions options, string? choice)
    {
        if (choice is not null)
        {
            options.WhenUnavailable = Enum.TryParse<RateLimitFailure>(choice, ignoreCase: true, out var parsed) && Enum.IsDefined(parsed)
                ? parsed
                : Throw.BadSetting<RateLimitFailure>(Setting, choice, "\"Allow\" or \"Deny\"");
        }
    }

    private static CacheRateLimits Create(IServiceProvider provider)
    {
        // the node connects the shared tier
        _ = provider.GetRequiredService<ICache>();
        var store = provider.GetRequiredService<CacheTiers>().Shared is null
            ? new MemoryRateLimitStore(provider.GetRequiredService<TimeProvider>())
            : provider.GetService<IRateLimitStore>() ?? Throw.NoRateLimitStore<IRateLimitStore>();
        return new(
            store,
            provider.GetRequiredService<IOptions<CacheOptions>>().Value.Namespace,
            provider.GetRequiredService<IOptions<RateLimitOptions>>().Value.WhenUnavailable,
            provider.GetService<ILogger<ICache>>() ?? NullLogger<ICache>.Instance);
    }
}
