using System.Diagnostics;

namespace Cache.Benchmarks;

/// <summary>The stampede of <see cref="StampedeBenchmarks"/> beside the shared task, in turns of half a millisecond and in alternating order, so that the ratio of a round is of one state of the machine.</summary>
internal static class StampedeTurns
{
    private const int Rounds = 2001;
    private const int TimesEach = 5;

    // until the runtime has compiled for good what they run
    private const int WarmUps = 600;

    public static async Task RunAsync()
    {
        var stampede = new StampedeBenchmarks();
        stampede.Open();
        var (shared, cached, ratios) = (new double[Rounds], new double[Rounds], new double[Rounds]);
        for (var round = -WarmUps; round < Rounds; round++)
        {
            var isSharedFirst = round % 2 == 0;
            var first = await MeasureAsync(isSharedFirst ? stampede.Shared_task : stampede.Cached_method);
            var second = await MeasureAsync(isSharedFirst ? stampede.Cached_method : stampede.Shared_task);
            if (round < 0)
                continue;
            (shared[round], cached[round]) = isSharedFirst ? (first, second) : (second, first);
            ratios[round] = cached[round] / shared[round];
        }

        Array.Sort(ratios);
        Console.WriteLine($"one shared task: {Median(shared):F0} us");
        Console.WriteLine($"cached method: {Median(cached):F0} us, {ratios[Rounds / 2]:F2} of the shared task (half of the rounds {ratios[Rounds / 4]:F2} to {ratios[Rounds * 3 / 4]:F2})");
    }

    private static async Task<double> MeasureAsync(Func<Task> stampede)
    {
        var begun = Stopwatch.GetTimestamp();
        for (var i = 0; i < TimesEach; i++)
            await stampede();
        return Stopwatch.GetElapsedTime(begun).TotalMicroseconds / TimesEach;
    }

    private static double Median(double[] times) => times.Order().ElementAt(times.Length / 2);
}
