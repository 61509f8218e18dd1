using Cache;
using Cache.Local;
using Cache.SharedTier;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>The tiers that the container uses. Only those are made: one that was added and is not chosen opens no connection and holds no memory.</summary>
/// <param name="Local">The tier in memory; null where it is not used.</param>
/// <param name="Shared">The tier that several nodes share; null where it is not used.</param>
internal sealed record CacheTiers(ILocalStore? Local, ISharedStore? Shared)
{
    public static CacheTiers Choose(IServiceProvider provider)
    {
        var (local, shared) = Chosen(provider);
        return new(local ? provider.GetRequiredService<ILocalStore>() : null, shared ? provider.GetRequiredService<ISharedStore>() : null);
    }

    /// <summary>Which tiers are used; none of them is made.</summary>
    public static (bool Local, bool Shared) Chosen(IServiceProvider provider)
    {
        var chosen = provider.GetRequiredService<IOptions<CacheOptions>>().Value.Provider;
        var known = provider.GetRequiredService<IServiceProviderIsService>();
        var hasLocal = known.IsService(typeof(ILocalStore));
        var hasShared = known.IsService(typeof(ISharedStore));
        if (!hasLocal && !hasShared)
            Throw.NoProvider();
        var (local, shared) = chosen?.ToUpperInvariant() switch
        {
            null or "" => (hasLocal, hasShared),
            "MEMORY" => (true, false),
            "REDIS" => (false, true),
            "HYBRID" => (true, true),
            _ => Throw.UnknownProvider(chosen),
        };
        if (local && !hasLocal)
            Throw.ProviderNotAdded(chosen!, "AddMemory()");
        if (shared && !hasShared)
            Throw.ProviderNotAdded(chosen!, "AddRedis()");
        return (local, shared);
    }
}
