using StackExchange.Redis;

namespace Cache.Connection;

// which master holds which lanes, and questions to one master: by scripts, which go to the master that holds their key. The oldest client that is supported can send a
// SCAN to a server of its choice only by blocking a thread
internal static class Topology
{
    private const string Scan = "return redis.call('SCAN', ARGV[1], 'MATCH', ARGV[2], 'COUNT', ARGV[3])";

    private const string State = "local time = redis.call('TIME') return { redis.call('INFO', 'replication'), time[1] * 1000000 + time[2] }";

    public static async Task<RedisScanPage> ScanAsync(RedisCall call, string routingKey, string cursor, string pattern, int count)
    {
        var page = (RedisResult[])(await call.EvaluateAsync(Scan, [routingKey], [cursor, pattern, count]).ConfigureAwait(false))!;
        return new((string)page[0]!, (string[])page[1]!);
    }

    /// <summary>The replication id and the clock, in microseconds, of the master that holds a key.</summary>
    public static async Task<(string ReplicationId, long Time)> StateAsync(RedisCall call, string routingKey)
    {
        var state = (RedisResult[])(await call.EvaluateAsync(State, [routingKey], []).ConfigureAwait(false))!;
        return (new ServerInfo((string)state[0]!).ReplicationId, (long)state[1]);
    }

    public static async Task<RedisTopology> ReadClusterAsync(IConnectionMultiplexer multiplexer, string[] keys)
    {
        var slots = new ClusterSlots(await ServerQuestion.AskAsync(multiplexer, "CLUSTER", "NODES").ConfigureAwait(false));
        var routes = new Dictionary<string, string>();
        var owners = new string[keys.Length];
        for (var index = 0; index < keys.Length; index++)
        {
            owners[index] = slots.OwnerOf(multiplexer.HashSlot(keys[index])) ?? "";
            routes.TryAdd(owners[index], keys[index]);
        }
        return new(string.Join(' ', owners), [.. routes.Values]) { IsSettled = !routes.ContainsKey("") };
    }
}
