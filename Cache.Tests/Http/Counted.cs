namespace Cache.Tests.Http;

/// <summary>Counts the runs of a handler, and answers with their number.</summary>
internal sealed class Counted
{
    private int _runs;

    public int Runs => Volatile.Read(ref _runs);

    public string Next(string text = "run") => $"{text} {Interlocked.Increment(ref _runs)}";
}
