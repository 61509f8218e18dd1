using StackExchange.Redis;

namespace Cache.Connection;

// INFO and CLUSTER NODES. A newer client sends them only over a connection that allows administration, which an application's own seldom does; inside a script it does not see them
internal static class ServerQuestion
{
    private const string Script = "return redis.call(unpack(ARGV))";

    public static async Task<string> AskAsync(IConnectionMultiplexer multiplexer, params string[] command)
    {
        var database = multiplexer.GetDatabase();
        try
        {
            return (string)(await database.ExecuteAsync(command[0], [.. command.Skip(1)]).ConfigureAwait(false))!;
        }
        catch (RedisCommandException)
        {
            return (string)(await database.ScriptEvaluateAsync(Script, [], Array.ConvertAll(command, static part => (RedisValue)part)).ConfigureAwait(false))!;
        }
    }
}
