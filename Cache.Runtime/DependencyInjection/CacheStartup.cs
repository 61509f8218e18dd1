using Cache;
using Cache.CompilerServices;
using Cache.Engine;
using Cache.Varying;
using Microsoft.Extensions.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

// makes the cache when the host starts, so that a name used twice, a missing provider or part of the keys, or a bad setting stops it before the first request; and ends its loads when the host stops
internal sealed class CacheStartup(IServiceProvider services) : IHostedService
{
    private CacheNode? _node;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _node = services.GetRequiredService<ICache>() as CacheNode;
        // after the caches are there, and not while they are made: what makes a part may ask for them
        var parts = services.GetRequiredService<KeyParts>();
        foreach (var definition in services.GetServices<CacheDefinition>())
            parts.Of(definition);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => _node?.StopAsync(cancellationToken) ?? Task.CompletedTask;
}
