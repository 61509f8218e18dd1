using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;

namespace Cache.Admin;

// throws stand here so that the methods that check stay small
internal static class Throw
{
    [DoesNotReturn]
    public static void NotAdded() => throw new InvalidOperationException(
        "MapCacheAdmin needs the services of the admin page. Write services.AddCache().AddMemory().AddAdmin(), or AddAdmin() behind the providers that you use.");

    [DoesNotReturn]
    public static void MappedTwice() => throw new InvalidOperationException("MapCacheAdmin was called twice. Map the admin page once.");

    [DoesNotReturn]
    public static void Unprotected(Endpoint endpoint, string environment) => throw new InvalidOperationException(
        endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null
            ? $"MapCacheAdmin lets anybody read and change what is cached, and the environment is '{environment}'. Write builder.Services.AddAuthorizationBuilder().AddPolicy(\"ops\", policy => policy.RequireRole(\"ops\")); " +
                "and app.MapCacheAdmin(\"/cache\").RequireAuthorization(\"ops\"); Only in Development it is open without."
            : $"MapCacheAdmin was opened to anybody by AllowAnonymous, and the environment is '{environment}'. Outside Development that is refused: take it away, and write app.MapCacheAdmin(\"/cache\").RequireAuthorization(\"ops\");");
}
