namespace Cache.Tests.Redis;

public sealed class SingleServerStoreTests : SharedStoreContract
{
    private RedisServer _server = null!;

    [OneTimeSetUp]
    public async Task StartServerAsync() => _server = await RedisServer.StartAsync();

    [OneTimeTearDown]
    public async Task StopServerAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
    }

    private protected override Task<Node> StartNodeAsync(string @namespace = "app") => Node.StartAsync(_server.ConnectionString, @namespace);

    private protected override Task<string> OnServerOfAsync(string key, params string[] command) => _server.CommandAsync(command);

    private protected override IReadOnlyList<RedisServer> Masters => [_server];
}
