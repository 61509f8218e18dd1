using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;

namespace Cache.Admin;

/// <summary>Marks the endpoints of the admin page and API.</summary>
internal sealed class AdminEndpoint
{
    public static AdminEndpoint Instance { get; } = new();
}

/// <summary>Closed unless opened: outside Development the application does not start where the admin endpoints ask for no authorization, and none of them answers.</summary>
internal sealed class AdminAccess(IHostEnvironment environment, IEnumerable<EndpointDataSource> sources) : IHostedLifecycleService
{
    /// <summary>Whether an endpoint may answer at all; authorization itself is the framework's.</summary>
    public bool Admits(Endpoint endpoint) => environment.IsDevelopment()
        || (endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null && (endpoint.Metadata.GetMetadata<IAuthorizeData>() is not null || endpoint.Metadata.GetMetadata<AuthorizationPolicy>() is not null));

    // routes are known once the pipeline is built, and that is when the server starts
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        foreach (var endpoint in sources.SelectMany(static source => source.Endpoints))
        {
            if (endpoint.Metadata.GetMetadata<AdminEndpoint>() is not null && !Admits(endpoint))
                Throw.Unprotected(endpoint, environment.EnvironmentName);
        }
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
