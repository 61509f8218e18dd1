using Cache.SharedTier;
using Cache.Time;

namespace Cache.Coherence;

/// <summary>Sends this node's invalidations to the shared tier, keeps those that did not arrive, and sends again what a server may have lost.</summary>
/// <remarks>
/// <para>
/// An invalidation that fails is kept, merged with its like, and sent before the node reads the shared tier again: a read that came first could bring
/// back the old value. One that has been acknowledged is remembered for <see cref="Memory"/>: a replica that is promoted may not have it.
/// </para>
/// <para>
/// <c>_lock</c> guards all fields. One sends what is kept, and all that find something kept wait for that one, so that whoever has waited knows that all is sent. The set is
/// bounded: when it is full, the invalidations of keys, patterns and groups become one of each whole cache that they are of, which covers them; so do those that are remembered. Tags, which
/// no cache covers, are kept one by one.
/// </para>
/// </remarks>
internal sealed class Outbox(ISharedStore store, CoarseClock clock, int limit, Func<string, SharedChange> widen)
{
    /// <summary>How long acknowledged invalidations are remembered.</summary>
    public static readonly TimeSpan Memory = TimeSpan.FromSeconds(30);

    // few enough that the server is not held up
    private const int KeysAtOnce = 500;

    private readonly Lock _lock = new();
    private readonly HashSet<SharedChange> _kept = [];
    private readonly Dictionary<SharedChange, long> _recent = [];
    private readonly Queue<(SharedChange Change, long At)> _recentOrder = new();
    private readonly Dictionary<SharedChange, long> _recentWide = [];
    private Task _draining = Task.CompletedTask;
    private int _underWay;

    /// <summary>The invalidations that have not reached the shared tier yet.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _kept.Count + _underWay;
        }
    }

    /// <summary>Sends an invalidation.</summary>
    /// <exception cref="SharedStoreException">It is not known to have been applied, and not kept.</exception>
    public async ValueTask SendAsync(SharedChange change)
    {
        await change.SendAsync(store).ConfigureAwait(false);
        Remember(change);
    }

    /// <summary>Keeps an invalidation, to be sent before the next read.</summary>
    public void Keep(SharedChange change)
    {
        lock (_lock)
        {
            if (_kept.Count >= limit && !_kept.Contains(change))
                Widen();
            _kept.Add(change);
        }
    }

    /// <summary>Notes an invalidation that another way has brought to the shared tier.</summary>
    public void Remember(SharedChange change)
    {
        lock (_lock)
        {
            var now = clock.Now;
            _recent[change] = now;
            _recentOrder.Enqueue((change, now));
            Forget(now);
        }
    }

    /// <summary>Keeps all that was acknowledged lately, to be sent once more.</summary>
    public void KeepRecent()
    {
        lock (_lock)
        {
            Forget(clock.Now);
            ForgetWide(clock.Now);
            foreach (var change in _recent.Keys.Concat(_recentWide.Keys))
            {
                if (_kept.Count >= limit && !_kept.Contains(change))
                    Widen();
                _kept.Add(change);
            }
        }
    }

    /// <summary>Sends what is kept.</summary>
    /// <exception cref="SharedStoreException">Some could not be sent, and are kept.</exception>
    public async ValueTask DrainAsync()
    {
        while (Count > 0)
            await JoinAsync().ConfigureAwait(false);
    }

    private Task JoinAsync()
    {
        lock (_lock)
            return _draining.IsCompleted ? _draining = SendKeptAsync() : _draining;
    }

    private async Task SendKeptAsync()
    {
        // called under the lock
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        await SendAsync(TakeKept()).ConfigureAwait(false);
    }

    // taken out before they are sent: one that is made again meanwhile is another, and must be sent again
    private SharedChange[] TakeKept()
    {
        lock (_lock)
        {
            SharedChange[] taken = [.. _kept];
            _kept.Clear();
            _underWay = taken.Length;
            return taken;
        }
    }

    private async ValueTask SendAsync(SharedChange[] changes)
    {
        var left = changes.ToHashSet();
        try
        {
            foreach (var batch in Batches(changes))
            {
                await SharedChange.SendAsync(store, batch).ConfigureAwait(false);
                left.ExceptWith(batch);
                foreach (var change in batch)
                    Remember(change);
            }
        }
        finally
        {
            lock (_lock)
            {
                _kept.UnionWith(left);
                _underWay = 0;
            }
        }
    }

    // keys of one lane go in one command: calls wait until all is sent, and there may be thousands after an outage
    private static IEnumerable<SharedChange[]> Batches(SharedChange[] changes) => changes
        .GroupBy(static change => change.Kind == SharedChangeKind.Key ? Lanes.Of(change.Text) : -1)
        .SelectMany(static lane => lane.Chunk(lane.Key < 0 ? 1 : KeysAtOnce));

    private void Forget(long now)
    {
        while (_recentOrder.TryPeek(out var oldest) && (oldest.At < now - Memory.Ticks || _recentOrder.Count > limit))
        {
            _recentOrder.Dequeue();
            if (!_recent.TryGetValue(oldest.Change, out var at) || at != oldest.At)
                continue;
            _recent.Remove(oldest.Change);
            if (at >= now - Memory.Ticks)
                RememberWide(oldest.Change, at);
        }
    }

    // too many to remember each: the whole cache stands for them until the last is old
    private void RememberWide(SharedChange change, long at)
    {
        _recentWide[change.IsOfOneCache ? widen(change.Text) : change] = at;
        if (_recentWide.Count <= limit)
            return;
        ForgetWide(at);
    }

    private void ForgetWide(long now)
    {
        foreach (var (change, at) in _recentWide)
        {
            if (at < now - Memory.Ticks)
                _recentWide.Remove(change);
        }
    }

    private void Widen()
    {
        SharedChange[] narrow = [.. _kept.Where(static change => change.IsOfOneCache)];
        _kept.ExceptWith(narrow);
        foreach (var change in narrow)
            _kept.Add(widen(change.Text));
    }
}
