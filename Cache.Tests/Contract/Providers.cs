namespace Cache.Tests.Contract;

[TestFixture]
public sealed class MemoryContract : CacheContract
{
    private protected override Task<Topology> OpenAsync() => Topology.MemoryAsync();
}

[TestFixture]
public sealed class RedisContract : SharedCacheContract
{
    private protected override Task<Topology> OpenAsync() => Topology.RedisAsync();
}

[TestFixture]
public sealed class HybridContract : SharedCacheContract
{
    private protected override Task<Topology> OpenAsync() => Topology.HybridAsync();
}

[TestFixture]
public sealed class RedisClusterContract : SharedCacheContract
{
    private protected override Task<Topology> OpenAsync() => Topology.RedisClusterAsync();
}

[TestFixture]
public sealed class HybridClusterContract : SharedCacheContract
{
    private protected override Task<Topology> OpenAsync() => Topology.HybridClusterAsync();
}

[TestFixture]
public sealed class ApplicationMemoryContract : CacheContract
{
    private protected override Task<Topology> OpenAsync() => Topology.ApplicationMemoryAsync();
}

[TestFixture]
public sealed class ApplicationHybridContract : SharedCacheContract
{
    private protected override Task<Topology> OpenAsync() => Topology.ApplicationHybridAsync();
}
