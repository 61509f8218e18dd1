using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Cache.Tests.Docs;

internal static class AdminSnippets
{
    public static void Register(IServiceCollection services)
    {
        // begin: admin-registration
        services.AddCache().AddMemory().AddAdmin();
        services.AddAuthorizationBuilder().AddPolicy("ops", policy => policy.RequireRole("ops"));
        // end
    }

    public static void Map(WebApplication app)
    {
        // begin: admin-map
        app.MapCacheAdmin("/cache").RequireAuthorization("ops");
        // end
    }
}
