namespace Cache.Tests.Redis.Tls;

/// <summary>A real redis-server that speaks TLS on one port, and plainly on another, for the test's own questions.</summary>
internal sealed class TlsServer(RedisServer server, int port) : IAsyncDisposable
{
    /// <summary>The port of TLS.</summary>
    public int Port => port;

    public RedisServer Plain => server;

    public static async Task<TlsServer> StartAsync(string certificate, string key, string authority, bool demandsCertificate)
    {
        var port = RedisServer.FreePort();
        var server = await RedisServer.StartAsync(
            "--tls-port", $"{port}", "--tls-cert-file", certificate, "--tls-key-file", key, "--tls-ca-cert-file", authority, "--tls-auth-clients", demandsCertificate ? "yes" : "no");
        return new(server, port);
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();
}
