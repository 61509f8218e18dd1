namespace Cache.Tests.Redis;

public sealed class ClusterStoreTests : SharedStoreContract
{
    private RedisCluster _cluster = null!;

    [OneTimeSetUp]
    public async Task StartClusterAsync() => _cluster = await RedisCluster.StartAsync();

    [OneTimeTearDown]
    public async Task StopClusterAsync()
    {
        if (_cluster is not null)
            await _cluster.DisposeAsync();
    }

    private protected override Task<Node> StartNodeAsync(string @namespace = "app") => Node.StartAsync(_cluster.ConnectionString, @namespace);

    private protected override async Task<string> OnServerOfAsync(string key, params string[] command) =>
        await (await _cluster.ServerOfAsync(key.StartsWith('{') ? key : OnServer(key))).CommandAsync(command);

    private protected override IReadOnlyList<RedisServer> Masters => [.. _cluster.Servers.Take(3)];
}
