using Cache;
using Cache.CompilerServices;
using Cache.Responses;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers cached responses: <c>services.AddCache().AddMemory().AddHttpResponses()</c>.</summary>
public static class HttpResponsesCacheBuilderExtensions
{
    /// <summary>
    /// Adds ASP.NET Core's output caching with a store over the tiers of this cache. The application calls <c>app.UseOutputCache()</c>, after authentication and authorization, and marks
    /// routes with <c>CacheResponse</c>.
    /// </summary>
    /// <param name="builder">What <c>AddCache</c> returned.</param>
    /// <returns>The builder.</returns>
    /// <remarks>
    /// Responses depend on the cached methods that their handlers call, unless <see cref="CacheOptions.TrackDependencies"/> is set to <see langword="false"/>. The responses are a cache of the name <c>http-responses</c>, which may be switched off in the configuration as any other: <c>Policies:http-responses:Enabled</c>.
    /// </remarks>
    public static CacheBuilder AddHttpResponses(this CacheBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        services.AddOutputCache();
        if (services.Any(static service => service.ServiceType == typeof(ResponseStore)))
            return builder;
        services.PostConfigure<CacheOptions>(static options => options.TrackDependencies ??= true);
        services.AddSingleton<CacheDefinition>(ResponseEntries.Definition);
        services.AddSingleton<ResponseStore>();
        services.AddSingleton<CachedRoutes>();
        services.Replace(ServiceDescriptor.Singleton<IOutputCacheStore>(static provider => provider.GetRequiredService<ResponseStore>()));
        services.AddSingleton<IHostedService, RouteCheck>();
        return builder;
    }
}
