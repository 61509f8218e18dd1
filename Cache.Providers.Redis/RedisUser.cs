using System.Reflection;
using StackExchange.Redis;

namespace Cache;

// users (ACL) came with version 2 of the client; the floor that this project is built with has the default user only
internal static class RedisUser
{
    public static void Set(ConfigurationOptions options, string user, string source)
    {
        var property = typeof(ConfigurationOptions).GetProperty("User", BindingFlags.Public | BindingFlags.Instance) ?? throw new NotSupportedException(
            $"The Redis URL in {source} names the user '{user}', but the version {typeof(ConfigurationOptions).Assembly.GetName().Version} of StackExchange.Redis that the " +
            "application runs with logs in as the default user only. Reference StackExchange.Redis 2.2 or later in the application, or leave the user out: redis://:password@host.");
        property.SetValue(options, user);
    }
}
