using StackExchange.Redis;

namespace Cache;

/// <summary>Settings of the shared tier on Redis: <c>services.AddCache().AddRedis(configure: options => ...)</c>, or the section <c>Redis</c> of the cache's configuration.</summary>
public sealed class RedisOptions
{
    /// <summary>Where the server is.</summary>
    /// <value>
    /// A connection string as StackExchange.Redis reads it (<c>host:6379,password=...,ssl=true</c>; several endpoints of one cluster with commas between;
    /// the sentinels of a master, with its name: <c>s1:26379,s2:26379,serviceName=mymaster</c>), or a URL
    /// (<c>redis://user:password@host:6379/0</c>, <c>rediss://</c> with TLS). The default is <see langword="null"/>: the environment variable <c>REDIS_URL</c> is read.
    /// </value>
    public string? ConnectionString { get; set; }

    /// <summary>How long a command may take. One that takes longer is given up, and the call goes on without Redis.</summary>
    /// <value>A duration from 10ms to 1h. The default is <c>1s</c>.</value>
    public string CommandTimeout { get; set; } = "1s";

    /// <summary>Which part of the commands must fail for Redis to be left alone for a moment. Only missing answers count: an error that the server answers with does not.</summary>
    /// <value>More than 0, at most 1. The default is 0.5.</value>
    public double BreakerFailureRatio { get; set; } = 0.5;

    /// <summary>How many commands there must be in the <see cref="BreakerWindow"/> before the ratio is judged.</summary>
    /// <value>At least 2. The default is 10.</value>
    public int BreakerMinimumCalls { get; set; } = 10;

    /// <summary>Over how long a time the ratio is judged.</summary>
    /// <value>A duration from 500ms to 1h. The default is <c>5s</c>.</value>
    public string BreakerWindow { get; set; } = "5s";

    /// <summary>How long no command is sent after too many have failed; then one is tried.</summary>
    /// <value>A duration from 500ms to 1h. The default is <c>1s</c>.</value>
    public string BreakDuration { get; set; } = "1s";

    /// <summary>The password of the sentinels, where <see cref="ConnectionString"/> names a service (<c>serviceName=</c>). The password there is the master's.</summary>
    /// <value>The default is <see langword="null"/>: the sentinels ask for none.</value>
    public string? SentinelPassword { get; set; }

    /// <summary>Certificates and the name of the server, where the connection asks for TLS.</summary>
    /// <value>The default says nothing: the operating system's authorities, the host that is connected to, no certificate of one's own.</value>
    public RedisTlsOptions Tls { get; } = new();

    /// <summary>Changes the client's own settings before it connects: protocols and events of TLS, a client name, timeouts of the connection.</summary>
    /// <value>The default is <see langword="null"/>. <c>AbortOnConnectFail</c> is false whatever is set: an application starts without Redis and joins it when it comes.</value>
    public Action<ConfigurationOptions>? ConfigureClient { get; set; }

    /// <summary>Finds the application's own connection, which is used as it is and never closed. <see cref="ConnectionString"/> is not read then.</summary>
    /// <value>The default is <see langword="null"/>: the cache opens a connection of its own.</value>
    public Func<IServiceProvider, IConnectionMultiplexer>? Multiplexer { get; set; }
}
