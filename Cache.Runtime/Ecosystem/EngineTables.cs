using System.Diagnostics.CodeAnalysis;
using Cache.CompilerServices;
using Cache.Dependencies;
using Cache.Engine;

namespace Cache.Ecosystem;

// the engine's tables behind the interfaces of others
internal static class EngineTables
{
    /// <summary>The table of a definition.</summary>
    /// <exception cref="InvalidOperationException">The container's cache is another's.</exception>
    public static CacheTable<TService, TKey, TValue> Of<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TService, TKey, TValue>(
        CacheDefinition<TService, TKey, TValue> definition, ICache cache, string wanted)
        where TKey : notnull =>
        definition.In(cache) switch
        {
            CacheTable<TService, TKey, TValue> table => table,
            TrackingCache<TService, TKey, TValue> tracking => tracking.Table,
            _ => Throw.NotOurs<CacheTable<TService, TKey, TValue>>(wanted, cache.GetType()),
        };
}
