using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Cache.Local;
using Cache.Time;

namespace Cache.Benchmarks.Eviction;

/// <summary>The time of an addition to a full store, which evicts another entry: on one thread, the median of batches shorter than a time slice.</summary>
internal static class EvictionCost
{
    private const int Batch = 200;
    private const int Batches = 10_000;
    private const int WarmUp = 5_000;

    public static void Run()
    {
        using var clock = new CoarseClock(TimeProvider.System);
        foreach (var capacity in new[] { 10_000, 100_000 })
        {
            Print($"store alone, never expiring, capacity {capacity}", Time(capacity, clock, CoarseClock.Never, null));
            Print($"store alone, expiring in 5 minutes, capacity {capacity}", Time(capacity, clock, clock.After(TimeSpan.FromMinutes(5)), null));
            Print($"with its ConcurrentDictionary, capacity {capacity}", Time(capacity, clock, clock.After(TimeSpan.FromMinutes(5)), new()));
        }
    }

    private static double Time(int capacity, CoarseClock clock, long expiresAt, ConcurrentDictionary<int, Entry>? table)
    {
        using var store = new LocalStore(new(capacity, InBytes: false), new(new Dictionary<Type, Delegate>()), clock);
        var entries = new Entry[Batch];
        var times = new double[Batches];
        for (var batch = -WarmUp; batch < Batches; batch++)
        {
            // made just before, as an entry is that comes from a load, and not timed
            for (var i = 0; i < Batch; i++)
                entries[i] = new((batch + WarmUp) * Batch + i, expiresAt, table);
            var start = Stopwatch.GetTimestamp();
            foreach (var entry in entries)
            {
                table?.TryAdd(entry.Key, entry);
                store.Add(entry);
            }
            if (batch >= 0)
                times[batch] = Stopwatch.GetElapsedTime(start).TotalNanoseconds / Batch;
        }
        times.Sort();
        return times[Batches / 2];
    }

    private static void Print(string what, double nanoseconds) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-60} {nanoseconds,6:F0} ns"));

    private sealed class Entry : LocalEntry
    {
        private readonly ConcurrentDictionary<int, Entry>? _table;
        private StoreLinks _links;

        public Entry(int key, long expiresAt, ConcurrentDictionary<int, Entry>? table)
        {
            _table = table;
            Key = key;
            ExpiresAt = expiresAt;
        }

        public int Key { get; }

        public override int KeyHash => Key;

        internal override ref StoreLinks Links => ref _links;

        public override void Evict(EvictionReason reason) => _table?.TryRemove(new(Key, this));
    }
}
