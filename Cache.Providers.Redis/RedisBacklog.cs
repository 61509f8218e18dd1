using System.Reflection;
using StackExchange.Redis;

namespace Cache;

// a client from version 2.5 on keeps commands for later while it has no server; here they are to fail at once, with the reason, so that calls go on without the server
internal static class RedisBacklog
{
    public static void FailFast(ConfigurationOptions options)
    {
        var policy = Type.GetType("StackExchange.Redis.BacklogPolicy, StackExchange.Redis")?.GetProperty("FailFast", BindingFlags.Public | BindingFlags.Static)?.GetValue(null);
        if (policy is not null)
            typeof(ConfigurationOptions).GetProperty("BacklogPolicy", BindingFlags.Public | BindingFlags.Instance)?.SetValue(options, policy);
    }
}
