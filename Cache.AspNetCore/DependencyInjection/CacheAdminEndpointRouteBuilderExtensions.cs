using System.Diagnostics.CodeAnalysis;
using Cache.Admin;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps the admin page and its API.</summary>
public static class CacheAdminEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Maps the admin page at a path, and its API below it: <c>app.MapCacheAdmin("/cache").RequireAuthorization("ops")</c>. Whoever may call it reads and changes what is cached.
    /// </summary>
    /// <param name="endpoints">The application.</param>
    /// <param name="prefix">The path of the page. The default is <c>/cache</c>.</param>
    /// <returns>All its endpoints, to ask for authorization, a host or a rate limit.</returns>
    /// <remarks>
    /// Closed unless opened: outside Development the application does not start where the endpoints ask for no authorization, or <c>AllowAnonymous</c> takes it away. Every change needs an anti-forgery token, and is logged with the
    /// user's name and address.
    /// </remarks>
    /// <exception cref="InvalidOperationException"><c>AddAdmin()</c> was not called, or the page is mapped already.</exception>
    public static IEndpointConventionBuilder MapCacheAdmin(this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string prefix = "/cache")
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(prefix);
        if (endpoints.ServiceProvider.GetService<AdminApi>() is null)
            Throw.NotAdded();
        // made here, so that the time of its start is the application's
        _ = endpoints.ServiceProvider.GetRequiredService<AdminNode>();
        var group = endpoints.MapGroup(prefix);
        // an application may cache all of its responses by a base policy: these are of the moment
        group.WithMetadata(AdminEndpoint.Instance, new OutputCacheAttribute { NoStore = true });
        foreach (var route in AdminRoutes.All)
            group.MapMethods(route.Path, [route.Method], context => Api(context).AnswerAsync(context, route)).WithDisplayName($"Cache admin: {route.Method} {route.Path}");
        group.MapMethods("/openapi.json", [HttpMethods.Get], static context => Api(context).DocumentAsync(context)).WithDisplayName("Cache admin: openapi.json");
        foreach (var file in AdminPage.Files)
            group.MapMethods(file.Path, [HttpMethods.Get, HttpMethods.Head], context => ServeAsync(context, file)).WithDisplayName($"Cache admin: {file.File}");
        return group;
    }

    private static async Task ServeAsync(HttpContext context, AdminPage file)
    {
        if (await Api(context).AdmitsAsync(context).ConfigureAwait(false))
            await file.ServeAsync(context).ConfigureAwait(false);
    }

    private static AdminApi Api(HttpContext context) => context.RequestServices.GetRequiredService<AdminApi>();
}
