namespace Cache.Connection;

/// <summary>What a look at the servers has found; good until the connection changes or the next look finds otherwise.</summary>
/// <param name="IsCluster">Whether they form a cluster.</param>
/// <param name="Topology">Which masters hold what.</param>
internal sealed record KnownServers(bool IsCluster, RedisTopology Topology);
