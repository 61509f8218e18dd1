using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;

namespace Cache.Responses;

// makes the policies of attributes, and holds tags against routes, when the application starts: what is wrong stops it
internal sealed class RouteCheck(IEnumerable<EndpointDataSource> sources) : IHostedLifecycleService
{
    // routes are known once the pipeline is built, and that is when the server starts
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        foreach (var endpoint in sources.SelectMany(static source => source.Endpoints))
        {
            if (endpoint.Metadata.GetMetadata<IResponsePolicySource>() is { } source)
                Check(endpoint as RouteEndpoint, endpoint.DisplayName, source);
        }
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static void Check(RouteEndpoint? route, string? name, IResponsePolicySource source)
    {
        try
        {
            _ = source.Policy;
        }
        catch (ArgumentException why)
        {
            Throw.BadRoute(route?.RoutePattern.RawText ?? name, why);
        }
        if (route is null)
            return;
        var known = route.RoutePattern.Parameters.Select(static parameter => parameter.Name).Concat(route.RoutePattern.RequiredValues.Keys).ToArray();
        foreach (var tag in source.Policy.Tags)
        {
            if (tag.Names.FirstOrDefault(wanted => !known.Contains(wanted, StringComparer.OrdinalIgnoreCase)) is { } unknown)
                Throw.UnknownRouteValue(route.RoutePattern.RawText, tag.Text, unknown, known.Length == 0 ? "none" : string.Join(", ", known));
        }
    }
}
