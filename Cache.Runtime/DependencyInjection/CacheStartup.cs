using Cache;
using Cache.Engine;
using Microsoft.Extensions.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

// makes the cache when the host starts, so that a name used twice, a missing provider or a bad setting stops it before the first request; and ends its loads when the host stops
internal sealed class CacheStartup(IServiceProvider services) : IHostedService
{
    private CacheNode? _node;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _node = services.GetRequiredService<ICache>() as CacheNode;
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => _node?.StopAsync(cancellationToken) ?? Task.CompletedTask;
}
