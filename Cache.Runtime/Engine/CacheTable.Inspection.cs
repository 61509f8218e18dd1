using Cache.Inspection;

namespace Cache.Engine;

// for those who look into the cache while it works
internal sealed partial class CacheTable<TService, TKey, TValue>
{
    public ICacheInspection Inspect(CacheNode node) => new TableInspection<TKey, TValue>(
        new(_definition, _entries, this, _lives, _writes, _invalidations, _texts, _versions, _policy, _clock, _sharedEntries, node.Shared), node.Serializer);
}
