using System.Globalization;

namespace Cache.Tests.Redis.Sentinel;

/// <summary>A master, its replica, and three sentinels that watch them under the name <see cref="Service"/>.</summary>
internal sealed class WatchedServers : IAsyncDisposable
{
    public const string Service = "shop";

    private const int Sentinels = 3;
    private const int Quorum = 2;

    private readonly List<RedisServer> _sentinels = [];
    private readonly List<RedisServer> _servers = [];

    private WatchedServers()
    {
    }

    /// <summary>The master as it was at the start, then its replica.</summary>
    public IReadOnlyList<RedisServer> Servers => _servers;

    public IReadOnlyList<RedisServer> All => _sentinels;

    public string ConnectionString => $"{Endpoints},serviceName={Service}";

    public string Endpoints => string.Join(',', _sentinels.Select(static one => one.ConnectionString));

    /// <param name="sentinelSettings">Further lines of the sentinels' settings.</param>
    public static async Task<WatchedServers> StartAsync(params string[] sentinelSettings)
    {
        var watched = new WatchedServers();
        try
        {
            var master = await RedisServer.StartAsync();
            watched._servers.Add(master);
            watched._servers.Add(await RedisServer.StartAsync("--replicaof", $"127.0.0.1 {master.Port}"));
            await watched.FollowsAsync();
            for (var sentinel = 0; sentinel < Sentinels; sentinel++)
                watched._sentinels.Add(await RedisServer.StartSentinelAsync([.. Settings(master.Port), .. sentinelSettings]));
            return watched;
        }
        catch
        {
            await watched.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until the sentinels know each other and the replica, without which there is no failover.</summary>
    public async Task UntilReadyAsync()
    {
        foreach (var sentinel in _sentinels)
        {
            await Node.UntilAsync(async () =>
            {
                var fields = (await sentinel.CommandAsync("SENTINEL", "MASTER", Service)).Split('\n');
                return Field(fields, "num-slaves") == "1" && Field(fields, "num-other-sentinels") == "2";
            }, "the sentinels know each other");
        }
    }

    /// <summary>The port that the sentinels name.</summary>
    public async Task<int> MasterPortAsync(int sentinel = 0) =>
        int.Parse((await _sentinels[sentinel].CommandAsync("SENTINEL", "GET-MASTER-ADDR-BY-NAME", Service)).Split('\n')[1], CultureInfo.InvariantCulture);

    public async ValueTask DisposeAsync()
    {
        foreach (var one in _sentinels.Concat(_servers))
            await one.DisposeAsync();
    }

    private static string Field(string[] fields, string name) => fields[Array.IndexOf(fields, name) + 1];

    private static string[] Settings(int port) =>
    [
        $"sentinel monitor {Service} 127.0.0.1 {port} {Quorum}",
        $"sentinel down-after-milliseconds {Service} 500",
        $"sentinel failover-timeout {Service} 5000",
    ];

    private Task FollowsAsync() => Node.UntilAsync(
        async () => (await _servers[1].CommandAsync("INFO", "replication")).Contains("master_link_status:up", StringComparison.Ordinal), "the replica follows");
}
