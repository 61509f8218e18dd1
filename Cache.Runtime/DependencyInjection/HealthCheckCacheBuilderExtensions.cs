using Cache;
using Cache.Telemetry;
using Cache.Warming;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the health checks of the cache: <c>services.AddHealthChecks().AddCache().AddCacheWarm()</c>.</summary>
public static class HealthCheckCacheBuilderExtensions
{
    /// <summary>
    /// Adds a check that is healthy while the shared tier answers, what other nodes invalidate is known here within the coherence window, and no invalidation of this node
    /// waits to be sent. Without a shared tier it is always healthy. It sends no command.
    /// </summary>
    /// <param name="builder">What <c>AddHealthChecks</c> returned.</param>
    /// <param name="name">The name of the check. The default is <c>cache</c>.</param>
    /// <param name="failureStatus">What it reports otherwise. The default is <see cref="HealthStatus.Degraded"/>: calls go on without the shared tier.</param>
    /// <param name="tags">Tags to choose checks by. The default is none.</param>
    /// <returns>The builder.</returns>
    /// <remarks>
    /// Its data: <c>connected</c>, <c>confirmed</c> (both <see cref="bool"/>), <c>confirmationLagSeconds</c> (<see cref="double"/>), <c>queuedInvalidations</c> (<see cref="int"/>).
    /// A check without a call of <c>services.AddCache()</c> fails when it runs, and says that <see cref="ICache"/> is not registered.
    /// </remarks>
    public static IHealthChecksBuilder AddCache(
        this IHealthChecksBuilder builder, string name = "cache", HealthStatus failureStatus = HealthStatus.Degraded, IEnumerable<string>? tags = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(name);
        return builder.Add(new(name, static provider => new CacheHealthCheck(provider.GetRequiredService<ICache>()), failureStatus, tags));
    }

    /// <summary>
    /// Adds a check of readiness: it is healthy once every entry that <see cref="CacheWarmAttribute"/> names has been loaded or has failed to load. Until then it says how far the warm-up has come.
    /// </summary>
    /// <param name="builder">What <c>AddHealthChecks</c> returned.</param>
    /// <param name="name">The name of the check. The default is <c>cache-warm</c>.</param>
    /// <param name="failureStatus">What it reports before. The default is <see cref="HealthStatus.Unhealthy"/>: the instance is to get no requests yet.</param>
    /// <param name="tags">Tags to choose checks by. The default is none.</param>
    /// <returns>The builder.</returns>
    /// <remarks>
    /// Its data: <c>entries</c>, those that are known so far, <c>warmed</c>, those that are done, and <c>failed</c>, entries and sources that failed (all <see cref="long"/>).
    /// The warm-up is started by the host: without one the check stays as it is. A check without a call of <c>services.AddCache()</c> fails when it runs.
    /// </remarks>
    public static IHealthChecksBuilder AddCacheWarm(
        this IHealthChecksBuilder builder, string name = "cache-warm", HealthStatus failureStatus = HealthStatus.Unhealthy, IEnumerable<string>? tags = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(name);
        return builder.Add(new(name, static provider => new WarmHealthCheck(provider.GetRequiredService<WarmPass>()), failureStatus, tags));
    }
}
