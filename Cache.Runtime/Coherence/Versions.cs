using Cache.SharedTier;

namespace Cache.Coherence;

/// <summary>The versions of one container: of tags, of groups, of whole caches. To invalidate one is to move it, whatever the number of entries under it.</summary>
/// <remarks>
/// <para>
/// Moves are numbered by one sequence. An entry bears a stamp, the sequence before its load began, and the cells of its versions; it is live
/// while no cell has moved later than its stamp. A cache keeps the sequence of the last move that may concern it, so that a hit compares one number,
/// and looks at the cells only when that has changed.
/// </para>
/// <para>
/// Invariants. Under <c>_lock</c>, in this order: the sequence is raised, the cell is written, the caches are told. So who has read from a
/// cache that move n was told sees every cell as of n at least. And a stamp that is not below a cell's move was taken after that
/// move's call began: its load read what was written before the call.
/// </para>
/// <para>
/// Cells are held weakly: a tag that no entry and no flight bears needs no memory. A load may name a tag only when it ends, after that
/// tag was invalidated while nobody bore it; so the cells of the last moves are held for a while, and a cell that is made anew counts as moved when the
/// youngest forgotten one was. That can only make an entry dead that could have lived, and only one whose load saw thousands of moves.
/// </para>
/// <para>
/// What a load has read of other caches is under versions as well (<see cref="Track"/>): of each key, of scans, of groups and whole caches. Their cells stand beside the owners' own, without an owner, because any cache may
/// have entries under them, and are found before the read. So a move of one that nobody has found concerns nobody, and needs neither a number nor memory (<see cref="MoveTracked"/>): to invalidate a key costs other caches nothing
/// while nothing depends on it.
/// </para>
/// </remarks>
internal sealed class Versions
{
    private const int Remembered = 4096;
    private const int FirstSweep = 1024;

    private readonly Lock _lock = new();
    private readonly Dictionary<(IVersioned? Owner, string Name), WeakReference<VersionCell>> _cells = [];
    private readonly Queue<(VersionCell Cell, long Move)> _recentMoves = new();
    private readonly List<IVersioned> _caches = [];
    private readonly WeakReference<VersionCell> _any = new(null!);
    private bool _tracks;
    private long _sequence;
    private long _forgotten;
    private int _nextSweep = FirstSweep;

    /// <summary>The stamp of a load that begins now.</summary>
    public long Sequence => Volatile.Read(ref _sequence);

    /// <summary>Whether anything may depend on what it has read: reads are tracked in this container, or it has met an entry of one that tracks them.</summary>
    public bool Tracks
    {
        get => Volatile.Read(ref _tracks);
        init => _tracks = value;
    }

