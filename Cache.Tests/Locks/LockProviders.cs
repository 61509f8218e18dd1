using Cache.Tests.Contract;

namespace Cache.Tests.Locks;

[TestFixture]
public sealed class MemoryLocks : LockContract
{
    private protected override Task<Topology> OpenAsync() => Topology.MemoryAsync();
}

[TestFixture]
public sealed class RedisLocks : SharedLockContract
{
    private protected override Task<Topology> OpenAsync() => Topology.RedisAsync();
}

[TestFixture]
public sealed class HybridLocks : SharedLockContract
{
    private protected override Task<Topology> OpenAsync() => Topology.HybridAsync();
}

[TestFixture]
public sealed class RedisClusterLocks : SharedLockContract
{
    private protected override Task<Topology> OpenAsync() => Topology.RedisClusterAsync();
}
