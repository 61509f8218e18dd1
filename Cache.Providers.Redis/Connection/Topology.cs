using Cache.SharedTier;
using StackExchange.Redis;

namespace Cache.Connection;

// which master holds a key, and a scan of that master
internal static class Topology
{
    // by a script, which goes to the master that holds its key: the oldest client that is supported can send a SCAN to one server only by blocking a thread
    private const string Scan = "return redis.call('SCAN', ARGV[1], 'MATCH', ARGV[2], 'COUNT', ARGV[3])";

    public static async Task<RedisScanPage> ScanAsync(RedisCall call, string routingKey, string cursor, string pattern, int count)
    {
        var page = (RedisResult[])(await call.EvaluateAsync(Scan, [routingKey], [cursor, pattern, count]).ConfigureAwait(false))!;
        return new((string)page[0]!, (string[])page[1]!);
    }

    public static async Task<RedisTopology> ReadAsync(RedisCall call, string[] keys)
    {
        if (call.Known.IsCluster)
            return await ReadClusterAsync(call, keys).ConfigureAwait(false);
        var infos = await Task.WhenAll(KnownServers.In(call.Multiplexer).Select(static server => server.InfoRawAsync("replication"))).ConfigureAwait(false);
        var masters = infos.Select(static one => new ServerInfo(one!)).Where(static one => one.IsMaster).Select(static one => one.ReplicationId).ToArray();
        // several masters without a cluster: one of them was just replaced
        return masters.Length == 1 ? new(masters[0], [keys[0]]) : throw NotNow($"{masters.Length} masters answer");
    }

    private static async Task<RedisTopology> ReadClusterAsync(RedisCall call, string[] keys)
    {
        var server = call.Known.Masters is [var first, ..] ? first : throw NotNow("no master answers");
        var slots = new ClusterSlots((await server.ClusterNodesRawAsync().ConfigureAwait(false))!);
        var routes = new Dictionary<string, string>();
        var owners = new string[keys.Length];
        for (var index = 0; index < keys.Length; index++)
        {
            var owner = slots.OwnerOf(call.Multiplexer.HashSlot(keys[index])) ?? throw NotNow("slots are being moved, or belong to no master");
            owners[index] = owner;
            routes.TryAdd(owner, keys[index]);
        }
        return new(string.Join(' ', owners), [.. routes.Values]);
    }

    private static SharedStoreException NotNow(string what) => new($"The servers cannot be scanned while they change ({what}). Begin anew.");
}
