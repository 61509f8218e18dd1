using System.Diagnostics;

namespace Cache.Tests.Faults;

// waits for what servers, networks and the client's threads bring about, never longer than a test's patience
internal static class Until
{
    /// <summary>The coherence window of the nodes under test.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    public static async Task TrueAsync(Func<Task<bool>> holds, string what)
    {
        var time = Stopwatch.StartNew();
        while (!await holds())
        {
            if (time.Elapsed > s_patience)
                Assert.Fail($"Waited for {s_patience.TotalSeconds} s: {what}");
            await Task.Delay(2);
        }
    }

    public static Task TrueAsync(Func<bool> holds, string what) => TrueAsync(() => Task.FromResult(holds()), what);

    /// <summary>Does something again and again for a time, which a fault is given to show in.</summary>
    public static async Task ForAsync(TimeSpan duration, Func<Task> action)
    {
        for (var time = Stopwatch.StartNew(); time.Elapsed < duration;)
        {
            await action();
            await Task.Yield();
        }
    }
}
