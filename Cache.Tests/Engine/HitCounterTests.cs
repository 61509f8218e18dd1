using System.Runtime.CompilerServices;
using Cache.Telemetry;

namespace Cache.Tests.Engine;

public class HitCounterTests
{
    [Test]
    public void No_count_is_lost_between_threads_that_count_at_many_depths()
    {
        const int Threads = 12;
        const int Depths = 60;
        const int Each = 2_000;
        var counter = new HitCounter();

        RunAll(Threads, () => Descend(counter, Depths, Each));

        Assert.That(counter.Count, Is.EqualTo(Threads * Depths * Each));
    }

    [Test]
    public void Threads_that_have_ended_leave_their_counts_to_those_that_get_their_stacks()
    {
        var counter = new HitCounter();
        for (var generation = 0; generation < 20; generation++)
            RunAll(8, () => Descend(counter, 3, 1_000));

        Assert.That(counter.Count, Is.EqualTo(20 * 8 * 3 * 1_000));
    }

    private static void RunAll(int count, ThreadStart work)
    {
        var threads = Enumerable.Range(0, count).Select(_ => new Thread(work)).ToArray();
        foreach (var thread in threads)
            thread.Start();
        foreach (var thread in threads)
            thread.Join();
    }

    // each depth on a page of the stack of its own
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Descend(HitCounter counter, int depths, int each)
    {
        Span<byte> frame = stackalloc byte[5_000];
        frame[depths] = 1;
        for (var i = 0; i < each; i++)
            counter.Increment(HitCounter.Page());
        if (depths > 1)
            Descend(counter, depths - 1, each);
    }
}
