using Cache.Tests.Memory.Traces;

namespace Cache.Tests.Memory;

// docs/eviction.md has the full table; here are the promises, on shorter traces
public class EvictionTraceTests
{
    private const int Requests = 2_000_000;
    private const int Capacity = 10_000;

    [Test]
    public void Over_zipf_the_store_hits_far_more_often_than_LRU_and_as_often_as_published()
    {
        var (store, lru) = Run(Trace.Zipf(1.0, Requests));

        Assert.That(store - lru, Is.GreaterThanOrEqualTo(0.06));
        Assert.That(store, Is.EqualTo(0.664).Within(0.005));
    }

    [Test]
    public void A_scan_does_not_sweep_out_what_is_popular()
    {
        var (store, lru) = Run(Trace.ZipfWithScans(Requests));

        Assert.That(store - lru, Is.GreaterThanOrEqualTo(0.05));
    }

    [Test]
    public void When_popularity_shifts_the_store_follows()
    {
        var (store, lru) = Run(Trace.ShiftingZipf(Requests));

        Assert.That(store, Is.GreaterThan(lru));
    }

    private static (double Store, double Lru) Run(int[] trace)
    {
        using var store = new StoreOnTrace(Capacity);
        return (store.HitRatio(trace), new LruOnTrace(Capacity).HitRatio(trace));
    }
}
