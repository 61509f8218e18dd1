using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Cache.Responses;

/// <summary>Finds the cached GET routes beside an endpoint: those of the same pattern. Constraints do not matter, names of parameters do.</summary>
internal sealed class CachedRoutes(IEnumerable<EndpointDataSource> sources)
{
    private readonly ConditionalWeakTable<Endpoint, CacheResponsePolicy[]> _known = [];

    /// <summary>The policies of the GET routes with the pattern of an endpoint; none where there are none.</summary>
    public CacheResponsePolicy[] BesideOf(Endpoint? endpoint) => endpoint is RouteEndpoint route ? _known.GetValue(route, _ => Find(route)) : [];

    private CacheResponsePolicy[] Find(RouteEndpoint route)
    {
        var pattern = TextOf(route.RoutePattern);
        return
        [
            .. sources.SelectMany(static source => source.Endpoints).OfType<RouteEndpoint>()
                .Where(other => IsGet(other) && string.Equals(TextOf(other.RoutePattern), pattern, StringComparison.OrdinalIgnoreCase))
                .OrderBy(static other => other.Order)
                .Select(static other => other.Metadata.GetMetadata<IResponsePolicySource>()?.Policy)
                .OfType<CacheResponsePolicy>()
                .Where(static policy => policy.IsEnabled)
                .Distinct(),
        ];
    }

    private static bool IsGet(RouteEndpoint route) =>
        route.Metadata.GetMetadata<IHttpMethodMetadata>() is not { HttpMethods: { Count: > 0 } methods } || methods.Contains(HttpMethods.Get, StringComparer.OrdinalIgnoreCase);

    private static string TextOf(RoutePattern pattern)
    {
        var text = new StringBuilder();
        foreach (var segment in pattern.PathSegments)
        {
            text.Append('/');
            foreach (var part in segment.Parts)
            {
                _ = part switch
                {
                    RoutePatternParameterPart parameter => Append(text, parameter, pattern),
                    RoutePatternLiteralPart literal => text.Append(literal.Content),
                    RoutePatternSeparatorPart separator => text.Append(separator.Content),
                    _ => text,
                };
            }
        }
        return text.ToString();
    }

    // routes of {controller}/{action} have one pattern and say which of them they are beside it
    private static StringBuilder Append(StringBuilder text, RoutePatternParameterPart parameter, RoutePattern pattern) =>
        pattern.RequiredValues.TryGetValue(parameter.Name, out var value) && value is string { Length: > 0 } required
            ? text.Append(required)
            : text.Append('{').Append(parameter.Name).Append('}');
}
