using StackExchange.Redis;

namespace Cache.Connection;

/// <summary>What a look at the servers has found; good until the connection changes or somebody finds it outdated.</summary>
/// <param name="isCluster">Whether they form a cluster.</param>
/// <param name="masters">Those that said that they are masters.</param>
/// <param name="connected">With how many servers there was a connection.</param>
internal sealed class KnownServers(bool isCluster, IReadOnlyList<IServer> masters, int connected)
{
    private volatile bool _isOutdated;

    public bool IsCluster => isCluster;

    public IReadOnlyList<IServer> Masters => masters;

    public int Connected => connected;

    public bool IsOutdated => _isOutdated;

    public void Outdate() => _isOutdated = true;

    /// <summary>The servers with which there is a connection.</summary>
    public static IEnumerable<IServer> In(IConnectionMultiplexer multiplexer)
    {
        foreach (var endPoint in multiplexer.GetEndPoints())
        {
            var server = multiplexer.GetServer(endPoint);
            if (server.IsConnected)
                yield return server;
        }
    }
}
