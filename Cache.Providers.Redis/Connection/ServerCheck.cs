using Cache.SharedTier;
using StackExchange.Redis;

namespace Cache.Connection;

/// <summary>Looks at the servers after a connect, before the first command is sent: their version, whether there is a master, and which master holds which lanes.</summary>
/// <remarks>
/// Any number of commands may look at the same time; whoever is first is right for all. A look that began before a change of the connection does not count. It asks through the
/// database, not through the client's servers: those answer such questions only to a connection that allows administration, which an application's own seldom does.
/// </remarks>
internal sealed class ServerCheck(MultiplexerSource source, ConnectionWatch watch)
{
    // SET with NX and GET together
    private static readonly Version s_oldest = new(7, 0);

    private volatile KnownServers? _known;
    private volatile bool _isCluster;
    private int _changes;

    /// <summary>One key of each lane.</summary>
    public string[] RoutingKeys { get; set; } = [];

    /// <summary>Whether the servers were a cluster when they were last looked at.</summary>
    public bool IsCluster => _isCluster;

    public void Forget()
    {
        Interlocked.Increment(ref _changes);
        _known = null;
    }

    public ValueTask<KnownServers> EnsureAsync(IConnectionMultiplexer multiplexer) =>
        _known is { } known ? new(known) : LookAsync(multiplexer);

    public async ValueTask<KnownServers> LookAsync(IConnectionMultiplexer multiplexer)
    {
        var changes = Volatile.Read(ref _changes);
        // no master is demanded here: a replica that answers can be called one
        var info = new ServerInfo(await ServerQuestion.AskAsync(multiplexer, "INFO").ConfigureAwait(false));
        var complaint = Complaint(info);
        watch.Unusable(complaint);
        if (complaint is not null)
            throw new SharedStoreException($"Redis at {source.Target} cannot be used: {complaint}");
        _isCluster = info.IsCluster;
        var topology = info.IsCluster
            ? await Topology.ReadClusterAsync(multiplexer, RoutingKeys).ConfigureAwait(false)
            : new RedisTopology(info.ReplicationId, [RoutingKeys[0]]);
        var known = new KnownServers(info.IsCluster, topology);
        if (changes == Volatile.Read(ref _changes))
            _known = known;
        return known;
    }

    private static string? Complaint(ServerInfo info)
    {
        if (info.IsSentinel)
            return "it is a sentinel, which holds no data. Add serviceName= and the name of the master to Redis:ConnectionString.";
        if (Version.TryParse(info.Version, out var version) && version < s_oldest)
            return $"it is version {info.Version}; the cache needs {s_oldest} or later (SET with NX and GET).";
        return info.IsMaster || info.IsCluster ? null
            : $"it is a read-only replica{(info.Master is { } master ? $" of {master}" : "")}. Name the master in Redis:ConnectionString.";
    }
}
