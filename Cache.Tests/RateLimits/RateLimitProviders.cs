using Cache.Tests.Contract;

namespace Cache.Tests.RateLimits;

[TestFixture]
public sealed class MemoryRateLimits : RateLimitContract
{
    private protected override Task<Topology> OpenAsync() => Topology.MemoryAsync();
}

[TestFixture]
public sealed class RedisRateLimits : SharedRateLimitContract
{
    private protected override Task<Topology> OpenAsync() => Topology.RedisAsync();
}

[TestFixture]
public sealed class HybridRateLimits : SharedRateLimitContract
{
    private protected override Task<Topology> OpenAsync() => Topology.HybridAsync();
}

[TestFixture]
public sealed class RedisClusterRateLimits : SharedRateLimitContract
{
    private protected override Task<Topology> OpenAsync() => Topology.RedisClusterAsync();
}
