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
        var servers = await Task.WhenAll(call.Known.Masters.Select(static server => ReadAsync(server))).ConfigureAwait(false);
        var masters = servers.Where(static one => one.Info.IsMaster).ToArray();
        // the client's events may not come: who has become a replica, or who came back, is found here
        if (masters.Length != servers.Length || KnownServers.In(call.Multiplexer).Count() != call.Known.Connected)
            call.Known.Outdate();
        var history = string.Join(' ', masters.Select(static one => one.Info.ReplicationId).Order(StringComparer.Ordinal));
        var time = masters.Length == 0 ? 0 : masters.Min(static one => one.Time);
        return new(await values.ConfigureAwait(false), history, time);
    }

    private static async Task<(ServerInfo Info, long Time)> ReadAsync(IServer server)
    {
        var info = server.InfoRawAsync("replication");
        var time = await server.TimeAsync().ConfigureAwait(false);
        return (new((await info.ConfigureAwait(false))!), (time - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond);
    }

    // as MGET does: another kind of data is no value
    private static async Task<byte[]?> GetAsync(IDatabase database, string key)
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
