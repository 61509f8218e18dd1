using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Threading.Channels;

namespace Cache.Tests.Coherence.Processes;

/// <summary>A node that runs as a process of its own; disposing it ends the process, whatever state it is in.</summary>
/// <remarks>Its times are of the clock that all processes of a machine have in common (<see cref="Stopwatch.GetTimestamp"/>).</remarks>
internal sealed class WorkerProcess : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly ConcurrentDictionary<string, Channel<Answer>> _answers = new(StringComparer.Ordinal);
    private readonly Lock _input = new();
    private int _commands;

    private WorkerProcess(int number, string connection, string provider, string cacheNamespace, TimeSpan leaseLife, TimeSpan skew, string? quota)
    {
        var configuration = typeof(WorkerProcess).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;
        var program = Path.Combine(Repository.Root, "Cache.Tests.Worker", "bin", configuration, "net10.0", "Cache.Tests.Worker.dll");
        string[] arguments = [program, $"{number}", connection, provider, cacheNamespace, Milliseconds(leaseLife), Milliseconds(skew), .. quota is null ? Array.Empty<string>() : [quota]];
        _process = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        // a thread of its own: reading a pipe blocks one of the pool otherwise
        new Thread(Listen) { IsBackground = true }.Start();
    }

    /// <summary>The number of the process.</summary>
    public int Id => _process.Id;

    /// <summary>Starts processes.</summary>
    /// <param name="count">How many.</param>
    /// <param name="connection">Where the server is.</param>
    /// <param name="provider">Redis or Hybrid.</param>
    /// <param name="leaseLife">How long a lease outlives its process.</param>
    /// <param name="cacheNamespace">What they share; one of its own where it is left out.</param>
    /// <param name="skew">How far apart their clocks are: the first has that of the machine, each further one is ahead of the one before by an equal part of this.</param>
    /// <param name="quota">What their values may take together; null for any number of bytes.</param>
    public static async Task<WorkerProcess[]> StartAsync(
        int count, string connection, string provider, TimeSpan? leaseLife = null, string? cacheNamespace = null, TimeSpan skew = default, string? quota = null)
    {
        cacheNamespace ??= $"procs-{Guid.NewGuid():N}";
        WorkerProcess[] workers = [.. Enumerable.Range(1, count).Select(number => new WorkerProcess(number, connection, provider, cacheNamespace, leaseLife ?? TimeSpan.FromSeconds(3), skew * (number - 1) / Math.Max(1, count - 1), quota))];
        foreach (var worker in workers)
            await worker.NextAsync("ready");
        foreach (var worker in workers)
            worker.ForgetLoads();
        return workers;
    }

    /// <summary>Sends a command and waits for its answer.</summary>
    public async Task<Answer> AskAsync(string command) => (await AskManyAsync(command, 1))[0];

    /// <summary>Sends a command that is answered more than once.</summary>
    public async Task<Answer[]> AskManyAsync(string command, int count)
    {
        var id = $"{Interlocked.Increment(ref _commands)}";
        var channel = Of(id);
        lock (_input)
        {
            _process.StandardInput.WriteLine($"{id} {command}");
            _process.StandardInput.Flush();
        }
        var answers = new Answer[count];
        using var patience = new CancellationTokenSource(s_patience);
        for (var i = 0; i < count; i++)
        {
            answers[i] = await channel.Reader.ReadAsync(patience.Token);
            if (answers[i].Verb == "failed")
                throw new InvalidOperationException($"{command}: {string.Join(' ', answers[i].Rest)}");
        }
        _answers.TryRemove(id, out _);
        return answers;
    }

    /// <summary>The next that it tells without being asked: <c>loading</c>, <c>filled</c>, <c>refused</c>; of locks <c>lost</c>, <c>stale</c>, <c>violation</c>.</summary>
    public async Task<Answer> NextAsync(string verb)
    {
        using var patience = new CancellationTokenSource(s_patience);
        return await Of(verb).Reader.ReadAsync(patience.Token);
    }

    /// <summary>All of a kind that it has told, and nobody has taken.</summary>
    public Answer[] Take(string verb)
    {
        var taken = new List<Answer>();
        while (Of(verb).Reader.TryRead(out var answer))
            taken.Add(answer);
        return [.. taken];
    }

    /// <summary>How many of a kind it has told that nobody has taken.</summary>
    public int Count(string verb) => Of(verb).Reader.Count;

    /// <summary>SIGKILL.</summary>
    public void Kill() => _process.Kill();

    public Task PauseAsync() => SignalAsync("STOP");

    public Task ResumeAsync() => SignalAsync("CONT");

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync().WaitAsync(s_patience);
        _process.Dispose();
    }

    private static string Milliseconds(TimeSpan time) => ((int)time.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);

    private void ForgetLoads()
    {
        Take("loading");
        Take("filled");
    }

    private Channel<Answer> Of(string name) => _answers.GetOrAdd(name, static _ => Channel.CreateUnbounded<Answer>());

    private void Listen()
    {
        while (_process.StandardOutput.ReadLine() is { } line)
        {
            var words = line.Split(' ');
            var answer = new Answer(words[0], words[1..]);
            Of(words[0] is "loading" or "filled" or "refused" or "ready" or "lost" or "stale" or "violation" ? words[0] : words[1]).Writer.TryWrite(answer);
        }
    }

    private async Task SignalAsync(string signal)
    {
        using var sending = Process.Start("sh", ["-c", $"kill -{signal} {_process.Id}"]);
        await sending.WaitForExitAsync().WaitAsync(s_patience);
        Assert.That(sending.ExitCode, Is.Zero, "the worker does not run");
    }
}

// a line of a worker
internal sealed record Answer(string Verb, string[] Rest)
{
    public long Began => Number(1);

    public long Ended => Number(2);

    public long Value => Number(3);

    public long LoadBegan => Number(4);

    /// <summary>Of a read: whether it went to the shared tier. Of an invalidation: whether it was acknowledged.</summary>
    public bool Flag => bool.Parse(Rest[^1]);

    private long Number(int index) => long.Parse(Rest[index], CultureInfo.InvariantCulture);
}
