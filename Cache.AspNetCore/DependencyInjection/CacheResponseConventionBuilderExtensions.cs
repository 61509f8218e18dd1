using Cache;
using Cache.Responses;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Marks routes whose responses are cached.</summary>
public static class CacheResponseConventionBuilderExtensions
{
    /// <summary>
    /// Caches the responses of an endpoint, or of the endpoints of a group: <c>app.MapGet("/cities", ...).CacheResponse("30s")</c>. What an endpoint says itself takes the place of what its group says.
    /// </summary>
    /// <typeparam name="TBuilder">The type of the endpoint or group.</typeparam>
    /// <param name="builder">The endpoint or group.</param>
    /// <param name="ttl">How long a response is served without running the handler, such as <c>30s</c>. Clients are told the same, unless <paramref name="configure"/> says otherwise.</param>
    /// <param name="configure">Everything else.</param>
    /// <returns>The endpoint or group.</returns>
    /// <exception cref="ArgumentException">A setting is wrong; the message says which, and what to write.</exception>
    /// <remarks>Only GET and HEAD are cached. An endpoint that answers GET answers HEAD as well from then on.</remarks>
    public static TBuilder CacheResponse<TBuilder>(this TBuilder builder, string ttl, Action<CacheResponseOptions>? configure = null)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);
        var options = new CacheResponseOptions { Ttl = ttl };
        configure?.Invoke(options);
        var policy = new CacheResponsePolicy(options);
        builder.Add(endpoint =>
        {
            endpoint.Metadata.Add(policy);
            if (policy.IsEnabled)
                AnswerHead(endpoint.Metadata);
        });
        return builder;
    }

    private static void AnswerHead(IList<object> metadata)
    {
        for (var i = 0; i < metadata.Count; i++)
        {
            if (metadata[i] is HttpMethodMetadata methods && methods.HttpMethods.Contains(HttpMethods.Get) && !methods.HttpMethods.Contains(HttpMethods.Head))
                metadata[i] = new HttpMethodMetadata([.. methods.HttpMethods, HttpMethods.Head], methods.AcceptCorsPreflight);
        }
    }
}
