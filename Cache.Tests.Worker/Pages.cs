using System.Diagnostics;

namespace Cache.Tests.Worker;

// a value tells when its load began, by the clock that all processes of one machine have in common
public sealed record Page(long Id, long Began);

// what an application would write; the database is a wait
public sealed partial class Pages(ICache cache, Settings settings)
{
    [Cache(Name = "pages", Ttl = "10m", Groups = ["tenant"], Tags = ["tenant:{tenant}"])]
    public partial Task<Page> GetAsync(string tenant, int page, CancellationToken cancellationToken = default);

    private async Task<Page> GetCoreAsync(string tenant, int page, CancellationToken cancellationToken)
    {
        var loaded = settings.New(Stopwatch.GetTimestamp());
        Answers.Write($"loading {loaded.Id} {loaded.Began}");
        if (settings.Load > TimeSpan.Zero)
            await Task.Delay(settings.Load, cancellationToken);
        return loaded;
    }

    /// <summary>A write whose result becomes the entry; its value counts from when its body began.</summary>
    [CachePut(nameof(GetAsync))]
    public partial Task<Page> PutAsync(string tenant, int page);

    private async Task<Page> PutCoreAsync(string tenant, int page)
    {
        _ = (tenant, page);
        var written = settings.New(Stopwatch.GetTimestamp());
        if (settings.Load > TimeSpan.Zero)
            await Task.Delay(settings.Load);
        return written;
    }
}

// what commands change
public sealed class Settings(int worker)
{
    private long _values;

    /// <summary>How long a load takes.</summary>
    public TimeSpan Load { get; set; }

    public Page New(long began) => new((worker * 1_000_000_000L) + Interlocked.Increment(ref _values), began);
}

// lines of answers; each is written whole, and no caller waits for the pipe
public static class Answers
{
    private static readonly System.Threading.Channels.Channel<string> s_lines = System.Threading.Channels.Channel.CreateUnbounded<string>();

    public static void Write(string line) => s_lines.Writer.TryWrite(line);

    public static async Task PumpAsync(TextWriter output)
    {
        await foreach (var line in s_lines.Reader.ReadAllAsync())
        {
            await output.WriteLineAsync(line);
            if (!s_lines.Reader.TryPeek(out _))
                await output.FlushAsync();
        }
    }
}
