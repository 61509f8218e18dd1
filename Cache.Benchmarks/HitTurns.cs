using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Cache.Benchmarks;

/// <summary>The hits of <see cref="HitBenchmarks"/> beside the raw lookup, in turns of a fifth of a millisecond: each round has one turn of everything, so that the ratios of a round are of one state of the machine.</summary>
internal static class HitTurns
{
    private const int Rounds = 1001;
    private const int TimesEach = 50;

    // until the runtime has compiled for good what they run
    private const int WarmUps = 400;

    public static async Task RunAsync()
    {
        var hits = new HitBenchmarks();
        await hits.FillAsync();
        (string Name, Func<object?> Read)[] measured =
        [
            ("dictionary", hits.Dictionary),
            ("one int key, Task", hits.Int_task),
            ("one int key, ValueTask", hits.Int_value_task),
            ("one string key, Task", hits.String_task),
            ("three keys, Task", hits.Three_task),
            ("three keys, ValueTask", hits.Three_value_task),
        ];
        var times = Array.ConvertAll(measured, static _ => new double[Rounds]);
        for (var round = -WarmUps; round < Rounds; round++)
        {
            for (var i = 0; i < measured.Length; i++)
            {
                var time = Measure(measured[i].Read);
                if (round >= 0)
                    times[i][round] = time;
            }
        }

        Console.WriteLine($"dictionary: {Median(times[0]):F2} ns");
        for (var i = 1; i < measured.Length; i++)
        {
            var ratios = times[i].Zip(times[0], static (hit, lookup) => hit / lookup).Order().ToArray();
            Console.WriteLine($"{measured[i].Name}: {Median(times[i]):F2} ns, {ratios[Rounds / 2]:F2} of the dictionary (half of the rounds {ratios[Rounds / 4]:F2} to {ratios[Rounds * 3 / 4]:F2})");
        }
    }

    // compiled once, without a guess from its first turns at what it will call
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Measure(Func<object?> read)
    {
        var begun = Stopwatch.GetTimestamp();
        for (var i = 0; i < TimesEach; i++)
            read();
        return Stopwatch.GetElapsedTime(begun).TotalNanoseconds / (TimesEach * HitBenchmarks.Entries);
    }

    private static double Median(double[] times) => times.Order().ElementAt(times.Length / 2);
}
