using System.Diagnostics;
using Cities.Data;

namespace Quickstart;

/// <summary>Runs steps, and writes for each how long it took and how many queries reached the database.</summary>
internal sealed class Steps(CityDatabase database, TextWriter output)
{
    public void Heading(string code) => output.WriteLine($"\n{code}");

    public Task Step(string what, Func<Task> step) => Measure(what, 1, step);

    public Task Repeat(string what, int times, Func<Task> call) => Measure(what, times, async () =>
    {
        for (var i = 0; i < times; i++)
            await call();
    });

    public Task Concurrent(string what, int callers, Func<Task> call) =>
        Measure(what, 1, () => Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(call))));

    private async Task Measure(string what, int calls, Func<Task> step)
    {
        var (queries, start) = (database.QueriesRun, Stopwatch.GetTimestamp());
        await step();
        var milliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds / calls;
        output.WriteLine($"  {what,-50}{Text(milliseconds),10}   queries run: {database.QueriesRun - queries}");
    }

    private static string Text(double milliseconds) => milliseconds switch
    {
        >= 1 => $"{milliseconds:0.0} ms",
        >= 0.001 => $"{milliseconds * 1e3:0.0} us",
        _ => $"{milliseconds * 1e6:0} ns",
    };
}
