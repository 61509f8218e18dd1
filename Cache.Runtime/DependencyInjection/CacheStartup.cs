using Cache;
using Microsoft.Extensions.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

// makes the cache when the host starts, so that a name used twice, a missing provider or a bad setting stops it before the first request
internal sealed class CacheStartup(IServiceProvider services) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _ = services.GetRequiredService<ICache>();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
