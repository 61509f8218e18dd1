using Cache.Responses.Validators;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Marks routes whose writes are checked against what is cached.</summary>
public static class CheckMatchConventionBuilderExtensions
{
    /// <summary>
    /// Holds the conditions of writes (<c>If-Match</c> and the like) against the stored response to a GET of the same URL, before the handler runs, and answers 412 where they do not hold:
    /// <c>app.MapPut("/cities/{id}", ...).CheckMatch()</c>.
    /// </summary>
    /// <typeparam name="TBuilder">The type of the endpoint or group.</typeparam>
    /// <param name="builder">The endpoint or group. Within a group GET and other safe methods are left alone.</param>
    /// <param name="refuseUnknown">
    /// Whether a request with <c>If-Match</c> or <c>If-Unmodified-Since</c> is answered 412 as well where nothing is stored to compare it with. The default is <see langword="false"/>: the handler decides.
    /// </param>
    /// <returns>The endpoint or group.</returns>
    /// <remarks>
    /// The GET is the route of the same pattern that is marked with <c>CacheResponse</c>; an endpoint that has none stops the application at its start. It is a check before the write and no
    /// transaction: of two writers that come at once with the same tag, both may pass.
    /// </remarks>
    public static TBuilder CheckMatch<TBuilder>(this TBuilder builder, bool refuseUnknown = false)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);
        var check = new MatchCheck(isOfOneEndpoint: builder is RouteHandlerBuilder);
        builder.Add(endpoint =>
        {
            endpoint.Metadata.Add(check);
            if (endpoint.RequestDelegate is { } handler)
                endpoint.RequestDelegate = MatchCheck.Around(handler, refuseUnknown);
        });
        return builder;
    }
}
