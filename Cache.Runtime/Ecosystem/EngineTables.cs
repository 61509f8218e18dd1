using System.Diagnostics.CodeAnalysis;
using Cache.CompilerServices;
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
        definition.In(cache) as CacheTable<TService, TKey, TValue> ?? Throw.NotOurs<CacheTable<TService, TKey, TValue>>(wanted, cache.GetType());
}
