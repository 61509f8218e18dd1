using System.Reflection;
using StackExchange.Redis;

namespace Cache;

// users (ACL) came with version 2 of the client; the floor that this project is built with has the default user only
internal static class RedisUser
{
    private static PropertyInfo? Property => typeof(ConfigurationOptions).GetProperty("User", BindingFlags.Public | BindingFlags.Instance);

    /// <summary>Leaves the user out, where the client knows of users.</summary>
    public static void Clear(ConfigurationOptions options) => Property?.SetValue(options, null);

    public static void Set(ConfigurationOptions options, string user, string source)
    {
        var property = Property ?? throw new NotSupportedException(
            $"The Redis URL in {source} names the user '{user}', but the version {typeof(ConfigurationOptions).Assembly.GetName().Version} of StackExchange.Redis that the " +
            "application runs with logs in as the default user only. Reference StackExchange.Redis 2.2 or later in the application, or leave the user out: redis://:password@host.");
        property.SetValue(options, user);
    }
}
