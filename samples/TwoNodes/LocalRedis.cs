using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace TwoNodes;

/// <summary>A redis-server of the story's own, on a free port, with nothing on disk. It ends with the story, however that ends.</summary>
internal sealed class LocalRedis : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    // the shell waits at a pipe that closes when this process is gone, and takes the server with it
    private const string Script =
        "trap '' INT; redis-server --port \"$0\" --bind 127.0.0.1 --save '' --appendonly no --loglevel warning </dev/null >/dev/null 2>&1 & " +
        "server=$!; read -r _; kill -KILL $server; wait $server 2>/dev/null";

    private Process? _shell;

    private LocalRedis(int port) => Port = port;

    public int Port { get; }

    public string Url => $"redis://127.0.0.1:{Port}";

    /// <summary>Whether there is a redis-server to start.</summary>
    public static bool IsInstalled =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => folder.Length > 0 && File.Exists(Path.Combine(folder, "redis-server")));

    public static async Task<LocalRedis> StartAsync()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var server = new LocalRedis(((IPEndPoint)listener.LocalEndpoint).Port);
        listener.Stop();
        await server.RestartAsync();
        return server;
    }

    /// <summary>Starts an empty server on the same port.</summary>
    public async Task RestartAsync()
    {
        _shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", Script, $"{Port}"]) { RedirectStandardInput = true })!;
        var start = Stopwatch.GetTimestamp();
        while (!await AnswersAsync())
        {
            if (Stopwatch.GetElapsedTime(start) > s_patience)
            {
                await KillAsync();
                throw new InvalidOperationException($"redis-server does not answer on port {Port}.");
            }
            await Task.Delay(10);
        }
    }

    /// <summary>SIGKILL: no goodbye to anybody.</summary>
    public async Task KillAsync()
    {
        if (_shell is null)
            return;
        _shell.StandardInput.Close();
        await _shell.WaitForExitAsync().WaitAsync(s_patience);
        _shell.Dispose();
        _shell = null;
    }

    public async ValueTask DisposeAsync() => await KillAsync();

    private async Task<bool> AnswersAsync()
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, Port);
            await client.GetStream().WriteAsync("PING\r\n"u8.ToArray());
            using var reader = new StreamReader(client.GetStream());
            return await reader.ReadLineAsync() == "+PONG";
        }
        catch (Exception failure) when (failure is SocketException or IOException)
        {
            // not yet
            return false;
        }
    }
}
