using Cache;
using Cache.Admin;
using Cache.Inspection;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.Extensions.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the admin page: <c>services.AddCache().AddMemory().AddAdmin()</c>.</summary>
public static class AdminCacheBuilderExtensions
{
    /// <summary>Adds what the admin page and its API need. The application maps them with <c>app.MapCacheAdmin("/cache").RequireAuthorization("ops")</c>.</summary>
    /// <param name="builder">What <c>AddCache</c> returned.</param>
    /// <param name="configure">Sets the options.</param>
    /// <returns>The builder.</returns>
    /// <remarks>It registers ASP.NET Core's anti-forgery services too, whose tokens every change needs. Instances behind one address share their keys of data protection.</remarks>
    public static CacheBuilder AddAdmin(this CacheBuilder builder, Action<CacheAdminOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        if (configure is not null)
            services.Configure(configure);
        if (services.Any(static service => service.ServiceType == typeof(AdminApi)))
            return builder;
        services.AddOptions<CacheAdminOptions>();
        services.AddAntiforgery();
        // an application may do without a header for its forms; here there is nothing else
        services.PostConfigure<AntiforgeryOptions>(static options => options.HeaderName ??= "RequestVerificationToken");
        services.AddSingleton<NodeInspection>();
        services.AddSingleton<AdminAccess>();
        services.AddSingleton<IHostedService>(static provider => provider.GetRequiredService<AdminAccess>());
        services.AddSingleton<AdminNode>();
        services.AddSingleton<AdminAudit>();
        services.AddSingleton<AdminCaches>();
        services.AddSingleton<AdminEntries>();
        services.AddSingleton<AdminTags>();
        services.AddSingleton<NamedInspection>();
        services.AddSingleton<AdminNamed>();
        services.AddSingleton<AdminApi>();
        return builder;
    }
}
