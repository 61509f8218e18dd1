using Cache.Coherence;

namespace Cache.Dependencies;

/// <summary>What one load, or the handler of one response, reads of other caches: the versions that its value is under because of it.</summary>
/// <remarks>
/// The lock guards all fields: what a load starts may read on several threads. A scope that is closed takes nothing more, so what a load leaves running, which keeps the scope alive as a part of its
/// execution context, neither grows it nor is recorded in it.
/// </remarks>
internal sealed class ReadScope(ReadTracking tracking)
{
    private readonly Lock _lock = new();
    private HashSet<VersionCell>? _cells;
    private VersionCell[]? _closed;
    private bool _isClosed;
    private bool _isFull;

    /// <summary>Whether more was read than can be told one by one: then the value is under the one version that moves with every other, which is known to this node alone.</summary>
    public bool IsFull => Volatile.Read(ref _isFull);

    /// <summary>Whether the value may be stored where other nodes find it: what it is under is known there, and not too much to be stored with it.</summary>
    public bool IsShareable => !IsFull && (_closed?.Length ?? 0) <= tracking.Limit;

    /// <summary>Notes what is about to be read. Before it is read: a change from then on is noticed.</summary>
    /// <param name="name">The full name of the version.</param>
    /// <returns>Whether it is new here, and what goes with it is to be noted too.</returns>
    public bool Note(string name)
    {
        lock (_lock)
        {
            if (_isClosed || _isFull)
                return false;
            var cells = _cells ??= [];
            if (cells.Count < tracking.Limit)
                return cells.Add(tracking.Versions.Track(name));
            cells.Add(tracking.Versions.TrackAny());
            Volatile.Write(ref _isFull, true);
            return false;
        }
    }

    /// <summary>Adds the versions that something which was read is under itself. Its entry holds their cells, so they have not been forgotten meanwhile.</summary>
    public void Add(VersionCell[]? cells)
    {
        if (cells is null)
            return;
        lock (_lock)
        {
            if (_isClosed || _isFull)
                return;
            foreach (var cell in cells)
            {
                // one of its owner's own has a like without an owner, which was noted with the key
                if (!cell.IsOwned)
                    (_cells ??= []).Add(cell);
            }
        }
    }

    /// <summary>Ends it.</summary>
    /// <returns>All that was noted; null where nothing was.</returns>
    public VersionCell[]? Close()
    {
        lock (_lock)
        {
            if (!_isClosed)
                (_isClosed, _closed, _cells) = (true, _cells is null ? null : [.. _cells], null);
            return _closed;
        }
    }
}
