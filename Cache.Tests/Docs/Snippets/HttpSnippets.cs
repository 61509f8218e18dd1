using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Cache.Tests.Docs;

internal static class HttpSnippets
{
    public static void Register(IServiceCollection services)
    {
        // begin: http-registration
        services.AddCache().AddMemory().AddHttpResponses();
        // end
    }

    public static void Pipeline(WebApplication app)
    {
        // begin: http-pipeline
        app.UseResponseCompression();   // before output caching: one entry serves every encoding
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseOutputCache();           // after it is known who asks

        app.MapGet("/cities/{id}", (int id) => Results.Ok(new { id })).CacheResponse("30s");
        // end
    }

    public static void Routes(WebApplication app)
    {
        // begin: http-options
        app.MapGet("/cities", () => Results.Ok()).CacheResponse("10m", response =>
        {
            response.ClientTtl = "30s";                       // max-age=30: an invalidation does not reach clients
            response.SharedTtl = "5m";                        // s-maxage=300, for a CDN
            response.StaleWhileRevalidate = "1m";
            response.VaryByQuery = ["page", "sort"];          // other parameters do not matter
            response.VaryByHeader = ["Accept-Language"];      // clients are told by Vary
        });
        app.MapGet("/users/{id}/orders", (string id) => Results.Ok(id)).CacheResponse("1m", response =>
        {
            response.Users = ResponseUsers.PerUser;           // private, one entry for each user
            response.Tags = ["user:{id}"];                    // {id} is the route value
        });
        // end

        // begin: http-attribute
        app.MapGet("/countries", [CacheResponse(Ttl = "1h", Tags = ["countries"])] () => Results.Ok());

        var reports = app.MapGroup("/reports").CacheResponse("5m");
        // end
        reports.MapGet("/", () => Results.Ok());
    }

    public static void Writes(WebApplication app)
    {
        // begin: http-match
        app.MapGet("/towns/{id}", (int id) => Results.Ok(new { id })).CacheResponse("10m", response => response.Tags = ["town:{id}"]);
        app.MapPut("/towns/{id}", async (int id, ICache cache) =>
        {
            // ... write, and then:
            await cache.InvalidateTagAsync($"town:{id}");
        }).CheckMatch(refuseUnknown: true);
        // end
    }

    public static async Task InvalidateAsync(ICache cache)
    {
        // begin: http-invalidate
        await cache.InvalidateTagAsync("user:42");            // the entries of cached methods and the responses that bear it
        // end
    }
}
