using System.Diagnostics;

namespace Cache.Tests;

// waits by the system's precise clock, for tests of a server's time, which nobody drives
internal static class RealTime
{
    /// <summary>Waits for a time at least. A timer alone does not: it counts the ticks of a coarse clock, and has been seen to end 4.6 ms early.</summary>
    public static async Task PassAsync(TimeSpan time)
    {
        var start = Stopwatch.GetTimestamp();
        for (var left = time; left > TimeSpan.Zero; left = time - Stopwatch.GetElapsedTime(start))
            await Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(left.TotalMilliseconds)));
    }
}
