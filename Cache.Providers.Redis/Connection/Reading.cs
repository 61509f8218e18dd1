using StackExchange.Redis;

namespace Cache.Connection;

// reads of many keys, and of the servers: sent together, then awaited
internal static class Reading
{
    public static async Task<byte[]?[]> GetManyAsync(RedisCall call, string[] keys)
    {
        if (keys.Length == 0)
            return [];
        var database = call.Database;
        if (!call.Known.IsCluster)
        {
            var values = await database.StringGetAsync(Array.ConvertAll(keys, static one => (RedisKey)one), CommandFlags.DemandMaster).ConfigureAwait(false);
            return Array.ConvertAll(values, static one => (byte[]?)one);
        }
        var pending = Array.ConvertAll(keys, one => GetAsync(database, one));
        return await Task.WhenAll(pending).ConfigureAwait(false);
    }

    public static async Task<RedisReading> ReadAsync(RedisCall call, string[] keys)
    {
        var values = GetManyAsync(call, keys);
        var states = await Task.WhenAll(call.Known.Topology.RoutingKeys.Select(key => Topology.StateAsync(call, key))).ConfigureAwait(false);
        var history = string.Join(' ', states.Select(static one => one.ReplicationId).Order(StringComparer.Ordinal));
        return new(await values.ConfigureAwait(false), history, states.Min(static one => one.Time));
    }

    // as MGET does: another kind of data is no value
    public static async Task<byte[]?> GetAsync(IDatabase database, string key)
    {
        try
        {
            return await database.StringGetAsync(key, CommandFlags.DemandMaster).ConfigureAwait(false);
        }
        catch (RedisServerException failure) when (failure.Message.StartsWith("WRONGTYPE", StringComparison.Ordinal))
        {
            return null;
        }
    }
}
