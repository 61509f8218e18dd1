namespace Cache.Tests.Redis;

public sealed class SingleServerStoreTests : SharedStoreContract
{
    private RedisServer _server = null!;
    private OwnConnection _connection = null!;

    [OneTimeSetUp]
    public async Task StartServerAsync()
    {
        _server = await RedisServer.StartAsync();
        _connection = await OwnConnection.OpenAsync(_server.ConnectionString);
    }

    [OneTimeTearDown]
    public async Task StopServerAsync()
    {
        if (_connection is not null)
            await _connection.DisposeAsync();
        if (_server is not null)
            await _server.DisposeAsync();
    }

    private protected override Task<Node> StartNodeAsync(string @namespace = "app") => Node.StartAsync(_server.ConnectionString, @namespace, options => options.Multiplexer = _ => _connection.Multiplexer);

    private protected override Task<string> OnServerOfAsync(string key, params string[] command) => _server.CommandAsync(command);

    private protected override IReadOnlyList<RedisServer> Masters => [_server];
}
