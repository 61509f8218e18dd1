using StackExchange.Redis;

namespace Cache.Tests.Redis;

/// <summary>A connection as an application has one: it stays while nodes come and go.</summary>
internal sealed class OwnConnection : IAsyncDisposable
{
    private OwnConnection(ConnectionMultiplexer multiplexer) => Multiplexer = multiplexer;

    public ConnectionMultiplexer Multiplexer { get; }

    public static async Task<OwnConnection> OpenAsync(string connectionString) => new(await ConnectionMultiplexer.ConnectAsync(connectionString));

    public async ValueTask DisposeAsync()
    {
        await Multiplexer.CloseAsync(allowCommandsToComplete: false);
        Multiplexer.Dispose();
    }
}
