using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Cache.Responses.Validators;

/// <summary>The check before a write: its conditions against the stored response to a GET of the same URL. No GET is run for it.</summary>
/// <remarks>It is a look before the write and no lock: of two writers with the same tag that come at once, both may pass.</remarks>
internal sealed class MatchCheck(bool isOfOneEndpoint) : IMatchCheck
{
    private const string Detail = "The resource is not what the conditions of the request say, or it is not known what it is. Get it again, and repeat the change on what is there now.";

    public bool IsOfOneEndpoint => isOfOneEndpoint;

    /// <summary>Whether there is anything to check: an unsafe method with a condition.</summary>
    public static bool IsAsked(HttpContext http) => Preconditions.Has(http.Request.Headers) && !IsSafe(http.Request.Method);

    public static RequestDelegate Around(RequestDelegate handler, bool refuseUnknown)
    {
        return http => IsAsked(http) ? CheckAsync(http) : handler(http);

        async Task CheckAsync(HttpContext http)
        {
            if (!await RefusesAsync(http, refuseUnknown).ConfigureAwait(false))
                await handler(http).ConfigureAwait(false);
        }
    }

    /// <summary>Looks, and answers 412 where the conditions do not hold.</summary>
    /// <returns>Whether the request has been answered.</returns>
    public static async ValueTask<bool> RefusesAsync(HttpContext http, bool refuseUnknown)
    {
        var routes = http.RequestServices.GetRequiredService<CachedRoutes>().BesideOf(http.GetEndpoint());
        // an endpoint of a group or controller that shares its route with no cached GET
        if (routes.Length == 0)
            return false;
        var stored = await FindAsync(http, routes).ConfigureAwait(false);
        var mayGoOn = stored is not null && StoredResponse.TryReadValidators(stored, out var known)
            ? Preconditions.Hold(http.Request.Headers, known.Tag, known.Modified)
            : !refuseUnknown || !Preconditions.NeedsKnown(http.Request.Headers);
        if (mayGoOn)
            return false;
        await TypedResults.Problem(Detail, statusCode: StatusCodes.Status412PreconditionFailed).ExecuteAsync(http).ConfigureAwait(false);
        return true;
    }

    private static async ValueTask<byte[]?> FindAsync(HttpContext http, CacheResponsePolicy[] routes)
    {
        var store = http.RequestServices.GetRequiredService<ResponseStore>();
        foreach (var policy in routes)
        {
            // where the response to this user is for nobody else, that to another says nothing of it
            if (policy.Keys.TryWho(http, store.Parts, out var who)
                && await store.FindAsync(new(policy.Keys.Of(http, who), policy.TagsOf(http)), http.RequestAborted).ConfigureAwait(false) is { } stored)
                return stored;
        }
        return null;
    }

    private static bool IsSafe(string method) =>
        HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method) || HttpMethods.IsTrace(method) || HttpMethods.IsQuery(method);
}
