using System.Globalization;
using Cache.Tests.Engine;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cache.Tests.Redis;

/// <summary>Tests of which each has a server of its own, to be paused, filled and emptied, and one node on it that gives up soon.</summary>
public abstract class OwnServerTests
{
    private protected RecordingLog Log { get; } = new();

    private protected RedisServer Server { get; private set; } = null!;

    private protected ServiceProvider Services { get; private set; } = null!;

    [SetUp]
    public async Task StartAsync()
    {
        Log.Messages.Clear();
        Server = await RedisServer.StartAsync("--maxmemory-policy", "noeviction");
        var services = new ServiceCollection().AddSingleton<ILogger<ICache>>(Log);
        services.AddCache().AddRedis(Server.ConnectionString, static options =>
        {
            options.CommandTimeout = "300ms";
            options.BreakDuration = "500ms";
        });
        Services = services.BuildServiceProvider();
    }

    [TearDown]
    public async Task StopAsync()
    {
        await Services.DisposeAsync();
        await Server.DisposeAsync();
    }

    private protected async Task<long> NumberAsync(params string[] command) => long.Parse(await Server.CommandAsync(command), CultureInfo.InvariantCulture);
}
