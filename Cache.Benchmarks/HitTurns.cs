using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Cache.Benchmarks;

/// <summary>The hits of <see cref="HitBenchmarks"/> beside the raw lookup, in turns of about half a millisecond: each round has one turn of everything, so that the ratios of a round are of one state of the machine.</summary>
/// <remarks>The time of an empty call in the same round is taken off, as BenchmarkDotNet does.</remarks>
internal static class HitTurns
{
    private const int Rounds = 1001;
    private const int ReadsEach = 100_000;

    // until the runtime has compiled for good what they run
    private const int WarmUps = 300;

    public static async Task RunAsync()
    {
        var hits = new HitBenchmarks();
        await hits.FillAsync();
        (string Name, Func<object?> Read)[] measured =
        [
            ("empty", static () => null),
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

        var lookups = Net(times[1], times[0]);
        Console.WriteLine($"dictionary: {Median(lookups):F2} ns");
        for (var i = 2; i < measured.Length; i++)
        {
            var net = Net(times[i], times[0]);
            var ratios = net.Zip(lookups, static (hit, lookup) => hit / lookup).Order().ToArray();
            Console.WriteLine($"{measured[i].Name}: {Median(net):F2} ns, {ratios[Rounds / 2]:F2} of the dictionary (half of the rounds {ratios[Rounds / 4]:F2} to {ratios[Rounds * 3 / 4]:F2})");
        }
    }

    // compiled once, without a guess from its first turns at what it will call
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Measure(Func<object?> read)
    {
        var begun = Stopwatch.GetTimestamp();
        for (var i = 0; i < ReadsEach; i++)
            read();
        return Stopwatch.GetElapsedTime(begun).TotalNanoseconds / ReadsEach;
    }

    private static double[] Net(double[] times, double[] empty) => [.. times.Zip(empty, static (time, call) => time - call)];

    private static double Median(double[] times) => times.Order().ElementAt(times.Length / 2);
}
