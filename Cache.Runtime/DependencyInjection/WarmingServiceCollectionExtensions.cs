using System.Globalization;
using Cache;
using Cache.CompilerServices;
using Cache.Warming;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

// the part of AddCache that is about the warm-up
internal static class WarmingServiceCollectionExtensions
{
    private const string Concurrency = "Warming:" + nameof(WarmingOptions.Concurrency);

    public static void AddWarming(this IServiceCollection services, IConfiguration? configuration)
    {
        services.AddOptions<WarmingOptions>().Configure(options => options.Concurrency = Read(configuration) ?? options.Concurrency);
        services.TryAddSingleton(static provider => new WarmPass(
            provider.GetServices<CacheDefinition>(),
            provider.GetRequiredService<ICache>(),
            provider.GetRequiredService<IOptions<WarmingOptions>>().Value,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetService<ILogger<ICache>>() ?? NullLogger<ICache>.Instance));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, WarmStartup>());
    }

    private static int? Read(IConfiguration? configuration) => configuration?[Concurrency] is not { } text
        ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? number
            : Throw.BadSetting<int>(Concurrency, text, "a whole number of at least 1");
}
