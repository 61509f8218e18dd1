using System.Collections.Concurrent;

namespace Cache.Tests.Engine.Interleaving;

/// <summary>Says which values a call may see, from when everything began and ended by a clock that every event moves.</summary>
/// <remarks>
/// After an invalidation whose call has ended, no call that begins later sees a value whose load began before the invalidation did. After a set
/// or a put that has ended, no call that begins later sees an older version.
/// </remarks>
internal sealed class Oracle
{
    private readonly ConcurrentQueue<Invalidated> _invalidations = new();
    private readonly ConcurrentQueue<Written> _writes = new();
    private readonly ConcurrentQueue<Seen> _seen = new();
    private readonly ConcurrentDictionary<PageKey, int> _versions = new();
    private long _now;

    public long Now() => Interlocked.Increment(ref _now);

    public int Read(PageKey key) => _versions.GetValueOrDefault(key);

    public int Write(PageKey key) => _versions.AddOrUpdate(key, 1, static (_, version) => version + 1);

    public void NoteInvalidation(string name, long began, Func<Reading, bool> covers) => _invalidations.Enqueue(new(name, began, Now(), covers));

    public void NoteWrite(PageKey key, int version) => _writes.Enqueue(new(key, version, Now()));

    public void NoteCall(long began, Reading seen) => _seen.Enqueue(new(began, seen));

    /// <summary>The calls that saw what they must not.</summary>
    public IEnumerable<string> Violations()
    {
        foreach (var call in _seen)
        {
            foreach (var done in _invalidations)
            {
                if (done.Ended < call.Began && call.Value.Began < done.Began && done.Covers(call.Value))
                    yield return $"a call that began at {call.Began} saw {call.Value}; {done.Name} lasted from {done.Began} to {done.Ended}";
            }
            foreach (var done in _writes)
            {
                if (done.Ended < call.Began && done.Key == call.Value.Key && call.Value.Version < done.Version)
                    yield return $"a call that began at {call.Began} saw {call.Value}; version {done.Version} was stored at {done.Ended}";
            }
        }
    }

    private sealed record Invalidated(string Name, long Began, long Ended, Func<Reading, bool> Covers);

    private sealed record Written(PageKey Key, int Version, long Ended);

    private sealed record Seen(long Began, Reading Value);
}
