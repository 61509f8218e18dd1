using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Cache.Tests.SharedTier;

// a node of an application whose shared tier, and whose time, a test drives
internal sealed class DrivenContainer : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    public DrivenContainer(DrivenServer server, ManualTimeProvider time, HealthStatus failureStatus = HealthStatus.Degraded, string? @namespace = null, Action<IServiceCollection>? register = null)
    {
        Namespace = @namespace ?? $"driven-{Guid.NewGuid():N}";
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<TimeProvider>(time);
        services.AddSingleton(server.NewNode());
        services.AddCache(options => options.Namespace = Namespace).AddMemory();
        services.AddHealthChecks().AddCache(failureStatus: failureStatus);
        register?.Invoke(services);
        _services = services.BuildServiceProvider();
        Cache = _services.GetRequiredService<ICache>();
    }

    public string Namespace { get; }

    public ICache Cache { get; }

    public ICacheStatistics Statistics => _services.GetRequiredService<ICacheStatistics>();

    public async Task<HealthReportEntry> HealthAsync() =>
        (await _services.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Entries["cache"];

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
