using Cache.Tests.Memory.Traces;
using Microsoft.Extensions.Caching.Memory;

namespace Cache.Benchmarks.Eviction;

/// <summary>Microsoft's MemoryCache with a SizeLimit of as many entries, at its best.</summary>
/// <remarks>
/// A full MemoryCache refuses the new entry and compacts itself, by a twentieth, on another thread; in a tight loop nearly all that is set is refused meanwhile. Here the same
/// compaction runs before the new entry is set, on the thread of the trace: nothing is ever refused, and no outcome depends on the speed of the machine.
/// </remarks>
internal sealed class MemoryCacheOnTrace(int capacity) : ITraceCache, IDisposable
{
    private static readonly MemoryCacheOptions s_defaults = new();
    private readonly MemoryCache _cache = new(new MemoryCacheOptions { SizeLimit = capacity });
    private readonly object?[] _boxed = new object?[2 * Trace.Keys];

    public bool Request(int key)
    {
        var boxed = _boxed[key] ??= key;
        if (_cache.TryGetValue(boxed, out _))
            return true;
        if (_cache.Count == capacity)
            _cache.Compact(s_defaults.CompactionPercentage);
        using var entry = _cache.CreateEntry(boxed);
        entry.Value = boxed;
        entry.Size = 1;
        return false;
    }

    public void Dispose() => _cache.Dispose();
}
