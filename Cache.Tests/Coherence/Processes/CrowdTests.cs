using System.Diagnostics;
using System.Globalization;
using Cache.Tests.Redis;

namespace Cache.Tests.Coherence.Processes;

/// <summary>Many callers in several processes ask for one key that nobody has.</summary>
/// <remarks>By itself: what is measured are milliseconds, which other tests would use up.</remarks>
[TestFixture]
[NonParallelizable]
public sealed class CrowdTests
{
    private const int Processes = 4;
    private const int Callers = 250;
    private const int Rounds = 3;
    private const int Attempts = 20;
    private const int WarmUps = 10;

    // of all processors' time while the round runs
    private const double Calm = 0.1;

    private static readonly TimeSpan s_promised = TimeSpan.FromMilliseconds(20);

    [Test]
    public async Task A_thousand_callers_in_four_processes_are_one_load_and_return_when_it_has_landed()
    {
        await using var server = await RedisServer.StartAsync();
        var workers = await WorkerProcess.StartAsync(Processes, server.ConnectionString, "Hybrid");
        await using var _ = new Workers(workers);
        // the runtime compiles what only a crowd uses, twice, and starts the threads
        await LoadsTakeAsync(workers, 50);
        for (var round = 1; round <= WarmUps; round++)
            await RoundAsync(workers, -round);
        await LoadsTakeAsync(workers, 300);

        var (judged, best) = (0, TimeSpan.MaxValue);
        for (var round = 1; judged < Rounds && round <= Attempts; round++)
        {
            var others = new OtherWork([.. workers.Select(static worker => worker.Id), server.Id, Environment.ProcessId]);
            var waits = await RoundAsync(workers, round);
            var share = others.Share();
            var percentile = waits[waits.Length * 99 / 100];
            TestContext.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"round {round}: 1 load; after the fill was sent {waits.Length} callers of the other processes returned within {waits[waits.Length / 2].TotalMilliseconds:F1} ms (median), {percentile.TotalMilliseconds:F1} ms (99th percentile), {waits[^1].TotalMilliseconds:F1} ms (last); others used {share:P0} of the machine"));
            best = percentile < best ? percentile : best;
            // a machine that others work on has no milliseconds to promise
            if (share > Calm)
                continue;
            judged++;
            Assert.That(percentile, Is.LessThanOrEqualTo(s_promised), $"round {round}");
        }
        // where the machine was never calm, the best round shows it
        Assert.That(best, Is.LessThanOrEqualTo(s_promised));
    }

    private static async Task LoadsTakeAsync(WorkerProcess[] workers, int milliseconds)
    {
        foreach (var worker in workers)
            await worker.AskAsync($"load-takes {milliseconds}");
    }

    /// <summary>How long after the loader has begun to send its value each caller of the processes that did not load returned, in order.</summary>
    private static async Task<TimeSpan[]> RoundAsync(WorkerProcess[] workers, int round)
    {
        var crowds = await Task.WhenAll(workers.Select(worker => worker.AskManyAsync($"crowd cold {round} {Callers}", Callers)));

        var loads = workers.Select(static worker => worker.Take("loading").Length).ToArray();
        Assert.That(loads.Sum(), Is.EqualTo(1));
        Assert.That(crowds.SelectMany(static crowd => crowd).Select(static answer => answer.Value).Distinct().Count(), Is.EqualTo(1));
        var leader = Array.IndexOf(loads, 1);
        var since = long.Parse((await workers[leader].NextAsync("filled")).Rest[1], CultureInfo.InvariantCulture);
        return [.. crowds.Where((_, index) => index != leader).SelectMany(static crowd => crowd).Select(answer => Stopwatch.GetElapsedTime(since, answer.Ended)).Order()];
    }
}
