using Cache.Responses.Validators;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;

namespace Cache.Responses;

// makes the policies of attributes, and holds tags against routes, when the application starts: what is wrong stops it
internal sealed class RouteCheck(IEnumerable<EndpointDataSource> sources, CachedRoutes routes) : IHostedLifecycleService
{
    // routes are known once the pipeline is built, and that is when the server starts
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        foreach (var endpoint in sources.SelectMany(static source => source.Endpoints))
        {
            if (endpoint.Metadata.GetMetadata<IResponsePolicySource>() is { } source)
                Check(endpoint as RouteEndpoint, endpoint.DisplayName, source);
        }
        // after the policies: what is wrong with one is said of its own route
        foreach (var endpoint in sources.SelectMany(static source => source.Endpoints))
        {
            if (endpoint.Metadata.GetMetadata<IMatchCheck>() is { } check)
                Check(endpoint, check);
        }
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void Check(Endpoint endpoint, IMatchCheck check)
    {
        if (check is CheckMatchAttribute && endpoint.Metadata.GetMetadata<ActionDescriptor>() is null)
            Throw.AttributeOfHandler(endpoint.DisplayName);
        if (IsOfOne(endpoint, check) && routes.BesideOf(endpoint).Length == 0)
            Throw.NothingToMatch(endpoint.DisplayName);
    }

    private static bool IsOfOne(Endpoint endpoint, IMatchCheck check) =>
        check.IsOfOneEndpoint
        || (endpoint.Metadata.GetMetadata<ControllerActionDescriptor>() is { } action && action.MethodInfo.IsDefined(typeof(CheckMatchAttribute), inherit: true));

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
