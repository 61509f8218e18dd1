namespace Cache.Connection;

/// <summary>All that the store needs of a Redis client. Nothing outside this folder names the client's types, so that a client may be exchanged here.</summary>
/// <remarks>
/// Every member throws <see cref="SharedTier.SharedStoreException"/> only. Where the server has answered with an error, its cause is a <see cref="RedisRefusedException"/>.
/// Whether a command that failed has been applied is unknown.
/// </remarks>
internal interface IRedisConnection : IAsyncDisposable
{
    /// <summary>Whether the servers are a cluster, as the last answer told; false before the first.</summary>
    bool IsCluster { get; }

    /// <summary>Connects and subscribes; ends when the first attempt has, successful or not. Called once, before all else.</summary>
    /// <param name="events">Hears of messages and of the connection.</param>
    /// <param name="channels">The channels to hear.</param>
    /// <param name="routingKeys">A key of each hash tag that is used, by which the masters are found that hold them.</param>
    Task ConnectAsync(IRedisEvents events, string[] channels, string[] routingKeys);

    /// <summary>Hears a further channel from then on; a connection that is opened anew hears it as well. A channel that is heard already stays with its first receiver.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="received">Takes each message, on the client's threads.</param>
    Task SubscribeAsync(string channel, Action<byte[]> received);

    /// <summary>GET; with others that are asked for at the same time one MGET, where there is one server. Another kind of data is no value.</summary>
    /// <param name="key">The key.</param>
    /// <param name="parse">Makes the result of what stands there; null where there is nothing.</param>
    Task<TResult> GetAsync<TResult>(string key, Func<byte[]?, TResult> parse);

    /// <summary>GET of many keys of any lanes, sent together; one MGET where there is one server.</summary>
    Task<byte[]?[]> GetManyAsync(string[] keys);

    /// <summary>SET NX GET PX: what was there, or null if the value has been put.</summary>
    Task<byte[]?> SetIfAbsentAsync(string key, byte[] value, long milliseconds);

    /// <summary>Runs a script whose keys share a hash tag and whose answer is one integer or an array of them.</summary>
    Task<long[]> RunAsync(string script, string[] keys, byte[][] arguments);

    /// <summary>Runs a script that writes nothing and whose answer is an array of texts.</summary>
    Task<byte[][]> ReadAsync(string script, string[] keys);

    /// <summary>Like <see cref="GetManyAsync"/>, and with it the clock and the replication id of every master, all sent together.</summary>
    Task<RedisReading> ReadAsync(string[] keys);

    /// <summary>Which masters hold the routing keys.</summary>
    Task<RedisTopology> GetTopologyAsync();

    /// <summary>One step of a scan of the master that holds a key.</summary>
    Task<RedisScanPage> ScanAsync(string routingKey, string cursor, string pattern, int count);
}

/// <summary>Hears of messages and of the connection, on the client's threads.</summary>
internal interface IRedisEvents
{
    void Received(string channel, byte[] message);

    void ConnectionChanged(bool isConnected);
}

/// <summary>Values, and what the masters say of themselves.</summary>
/// <param name="Values">In the order of the keys; null where there is none.</param>
/// <param name="History">The masters' replication ids, sorted.</param>
/// <param name="ServerTime">Microseconds since 1970, of the master whose clock is behind.</param>
internal sealed record RedisReading(byte[]?[] Values, string History, long ServerTime);

/// <summary>Which masters hold the routing keys.</summary>
/// <param name="Name">Differs when a key has moved, or a master has become another one.</param>
/// <param name="RoutingKeys">One key for each master.</param>
internal sealed record RedisTopology(string Name, IReadOnlyList<string> RoutingKeys)
{
    /// <summary>Whether every key has a master, and none is being moved.</summary>
    public bool IsSettled { get; init; } = true;
}

/// <summary>What a step of a scan has found.</summary>
/// <param name="Cursor">Where to go on; <c>0</c> at the end.</param>
/// <param name="Keys">The keys.</param>
internal sealed record RedisScanPage(string Cursor, string[] Keys);
