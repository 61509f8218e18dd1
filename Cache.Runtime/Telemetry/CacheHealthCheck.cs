using System.Globalization;
using Cache.Coherence;
using Cache.Engine;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Cache.Telemetry;

/// <summary>Tells whether this node shares its entries as it should. It asks nobody: what it tells the node knows already.</summary>
internal sealed class CacheHealthCheck(ICache cache) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(
        cache is CacheNode { Shared: { } shared }
            ? Of(shared, context.Registration.FailureStatus)
            : HealthCheckResult.Healthy("The cache has no shared tier, so there is nothing that could fail."));

    private static HealthCheckResult Of(SharedNode shared, HealthStatus failureStatus)
    {
        var (connected, confirmed, queued, lag) = (shared.IsConnected, shared.Watermark.IsConfirmed, shared.Outbox.Count, shared.Watermark.Lag);
        var data = new Dictionary<string, object>
        {
            ["connected"] = connected,
            ["confirmed"] = confirmed,
            ["confirmationLagSeconds"] = Math.Round(lag.TotalSeconds, 3),
            ["queuedInvalidations"] = queued,
        };
        List<string> complaints = [];
        if (!connected)
            complaints.Add("the shared tier is away, so each node loads for itself");
        if (!confirmed)
            complaints.Add($"what other nodes invalidate is not known here within {CacheDuration.Format(shared.Window)}, so memory is dropped once in that time");
        if (queued > 0)
            complaints.Add(string.Create(CultureInfo.InvariantCulture, $"{queued} invalidations of this node wait to be sent"));
        return complaints.Count == 0
            ? HealthCheckResult.Healthy("The shared tier answers, and what other nodes invalidate is known here.", data)
            : new(failureStatus, $"The cache works, but {string.Join("; ", complaints)}.", data: data);
    }
}
