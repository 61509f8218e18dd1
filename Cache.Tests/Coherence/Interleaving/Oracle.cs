using System.Collections.Concurrent;
using Cache.Tests.Engine;

namespace Cache.Tests.Coherence.Interleaving;

/// <summary>Says which values a read may see, from when everything began and ended by a count that every event moves.</summary>
/// <remarks>
/// After an invalidation, a set or a put whose call has ended, no read that begins later returns a value that it covers and that began before: on its own node at once;
/// for a read anywhere that went to the shared tier at once, unless a version was moved; else no later than one window after, by the driven clock.
/// </remarks>
internal sealed class Oracle(ManualTimeProvider time, TimeSpan window)
{
    private readonly ConcurrentDictionary<long, Origin> _origins = new();
    private readonly ConcurrentQueue<Done> _done = new();
    private readonly ConcurrentQueue<Read> _reads = new();
    private long _now;
    private long _values;

    public long Now() => Interlocked.Increment(ref _now);

    public (long Value, Origin Origin) NewValue(PageKey key, string kind, long? began = null)
    {
        var value = Interlocked.Increment(ref _values);
        return (value, _origins[value] = new(key, began ?? Now(), kind));
    }

    public Read BeginRead(int node) => new(node, Now(), time.GetTimestamp());

    public void Note(Read read) => _reads.Enqueue(read);

    /// <summary>An invalidation, a set or a put has ended.</summary>
    public void NoteDone(string name, int node, long began, bool isAcknowledged, bool movesVersion, Func<Origin, bool> covers, long own = 0) =>
        _done.Enqueue(new(name, node, began, Now(), time.GetTimestamp(), isAcknowledged, movesVersion, covers, own));

    public int Reads => _reads.Count;

    /// <summary>The reads that saw what they must not.</summary>
    public IEnumerable<string> Violations()
    {
        foreach (var read in _reads)
        {
            var origin = _origins[read.Value];
            foreach (var done in _done)
            {
                if (done.Ended < read.Began && origin.Began < done.Began && read.Value != done.Own && done.Covers(origin) && Forbids(done, read) is { } why)
                    yield return $"{why}: node {read.Node} at {read.Began} saw {read.Value}, {origin}; {done.Name} on node {done.Node} lasted from {done.Began} to {done.Ended}";
            }
        }
    }

    private string? Forbids(Done done, Read read)
    {
        if (read.Node == done.Node)
            return "own node";
        if (!done.IsAcknowledged)
            return null;
        // one that is made of another may have found that in memory
        if (read.WentToShared && !done.MovesVersion && !read.IsDerived)
            return "shared tier";
        return read.At - done.EndedAt > window.Ticks ? $"{TimeSpan.FromTicks(read.At - done.EndedAt).TotalMilliseconds} ms" : null;
    }

    private sealed record Done(string Name, int Node, long Began, long Ended, long EndedAt, bool IsAcknowledged, bool MovesVersion, Func<Origin, bool> Covers, long Own);
}
