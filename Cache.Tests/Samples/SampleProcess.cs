using System.Collections.Concurrent;
using System.Diagnostics;
using System.Reflection;

namespace Cache.Tests.Samples;

/// <summary>A built sample that runs as a process of its own; disposing it ends the process, whatever it does.</summary>
internal sealed class SampleProcess : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);
    private static readonly Dictionary<string, string?> s_nothing = [];

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly TaskCompletionSource<string> _awaited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string? _awaitedText;

    private SampleProcess(string sample, string? awaitedText, IReadOnlyDictionary<string, string?> environment, string[] arguments)
    {
        _awaitedText = awaitedText;
        var program = Path.Combine(SamplesFolder, sample, "bin", Configuration, "net10.0", $"{sample}.dll");
        var start = new ProcessStartInfo("dotnet", [program, .. arguments])
        {
            WorkingDirectory = Path.GetDirectoryName(program)!,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        _process = new() { StartInfo = start };
        _process.OutputDataReceived += (_, read) => Take(read.Data);
        _process.ErrorDataReceived += (_, read) => Take(read.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>The folder of the samples' sources, found from the folder of the test program upwards.</summary>
    public static string SamplesFolder { get; } = Path.Combine(Repository.Root, "samples");

    /// <summary>What the sample has written so far, to both of its streams.</summary>
    public string Output => string.Join('\n', _lines);

    private static string Configuration => typeof(SampleProcess).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;

    /// <summary>Runs a sample to its end.</summary>
    public static Task<(int ExitCode, string Output)> RunAsync(string sample, params string[] arguments) => RunAsync(sample, s_nothing, arguments);

    /// <summary>Runs a sample to its end, with some variables of its environment set, or with null removed.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(string sample, IReadOnlyDictionary<string, string?> environment, params string[] arguments)
    {
        await using var running = new SampleProcess(sample, null, environment, arguments);
        await running._process.WaitForExitAsync().WaitAsync(s_patience);
        return (running._process.ExitCode, running.Output);
    }

    /// <summary>Starts a sample, and waits until it writes a line that holds a text.</summary>
    public static Task<(SampleProcess Process, string Line)> StartAsync(string sample, string awaitedText, params string[] arguments) =>
        StartAsync(sample, awaitedText, s_nothing, arguments);

    /// <summary>Starts a sample, with some variables of its environment set, or with null removed, and waits until it writes a line that holds a text.</summary>
    public static async Task<(SampleProcess Process, string Line)> StartAsync(
        string sample, string awaitedText, IReadOnlyDictionary<string, string?> environment, params string[] arguments)
    {
        var started = new SampleProcess(sample, awaitedText, environment, arguments);
        try
        {
            return (started, await started._awaited.Task.WaitAsync(s_patience));
        }
        catch
        {
            await started.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync().WaitAsync(s_patience);
        _process.Dispose();
    }

    private void Take(string? line)
    {
        if (line is null)
        {
            _awaited.TrySetException(new InvalidOperationException($"The sample closed its output before it wrote \"{_awaitedText}\":\n{Output}"));
            return;
        }
        _lines.Enqueue(line);
        if (_awaitedText is not null && line.Contains(_awaitedText, StringComparison.Ordinal))
            _awaited.TrySetResult(line);
    }
}
