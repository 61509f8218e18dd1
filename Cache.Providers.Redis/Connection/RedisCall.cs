using StackExchange.Redis;

namespace Cache.Connection;

// what a command is sent with
internal readonly record struct RedisCall(IConnectionMultiplexer Multiplexer, KnownServers Known)
{
    public IDatabase Database => Multiplexer.GetDatabase();

    public async Task<RedisResult> EvaluateAsync(string script, RedisKey[] keys, RedisValue[] arguments)
    {
        try
        {
            return await Database.ScriptEvaluateAsync(script, keys, arguments, CommandFlags.DemandMaster).ConfigureAwait(false);
        }
        catch (RedisServerException failure) when (failure.Message.StartsWith("NOSCRIPT", StringComparison.Ordinal))
        {
            // the server has lost its scripts; the client has noticed by now, and sends the text this time
            return await Database.ScriptEvaluateAsync(script, keys, arguments, CommandFlags.DemandMaster).ConfigureAwait(false);
        }
    }
}
