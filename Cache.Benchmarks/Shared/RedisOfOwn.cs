using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Cache.Benchmarks.Shared;

/// <summary>A redis-server for one measurement, on a free port of loopback, which keeps nothing on disk.</summary>
internal sealed class RedisOfOwn : IDisposable
{
    private readonly Process _server;

    public RedisOfOwn()
    {
        var port = FreePort();
        Address = $"127.0.0.1:{port}";
        _server = Process.Start(new ProcessStartInfo("redis-server", ["--port", $"{port}", "--bind", "127.0.0.1", "--save", "", "--loglevel", "warning"]))!;
    }

    /// <summary>How a client of StackExchange.Redis connects to it; the server may still be starting.</summary>
    public string Connection => $"{Address},abortConnect=false,connectRetry=10,syncTimeout=60000";

    public string Address { get; }

    public void Dispose()
    {
        _server.Kill();
        _server.WaitForExit();
        _server.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
