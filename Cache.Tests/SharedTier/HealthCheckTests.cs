using Cache.Tests.Redis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Cache.Tests.SharedTier;

/// <summary>What <c>AddHealthChecks().AddCache()</c> reports, and when.</summary>
public sealed class HealthCheckTests
{
    private static readonly TimeSpan s_overTheWindow = TimeSpan.FromSeconds(1.2);

    private readonly ManualTimeProvider _time = new();

    [Test]
    public async Task Memory_alone_is_healthy()
    {
        var services = new ServiceCollection();
        services.AddLogging().AddCache().AddMemory();
        services.AddHealthChecks().AddCache("entries", tags: ["ready"]);
        await using var provider = services.BuildServiceProvider();

        var report = await provider.GetRequiredService<HealthCheckService>().CheckHealthAsync(static check => check.Tags.Contains("ready"));

        Assert.That(report.Entries["entries"].Status, Is.EqualTo(HealthStatus.Healthy));
    }

    [Test]
    public async Task A_node_that_is_confirmed_is_healthy()
    {
        await using var node = new DrivenContainer(new(_time), _time);

        await BecomesAsync(node, HealthStatus.Healthy);

        Assert.That((await node.HealthAsync()).Data, Is.EqualTo(new Dictionary<string, object>
        {
            ["connected"] = true, ["confirmed"] = true, ["confirmationLagSeconds"] = 0d, ["queuedInvalidations"] = 0,
        }));
    }

    [Test]
    public async Task A_node_that_nothing_confirms_is_degraded_until_something_does()
    {
        var server = new DrivenServer(_time);
        await using var node = new DrivenContainer(server, _time);
        await BecomesAsync(node, HealthStatus.Healthy);

        server.IsAway = true;
        _time.Advance(s_overTheWindow);
        var away = await node.HealthAsync();
        server.IsAway = false;

        Assert.That((away.Status, away.Data["confirmed"], away.Data["confirmationLagSeconds"]), Is.EqualTo((HealthStatus.Degraded, false, 1.2)));
        Assert.That(away.Description, Does.Contain("within 1s"));
        await BecomesAsync(node, HealthStatus.Healthy);
    }

    [Test]
    public async Task An_invalidation_that_waits_to_be_sent_degrades()
    {
        var server = new DrivenServer(_time);
        await using var node = new DrivenContainer(server, _time);
        await BecomesAsync(node, HealthStatus.Healthy);

        server.IsAway = true;
        var result = await node.Cache.InvalidateTagAsync("user:1");
        var waiting = await node.HealthAsync();
        server.IsAway = false;

        Assert.That((result, waiting.Status, waiting.Data["queuedInvalidations"]), Is.EqualTo((InvalidationResult.Queued, HealthStatus.Degraded, 1)));
        Assert.That(waiting.Description, Does.Contain("1 invalidations"));
        await BecomesAsync(node, HealthStatus.Healthy);
    }

    [Test]
    public async Task The_application_may_have_it_report_worse()
    {
        await using var node = new DrivenContainer(new(_time) { IsAway = true }, _time, HealthStatus.Unhealthy);

        var health = await node.HealthAsync();

        Assert.That((health.Status, health.Data["connected"]), Is.EqualTo((HealthStatus.Unhealthy, false)));
        Assert.That(health.Description, Does.Contain("away"));
    }

    [Test]
    public async Task A_server_that_goes_and_comes_back_is_told()
    {
        await using var server = await RedisServer.StartAsync();
        var services = new ServiceCollection();
        services.AddLogging().AddCache().AddMemory().AddRedis(server.ConnectionString);
        services.AddHealthChecks().AddCache();
        await using var provider = services.BuildServiceProvider();
        var checks = provider.GetRequiredService<HealthCheckService>();
        await Node.UntilAsync(async () => (await checks.CheckHealthAsync()).Status == HealthStatus.Healthy, "it is healthy");

        await server.KillAsync();
        await Node.UntilAsync(async () => (await checks.CheckHealthAsync()).Entries["cache"].Data["connected"] is false, "the loss is told");
        Assert.That((await checks.CheckHealthAsync()).Status, Is.EqualTo(HealthStatus.Degraded));

        await server.RestartAsync();
        await Node.UntilAsync(async () => (await checks.CheckHealthAsync()).Status == HealthStatus.Healthy, "it is healthy again");
    }

    // the node asks the server four times a window; each step of time lets it do so once
    private Task BecomesAsync(DrivenContainer node, HealthStatus status) => Node.UntilAsync(async () =>
    {
        if ((await node.HealthAsync()).Status == status)
            return true;
        _time.Advance(TimeSpan.FromMilliseconds(250));
        return false;
    }, $"it is {status}");
}
