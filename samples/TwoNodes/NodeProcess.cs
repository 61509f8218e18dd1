using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace TwoNodes;

/// <summary>A node, as the story sees it: a process of its own, asked by a line and answering with one. It ends when the story hangs up, be it by dying.</summary>
internal sealed class NodeProcess : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly TcpClient _line;
    private readonly StreamReader _reader;
    private readonly StreamWriter _writer;

    private NodeProcess(Process process, TcpClient line)
    {
        _process = process;
        _line = line;
        _reader = new(line.GetStream());
        _writer = new(line.GetStream()) { AutoFlush = true };
    }

    public static async Task<NodeProcess> StartAsync(string database, string redis)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;

        // this program once more: by its own executable, or by dotnet with its dll
        var self = Environment.ProcessPath!;
        string[] program = Path.GetFileNameWithoutExtension(self) == "dotnet" ? [typeof(NodeProcess).Assembly.Location] : [];
        var process = Process.Start(self, [.. program, "node", port.ToString(CultureInfo.InvariantCulture), database, redis]);
        try
        {
            var accepting = listener.AcceptTcpClientAsync();
            if (await Task.WhenAny(accepting, process.WaitForExitAsync()).WaitAsync(s_patience) != accepting)
                throw new InvalidOperationException($"A node ended with code {process.ExitCode} before it began.");
            return new(process, await accepting);
        }
        catch
        {
            if (!process.HasExited)
                process.Kill();
            process.Dispose();
            throw;
        }
    }

    /// <summary>Has the node do something.</summary>
    public async Task<Answer> AskAsync(string command)
    {
        await _writer.WriteLineAsync(command);
        var line = await _reader.ReadLineAsync().WaitAsync(s_patience) ?? throw new InvalidOperationException($"A node ended while it was asked to '{command}'.");
        var parts = line.Split('|', 3);
        return new(int.Parse(parts[0], CultureInfo.InvariantCulture), int.Parse(parts[1], CultureInfo.InvariantCulture), parts[2]);
    }

    public async ValueTask DisposeAsync()
    {
        _line.Dispose();
        await _process.WaitForExitAsync().WaitAsync(s_patience);
        _process.Dispose();
    }
}

/// <summary>What a node answers, and what it cost: the queries of its database, and the time.</summary>
internal sealed record Answer(int Queries, int Milliseconds, string Text);
