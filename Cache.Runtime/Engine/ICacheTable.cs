using Cache.Coherence;
using Cache.CompilerServices;
using Cache.Inspection;
using Cache.Telemetry;

namespace Cache.Engine;

// a cache as its container sees it, whatever the types of its keys and values
internal interface ICacheTable : ISharedTable
{
    CacheDefinition Definition { get; }

    TableCounts Counts { get; }

    /// <summary>The loads that have ended.</summary>
    LoadTimes LoadTimes { get; }

    /// <summary>What an operator may ask of the cache and do to it, by the text of its keys.</summary>
    /// <param name="node">The container's caches.</param>
    ICacheInspection Inspect(CacheNode node);
}

/// <summary>What one cache has done so far, and holds now.</summary>
/// <param name="Hits">Calls that were answered from an entry in memory.</param>
/// <param name="Loads">Runs of the Core method.</param>
/// <param name="Evictions">Entries that left because the budget was spent.</param>
/// <param name="Expirations">Entries that left because their time was over.</param>
/// <param name="Entries">Slots that are taken now.</param>
/// <param name="SharedHits">Calls and loads that were answered from an entry in the shared tier.</param>
/// <param name="SharedFailures">Calls and loads that went on without the shared tier, because it failed.</param>
/// <param name="StaleServed">Calls that were answered with a stale value.</param>
/// <param name="Misses">Calls for which memory had no live entry.</param>
/// <param name="SharedMisses">Calls and loads for which the shared tier had no entry.</param>
/// <param name="Bytes">Size of the entries that the store holds, where it measures.</param>
internal readonly record struct TableCounts(
    long Hits, long Loads, long Evictions, long Expirations, long Entries, long SharedHits = 0, long SharedFailures = 0, long StaleServed = 0,
    long Misses = 0, long SharedMisses = 0, long Bytes = 0);
