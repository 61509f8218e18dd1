using System.Globalization;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Cache.Warming;

/// <summary>Tells whether the warm-up has ended. Failures do not keep it: requests load what is missing.</summary>
internal sealed class WarmHealthCheck(WarmPass pass) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var progress = pass.Progress;
        var data = new Dictionary<string, object>
        {
            ["entries"] = progress.Entries,
            ["warmed"] = progress.Warmed,
            ["failed"] = progress.Failed,
        };
        return Task.FromResult(progress.IsOver
            ? HealthCheckResult.Healthy(string.Create(CultureInfo.InvariantCulture, $"warmed: {progress.Warmed}"), data)
            : new(context.Registration.FailureStatus, string.Create(CultureInfo.InvariantCulture, $"warming: {progress.Warmed} of {progress.Entries}"), data: data));
    }
}
