using Cache.SharedTier;

namespace Cache.Engine;

// what a node needs to have a shared tier
internal sealed record SharedParts(ISharedStore Store, ICacheSerializer Serializer, SharedOptions Options, TimeProvider Time);
