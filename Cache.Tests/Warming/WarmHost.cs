using Cache.CompilerServices;
using Cache.Local;
using Cache.Tests.Engine;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cache.Tests.Warming;

// an application that warms its caches, on a clock that stands still
internal sealed class WarmHost : IAsyncDisposable
{
    private readonly IHost _host;
    private bool _hasStarted;

    public WarmHost(IEnumerable<CacheDefinition> definitions, Action<IServiceCollection>? register = null, string concurrency = "4", ManualTimeProvider? time = null)
    {
        Time = time ?? new();
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Cache:Warming:Concurrency", concurrency)]).Build();
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton<TimeProvider>(Time);
        builder.Services.AddSingleton<ILocalStore>(new UnboundedStore());
        builder.Services.AddSingleton<ILogger<ICache>>(Log);
        builder.Services.AddLogging();
        builder.Services.AddCache(configuration.GetSection("Cache"));
        builder.Services.AddHealthChecks().AddCacheWarm(tags: ["ready"]);
        foreach (var definition in definitions)
            builder.Services.AddSingleton(definition);
        register?.Invoke(builder.Services);
        _host = builder.Build();
    }

    public ManualTimeProvider Time { get; }

    public AwaitedLog Log { get; } = new();

    public ICache Cache => _host.Services.GetRequiredService<ICache>();

    public async Task StartAsync()
    {
        await _host.StartAsync();
        _hasStarted = true;
    }

    public Task StopAsync() => _host.StopAsync();

    /// <summary>Starts the application, and waits for the end of the warm-up.</summary>
    public async Task<string> WarmAsync()
    {
        await StartAsync();
        return (await Log.FirstAsync(42)).Text;
    }

    public async Task<HealthReportEntry> HealthAsync() =>
        (await _host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(static check => check.Tags.Contains("ready"))).Entries["cache-warm"];

    public async ValueTask DisposeAsync()
    {
        if (_hasStarted)
            await StopAsync();
        if (_host is IAsyncDisposable host)
            await host.DisposeAsync();
    }
}
