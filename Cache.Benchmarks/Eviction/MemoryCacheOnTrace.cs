using System.Runtime.CompilerServices;
using Cache.Tests.Memory.Traces;
using Microsoft.Extensions.Caching.Memory;

namespace Cache.Benchmarks.Eviction;

/// <summary>Microsoft's MemoryCache with a SizeLimit of as many entries, paced.</summary>
/// <remarks>
/// A full MemoryCache refuses the new entry and compacts itself, by a twentieth, on another thread. In a tight loop nearly all that is set is refused meanwhile; here the trace
/// waits until the compaction has made room, which is the best that it can do. The entry that was refused stays refused: its key is loaded again when it is asked for again.
/// </remarks>
internal sealed class MemoryCacheOnTrace(int capacity) : ITraceCache, IDisposable
{
    private readonly MemoryCache _cache = new(new MemoryCacheOptions { SizeLimit = capacity });
    private readonly object?[] _boxed = new object?[2 * Trace.Keys];

    public bool Request(int key)
    {
        var boxed = _boxed[key] ??= RuntimeHelpers.GetObjectValue(key);
        if (_cache.TryGetValue(boxed, out _))
            return true;
        using (var entry = _cache.CreateEntry(boxed))
        {
            entry.Value = boxed;
            entry.Size = 1;
        }
        if (_cache.Count == capacity && !_cache.TryGetValue(boxed, out _))
            SpinWait.SpinUntil(() => _cache.Count < capacity);
        return false;
    }

    public void Dispose() => _cache.Dispose();
}
