using System.ComponentModel;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;

namespace Shop;

public static class EcosystemLines
{
    public static void Register(IServiceCollection services)
    {
        // begin: ecosystem-registration
        services.AddCache().AddMemory().AddRedis("localhost:6379")
            .AddHybridCache()
            .AddDistributedCache();
        // end
    }

    public static void Defaults(IServiceCollection services)
    {
        // begin: ecosystem-defaults
        services.AddCache().AddMemory().AddHybridCache(settings => settings.DefaultEntryOptions = new()
        {
            Expiration = TimeSpan.FromMinutes(10),
            LocalCacheExpiration = TimeSpan.FromMinutes(1),
        });
        // end
    }

    public static async Task SessionAsync(IDistributedCache distributed, byte[] session)
    {
        // begin: ecosystem-distributed
        await distributed.SetAsync("session:1", session, new() { SlidingExpiration = TimeSpan.FromMinutes(20) });
        var found = await distributed.GetAsync("session:1");
        // end
        _ = found;
    }
}

public sealed record Leaflet(int Id, string Text);

public interface ILeaflets
{
    ValueTask<Leaflet> FindAsync(int id, CancellationToken cancellationToken);
}

// begin: ecosystem-hybrid
public class LeafletService(HybridCache cache, ILeaflets leaflets)
{
    public ValueTask<Leaflet> GetAsync(int id, CancellationToken cancellationToken) => cache.GetOrCreateAsync(
        $"leaflet:{id}",
        (leaflets, id),
        static (state, token) => state.leaflets.FindAsync(state.id, token),
        tags: ["leaflets"],
        cancellationToken: cancellationToken);

    public ValueTask ForgetAsync(int id) => cache.RemoveAsync($"leaflet:{id}");

    public ValueTask ForgetAllAsync() => cache.RemoveByTagAsync("leaflets");
}
// end

// begin: ecosystem-immutable
[ImmutableObject(true)]
public sealed record Tariff(decimal Amount, string Currency);
// end
