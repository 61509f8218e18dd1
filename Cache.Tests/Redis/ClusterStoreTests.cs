namespace Cache.Tests.Redis;

public sealed class ClusterStoreTests : SharedStoreContract
{
    private RedisCluster _cluster = null!;
    private OwnConnection _connection = null!;

    [OneTimeSetUp]
    public async Task StartClusterAsync()
    {
        _cluster = await RedisCluster.StartAsync();
        _connection = await OwnConnection.OpenAsync(_cluster.ConnectionString);
    }

    [OneTimeTearDown]
    public async Task StopClusterAsync()
    {
        if (_connection is not null)
            await _connection.DisposeAsync();
        if (_cluster is not null)
            await _cluster.DisposeAsync();
    }

    private protected override Task<Node> StartNodeAsync(string @namespace = "app") => Node.StartAsync(_cluster.ConnectionString, @namespace, options => options.Multiplexer = _ => _connection.Multiplexer);

    private protected override async Task<string> OnServerOfAsync(string key, params string[] command) =>
        await (await _cluster.ServerOfAsync(key.StartsWith('{') ? key : OnServer(key))).CommandAsync(command);

    private protected override IReadOnlyList<RedisServer> Masters => [.. _cluster.Servers.Take(3)];
}
