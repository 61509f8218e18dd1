using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Cache.Tests.Redis;

/// <summary>A real redis-server on a free loopback port, without persistence; disposing it ends the process, whatever state it is in.</summary>
internal sealed class RedisServer : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);
    private const int Attempts = 10;

    private readonly string[] _arguments;
    private string[] _mode = [];
    private readonly string _folder = Directory.CreateTempSubdirectory("redis-").FullName;
    private Process? _process;
    private Process? _warden;

    private RedisServer(string[] arguments)
    {
        _arguments = arguments;
    }

    public int Port { get; private set; }

    public string ConnectionString => $"127.0.0.1:{Port}";

    /// <summary>The number of the process.</summary>
    public int Id => _process!.Id;

    public bool IsRunning => _process is { HasExited: false };

    /// <summary>Starts a server and waits until it answers.</summary>
    /// <param name="arguments">Further settings, as in <c>"--maxmemory", "2mb"</c>.</param>
    public static async Task<RedisServer> StartAsync(params string[] arguments)
    {
        var server = new RedisServer(arguments);
        try
        {
            for (var attempt = 1; !await server.TryStartAsync(FreePort()); attempt++)
            {
                // another process has taken the port in between
                if (attempt == Attempts)
                    throw new InvalidOperationException($"redis-server could not be started on {Attempts} free ports.");
            }
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts a sentinel, which keeps its settings in a file.</summary>
    /// <param name="settings">The lines of that file.</param>
    public static async Task<RedisServer> StartSentinelAsync(params string[] settings)
    {
        var server = new RedisServer([]);
        var file = Path.Combine(server._folder, "sentinel.conf");
        await File.WriteAllLinesAsync(file, settings);
        server._mode = [file, "--sentinel"];
        if (await server.TryStartAsync(FreePort()))
            return server;
        await server.DisposeAsync();
        throw new InvalidOperationException("A sentinel could not be started.");
    }

    /// <summary>A port on which nothing listens just now.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Starts a server on a port that was chosen before.</summary>
    public static async Task<RedisServer> StartOnAsync(int port, params string[] arguments)
    {
        var server = new RedisServer(arguments);
        if (await server.TryStartAsync(port))
            return server;
        await server.DisposeAsync();
        throw new InvalidOperationException($"redis-server could not be started on port {port}.");
    }

    /// <summary>SIGKILL: no goodbye to anybody.</summary>
    public async Task KillAsync()
    {
        await DismissWardenAsync();
        if (_process is null)
            return;
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync().WaitAsync(s_patience);
    }

    /// <summary>SIGSTOP: the connections stand, nothing is answered.</summary>
    public Task PauseAsync() => SignalAsync("STOP");

    /// <summary>SIGCONT.</summary>
    public Task ResumeAsync() => SignalAsync("CONT");

    /// <summary>Ends the server if it runs, and starts an empty one on the same port.</summary>
    public async Task RestartAsync()
    {
        await KillAsync();
        var patience = Stopwatch.StartNew();
        while (!await TryStartAsync(Port))
        {
            if (patience.Elapsed > s_patience)
                throw new InvalidOperationException($"redis-server could not be started again on port {Port}.");
        }
    }

    /// <summary>Sends a command on a connection of its own and returns the answer as lines.</summary>
    public Task<string> CommandAsync(params string[] command) => RedisProtocol.CommandAsync(Port, command);

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<bool> TryStartAsync(int port)
    {
        Port = port;
        _process?.Dispose();
        // into a file: reading a process's output would block a thread of the pool for each stream, and a cluster has many
        _process = Process.Start("redis-server",
        [
            .. _mode, "--port", $"{port}", "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", _folder, "--daemonize", "no",
            "--repl-diskless-sync-delay", "0", "--loglevel", "warning", "--logfile", "redis.log", .. _arguments,
        ]);
        _warden = StartWarden(_process.Id);

        var patience = Stopwatch.StartNew();
        while (!_process.HasExited && patience.Elapsed < s_patience)
        {
            if (await RedisProtocol.AnswersAsync(port, _process.Id))
                return true;
            await Task.Delay(5);
        }
        await KillAsync();
        return false;
    }

    // a run that is ended in the middle, by whatever signal, leaves no server behind: its end of the pipe closes
    private static Process StartWarden(int server) => Process.Start(new ProcessStartInfo("sh", ["-c", $"read -r _ && exit; kill -KILL {server}"]) { RedirectStandardInput = true })!;

    // before its server is gone, whose number another process may then get
    private async Task DismissWardenAsync()
    {
        if (_warden is null)
            return;
        await _warden.StandardInput.WriteLineAsync("dismissed");
        _warden.StandardInput.Close();
        await _warden.WaitForExitAsync().WaitAsync(s_patience);
        _warden.Dispose();
        _warden = null;
    }

    private async Task SignalAsync(string signal)
    {
        using var sending = Process.Start("sh", ["-c", $"kill -{signal} {_process!.Id}"]);
        await sending.WaitForExitAsync().WaitAsync(s_patience);
        if (sending.ExitCode != 0)
            throw new InvalidOperationException("The server does not run.");
    }
}
