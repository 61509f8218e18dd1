using StackExchange.Redis;

namespace Cache.Tests.Redis;

/// <summary>A connection as an application has one: it stays while nodes come and go.</summary>
internal sealed class OwnConnection : IAsyncDisposable
{
    private OwnConnection(ConnectionMultiplexer multiplexer) => Multiplexer = multiplexer;

    public ConnectionMultiplexer Multiplexer { get; }

    // on a busy machine the client comes back before it has reached all servers: an application that has just started waits too
    public static async Task<OwnConnection> OpenAsync(string connectionString)
    {
        var multiplexer = await ConnectionMultiplexer.ConnectAsync(connectionString);
        await Node.UntilAsync(() => Array.TrueForAll(multiplexer.GetEndPoints(), endPoint => multiplexer.GetServer(endPoint).IsConnected), "the connection to all servers");
        return new(multiplexer);
    }

    public async ValueTask DisposeAsync()
    {
        await Multiplexer.CloseAsync(allowCommandsToComplete: false);
        Multiplexer.Dispose();
    }
}
