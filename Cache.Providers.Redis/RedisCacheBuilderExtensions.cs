using Cache;
using Cache.Connection;
using Cache.Locks;
using Cache.RateLimits;
using Cache.SharedTier;
using Cache.Store;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the shared tier on Redis.</summary>
public static class RedisCacheBuilderExtensions
{
    /// <summary>Shares entries among the nodes of an application through Redis (version 7.0 or later): a single server, Sentinel or a cluster.</summary>
    /// <param name="builder">What <c>AddCache</c> returned.</param>
    /// <param name="connection">
    /// Where the server is, as <see cref="RedisOptions.ConnectionString"/> says. Left out: the setting <c>ConnectionString</c> in the section <c>Redis</c>, or else the environment
    /// variable <c>REDIS_URL</c>.
    /// </param>
    /// <param name="configure">Settings in code. The section <c>Redis</c> of the configuration given to <c>AddCache</c> goes before them: <c>Cache:Redis:CommandTimeout</c>.</param>
    /// <returns>The builder.</returns>
    /// <remarks>
    /// A server that is away stops nothing: the application starts, and joins it when it comes. Bad settings stop the application when its host starts (or, without a host, when
    /// <see cref="ICache"/> is first asked for): <see cref="FormatException"/> for one that cannot be read, <see cref="InvalidOperationException"/> where none says where the
    /// server is, <see cref="NotSupportedException"/> for a user name that the client in use cannot log in with.
    /// </remarks>
    public static CacheBuilder AddRedis(this CacheBuilder builder, string? connection = null, Action<RedisOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return Add(builder, redis => redis.ConnectionString = connection ?? redis.ConnectionString, configure);
    }

    /// <summary>Shares entries among the nodes of an application through a connection to Redis that the application has.</summary>
    /// <param name="builder">What <c>AddCache</c> returned.</param>
    /// <param name="multiplexer">The connection, used as it is and never closed.</param>
    /// <param name="configure">Settings in code.</param>
    /// <returns>The builder.</returns>
    public static CacheBuilder AddRedis(this CacheBuilder builder, IConnectionMultiplexer multiplexer, Action<RedisOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(multiplexer);
        return Add(builder, redis => redis.Multiplexer = _ => multiplexer, configure);
    }

    private static CacheBuilder Add(CacheBuilder builder, Action<RedisOptions> where, Action<RedisOptions>? configure)
    {
        var options = builder.Services.AddOptions<RedisOptions>().Configure(where);
        if (configure is not null)
            options.Configure(configure);
        if (builder.Configuration?.GetSection("Redis") is { } section)
            options.PostConfigure(redis => RedisConfiguration.Apply(section, redis));
        builder.Services.TryAddSingleton(CreateConnection);
        builder.Services.TryAddSingleton<ISharedStore>(static provider => CreateStore(provider));
        builder.Services.TryAddSingleton<ILockStore>(static provider => new RedisLockStore(provider.GetRequiredService<IRedisConnection>(), Namespace(provider)));
        builder.Services.TryAddSingleton<IRateLimitStore>(static provider => new RedisRateLimitStore(provider.GetRequiredService<IRedisConnection>()));
        return builder;
    }

    private static string Namespace(IServiceProvider provider) => provider.GetRequiredService<IOptions<CacheOptions>>().Value.Namespace;

    private static RedisSharedStore CreateStore(IServiceProvider provider) => new(
        provider.GetRequiredService<IRedisConnection>(), Namespace(provider), provider.GetRequiredService<IOptions<CacheOptions>>().Value.QuotaBytes);

    // one for all that is kept on the server
    private static IRedisConnection CreateConnection(IServiceProvider provider)
    {
        var time = provider.GetRequiredService<TimeProvider>();
        var options = provider.GetRequiredService<IOptions<RedisOptions>>().Value;
        var settings = RedisSettings.From(options);
        var source = options.Multiplexer is { } find
            ? MultiplexerSource.Given(find(provider))
            : MultiplexerSource.Own(RedisConfiguration.Client(options, Environment.GetEnvironmentVariable(RedisConfiguration.UrlVariable)), options.SentinelPassword, time);
        var log = provider.GetService<ILogger<ISharedStore>>() ?? NullLogger<ISharedStore>.Instance;
        return new RedisConnection(source, settings, time, log);
    }
}
