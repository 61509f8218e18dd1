using System.Diagnostics.CodeAnalysis;
using Cache.Inspection;

namespace Cache.Locks;

/// <summary>Locks in the memory of one process.</summary>
/// <remarks>The lock guards everything. What has expired is removed when it is met, and by a sweep each time that as many locks have come as the last one has left.</remarks>
internal sealed class MemoryLockStore(TimeProvider time) : ILockStore
{
    private const int FewLocks = 64;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Holding> _held = new(StringComparer.Ordinal);
    private Action<string>? _released;
    private long _fence;
    private int _sweepAt = FewLocks;

    /// <summary>How many are kept, expired ones that have not been met included.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _held.Count;
        }
    }

    public Task<CacheLockResult> TryAcquireAsync(string name, string owner, string request, TimeSpan ttl, bool waits)
    {
        lock (_lock)
        {
            if (TryFind(name, out var held) && held.Request != request)
            {
                held.IsWaitedFor |= waits;
                return Task.FromResult(new CacheLockResult(false, 0, Left(held)));
            }
            Sweep();
            held ??= _held[name] = new(owner, request, NextFence());
            held.Renew(time.GetTimestamp(), ttl);
            return Task.FromResult(new CacheLockResult(true, held.Fence, ttl));
        }
    }

    public Task<LockAnswer> RenewAsync(string name, string owner, TimeSpan ttl)
    {
        lock (_lock)
        {
            var answer = Ask(name, owner, null, out var held);
            if (answer == LockAnswer.Held)
                held!.Renew(time.GetTimestamp(), ttl);
            return Task.FromResult(answer);
        }
    }

    public Task<LockAnswer> ReleaseAsync(string name, string owner, string? request)
    {
        LockAnswer answer;
        Holding? held;
        lock (_lock)
        {
            answer = Ask(name, owner, request, out held);
            if (answer == LockAnswer.Held)
                _held.Remove(name);
        }
        if (answer == LockAnswer.Held && held!.IsWaitedFor)
            _released?.Invoke(name);
        return Task.FromResult(answer);
    }

    public Task<CacheLockHolder?> GetAsync(string name)
    {
        lock (_lock)
            return Task.FromResult(TryFind(name, out var held) ? new CacheLockHolder(held.Owner, held.Fence, Left(held)) : null);
    }

    public Task ListenAsync(Action<string> released)
    {
        lock (_lock)
            _released = released;
        return Task.CompletedTask;
    }

    public Task<ListedNames> ListAsync(string prefix, Predicate<string> matches, int limit, CancellationToken cancellationToken)
    {
        lock (_lock)
            return Task.FromResult(ListedNames.First(_held.Where(held => Left(held.Value) > TimeSpan.Zero).Select(static held => held.Key), name => name.StartsWith(prefix, StringComparison.Ordinal) && matches(name), limit));
    }

    // born from the clock, so that it grows across restarts: what a lock protects may outlive the process
    private long NextFence() => _fence = Math.Max(_fence + 1, time.GetUtcNow().Ticks / TimeSpan.TicksPerMicrosecond);

    private LockAnswer Ask(string name, string owner, string? request, out Holding? held)
    {
        if (!TryFind(name, out held))
            return LockAnswer.Free;
        return held.Owner == owner && (request is null || held.Request == request) ? LockAnswer.Held : LockAnswer.HeldByAnother;
    }

    private bool TryFind(string name, [NotNullWhen(true)] out Holding? held)
    {
        if (!_held.TryGetValue(name, out held))
            return false;
        if (Left(held) > TimeSpan.Zero)
            return true;
        _held.Remove(name);
        held = null;
        return false;
    }

    private void Sweep()
    {
        if (_held.Count < _sweepAt)
            return;
        foreach (var (name, held) in _held)
        {
            if (Left(held) <= TimeSpan.Zero)
                _held.Remove(name);
        }
        _sweepAt = Math.Max(FewLocks, _held.Count * 2);
    }

    private TimeSpan Left(Holding held) => held.Ttl - time.GetElapsedTime(held.Since);

    private sealed class Holding(string owner, string request, long fence)
    {
        public string Owner => owner;

        public string Request => request;

        public long Fence => fence;

        public bool IsWaitedFor { get; set; }

        public long Since { get; private set; }

        public TimeSpan Ttl { get; private set; }

        public void Renew(long since, TimeSpan ttl) => (Since, Ttl) = (since, ttl);
    }
}