    /// <summary>The versions on record: those that somebody holds, and some that nobody does any more.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _cells.Count;
        }
    }

    /// <summary>Lets a cache be told of moves.</summary>
    public void Add(IVersioned cache)
    {
        lock (_lock)
            _caches.Add(cache);
    }

    /// <summary>The cell of a version, which lives while somebody holds it.</summary>
    /// <param name="owner">The cache that the version belongs to; null for a tag, which may stand on entries of any.</param>
    /// <param name="name">The full name (<see cref="SharedNames"/>).</param>
    public VersionCell Cell(IVersioned? owner, string name)
    {
        lock (_lock)
            return FindOrMake(owner, name);
    }

    /// <summary>Invalidates all that bears a version.</summary>
    /// <param name="owner">The cache that the version belongs to; null for a tag.</param>
    /// <param name="name">The full name.</param>
    public void Move(IVersioned? owner, string name)
    {
        lock (_lock)
        {
            Raise(FindOrMake(owner, name));
            // its like without an owner is what entries of other caches are under
            var concernsOthers = owner is null || RaiseAny();
            if (owner is not null && FindTracked(name) is { } tracked)
            {
                tracked.Invalidate(_sequence);
                concernsOthers = true;
            }
            if (concernsOthers)
                TellAll();
            else
                owner!.VersionsMoved(_sequence);
        }
    }

    /// <summary>The cell of a version that entries of any cache may be under. Found before what it stands for is read; lives while somebody holds it.</summary>
    /// <param name="name">The full name.</param>
    public VersionCell Track(string name)
    {
        lock (_lock)
        {
            Volatile.Write(ref _tracks, true);
            var cell = FindOrMake(null, name);
            cell.IsTracked = true;
            return cell;
        }
    }

    /// <summary>A cell that moves with every version, known or not: for entries under more than can be told.</summary>
    public VersionCell TrackAny()
    {
        lock (_lock)
        {
            if (!_any.TryGetTarget(out var any))
                _any.SetTarget(any = new("#any", lastMoved: 0) { IsTracked = true });
            return any;
        }
    }

    /// <summary>Invalidates what has read something that changes, if anything has.</summary>
    /// <param name="name">The full name.</param>
    public void MoveTracked(string name)
    {
        lock (_lock)
        {
            var tracked = FindTracked(name);
            if (tracked is null && !_any.TryGetTarget(out _))
                return;
            Volatile.Write(ref _sequence, _sequence + 1);
            tracked?.Invalidate(_sequence);
            RaiseAny();
            TellAll();
        }
    }

    /// <summary>A change of this node's own goes to the shared tier: until it is known here as well, nothing that has read what it changes may go there.</summary>
    /// <param name="name">The full name of the version.</param>
    /// <returns>To be told of the end; null where reads are not tracked.</returns>
    public VersionCell? BeginChange(string name)
    {
        if (!Tracks)
            return null;
        lock (_lock)
        {
            var cell = FindOrMake(null, name);
            cell.BeginChange();
            return cell;
        }
    }

    /// <summary>Notes that a version has moved which no entry bears: what is known of it in the shared tier is over.</summary>
    /// <param name="name">The full name.</param>
    public void Outdate(string name)
    {
        lock (_lock)
            Raise(FindOrMake(null, name));
    }

    /// <summary>Invalidates all that every cache holds, and every load that is under way; no version is known any more.</summary>
    /// <remarks>Versions that were known would be as old as what is dropped, and bring it back from the shared tier for another window.</remarks>
    public void MoveAll() => MoveAll(static (cell, sequence) => cell.Invalidate(sequence));

    /// <summary>Nobody can tell any more what was invalidated elsewhere: nothing that was held or was under way is live after it, but what <c>FailSafe</c> keeps may still serve in the place of a failure.</summary>
    public void DoubtAll() => MoveAll(static (cell, sequence) => cell.Doubt(sequence));

    /// <summary>Invalidates all that bears a version of one lane of the shared tier.</summary>
    /// <param name="lane">The lane.</param>
    public void MoveLane(int lane)
    {
        lock (_lock)
        {
            Volatile.Write(ref _sequence, _sequence + 1);
            foreach (var ((_, name), held) in _cells)
            {
                if (held.TryGetTarget(out var cell) && Lanes.Of(name) == lane)
                    Raise(cell);
            }
            RaiseAny();
            TellAll();
        }
    }

    /// <summary>Whether this node knows of no invalidation of one of the cells since a stamp.</summary>
    public static bool Uninvalidated(VersionCell[]? cells, long stamp)
    {
        if (cells is null)
            return true;
        foreach (var cell in cells)
        {
            if (cell.LastInvalidated > stamp)
                return false;
        }
        return true;
    }

    /// <summary>Whether none of the cells has moved since a stamp.</summary>
    public static bool Unmoved(VersionCell[]? cells, long stamp)
    {
        if (cells is null)
            return true;
        foreach (var cell in cells)
        {
            if (cell.LastMoved > stamp)
                return false;
        }
        return true;
    }

    private void Raise(VersionCell cell)
    {
        Volatile.Write(ref _sequence, _sequence + 1);
        cell.Invalidate(_sequence);
        RaiseAny();
        Remember(cell);
    }

    private bool RaiseAny()
    {
        if (!_any.TryGetTarget(out var any))
            return false;
        any.Invalidate(_sequence);
        return true;
    }

    private void MoveAll(Action<VersionCell, long> move)
    {
        lock (_lock)
        {
            Volatile.Write(ref _sequence, _sequence + 1);
            foreach (var held in _cells.Values)
            {
                if (held.TryGetTarget(out var cell))
                    move(cell, _sequence);
            }
            if (_any.TryGetTarget(out var any))
                move(any, _sequence);
            TellAll();
        }
    }

    private void TellAll()
    {
        foreach (var cache in _caches)
            cache.VersionsMoved(_sequence);
    }

    private void Remember(VersionCell cell)
    {
        _recentMoves.Enqueue((cell, _sequence));
        if (_recentMoves.Count <= Remembered)
            return;
        var (oldest, move) = _recentMoves.Dequeue();
        // a cell that has moved again since is still held by that later move
        if (oldest.LastInvalidated == move)
            _forgotten = move;
    }

    private VersionCell? FindTracked(string name) =>
        Tracks && _cells.TryGetValue((null, name), out var held) && held.TryGetTarget(out var cell) && cell.IsTracked ? cell : null;

    private VersionCell FindOrMake(IVersioned? owner, string name)
    {
        if (_cells.TryGetValue((owner, name), out var held) && held.TryGetTarget(out var cell))
            return cell;
        cell = new(name, _forgotten, isOwned: owner is not null);
        _cells[(owner, name)] = new(cell);
        if (_cells.Count >= _nextSweep)
            Sweep();
        return cell;
    }

    // the cost of a sweep is paid by the cells that were made since the last one
    private void Sweep()
    {
        foreach (var (name, held) in _cells)
        {
            if (!held.TryGetTarget(out _))
                _cells.Remove(name);
        }
        _nextSweep = Math.Max(FirstSweep, _cells.Count * 2);
    }
}
