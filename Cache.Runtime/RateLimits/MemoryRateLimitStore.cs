using System.Diagnostics.CodeAnalysis;
using Cache.Inspection;

namespace Cache.RateLimits;

/// <summary>Permits in the memory of one process, by its clock.</summary>
/// <remarks>
/// Each shard has a lock, which guards all that is in it. A count whose permits have all left the window is removed when it is met, and by a sweep each time that as many have come as the last one has left. So
/// what is kept is bounded by what was given within the windows.
/// </remarks>
internal sealed class MemoryRateLimitStore : IRateLimitStore
{
    private const int Shards = 32;

    private readonly Shard[] _shards = new Shard[Shards];

    public MemoryRateLimitStore(TimeProvider time)
    {
        for (var i = 0; i < Shards; i++)
            _shards[i] = new(time);
    }

    /// <summary>How many are kept, those that are over and have not been met included.</summary>
    public int Count => _shards.Sum(static shard => shard.Count);

    public ValueTask<RateLimitCount> TakeAsync(RateLimitTake take, bool isAgain) => new(ShardOf(take.Name).Take(take));

    public ValueTask<RateLimitCount> LookAsync(RateLimitTake take) => new(ShardOf(take.Name).Look(take));

    public ValueTask<bool> ResetAsync(string name) => new(ShardOf(name).Reset(name));

    public Task<ListedNames> ListAsync(string prefix, Predicate<string> matches, int limit, CancellationToken cancellationToken) =>
        Task.FromResult(ListedNames.First(_shards.SelectMany(static shard => shard.Names()), name => name.StartsWith(prefix, StringComparison.Ordinal) && matches(name), limit));

    private Shard ShardOf(string name) => _shards[(uint)name.GetHashCode(StringComparison.Ordinal) % Shards];

    private sealed class Shard(TimeProvider time)
    {
        private const int Few = 16;

        private readonly Lock _lock = new();
        private readonly Dictionary<string, Counted> _counts = new(StringComparer.Ordinal);
        private int _sweepAt = Few;

        public int Count
        {
            get
            {
                lock (_lock)
                    return _counts.Count;
            }
        }

        public RateLimitCount Take(RateLimitTake take)
        {
            lock (_lock)
            {
                var now = Now();
                if (!TryFind(take.Name, now, out var counted))
                {
                    Sweep(now);
                    _counts[take.Name] = counted = new(take.Window.Ticks);
                }
                var isAllowed = counted.Permits.Count + take.Permits <= take.Limit;
                if (isAllowed)
                    counted.Permits.Add(now, take.Permits);
                return Answer(counted, take, isAllowed, now);
            }
        }

        public RateLimitCount Look(RateLimitTake take)
        {
            lock (_lock)
            {
                var now = Now();
                return TryFind(take.Name, now, out var counted)
                    ? Answer(counted, take, counted.Permits.Count + take.Permits <= take.Limit, now)
                    : new(true, 0, TimeSpan.Zero, TimeSpan.Zero);
            }
        }

        public bool Reset(string name)
        {
            lock (_lock)
                return TryFind(name, Now(), out _) && _counts.Remove(name);
        }

        public string[] Names()
        {
            lock (_lock)
                return [.. _counts.Keys];
        }

        private static RateLimitCount Answer(Counted counted, RateLimitTake take, bool isAllowed, long now)
        {
            var retryAfter = isAllowed ? 0 : counted.Permits.TimeOf(counted.Permits.Count + take.Permits - take.Limit) + counted.Window - now;
            return new(isAllowed, counted.Permits.Count, new(retryAfter), new(counted.Permits.Last + counted.Window - now));
        }

        private bool TryFind(string name, long now, [NotNullWhen(true)] out Counted? counted)
        {
            if (!_counts.TryGetValue(name, out counted))
                return false;
            counted.Permits.Forget(now - counted.Window);
            if (!counted.Permits.IsEmpty)
                return true;
            _counts.Remove(name);
            counted = null;
            return false;
        }

        private void Sweep(long now)
        {
            if (_counts.Count < _sweepAt)
                return;
            foreach (var (name, counted) in _counts)
            {
                if (counted.Permits.Last <= now - counted.Window)
                    _counts.Remove(name);
            }
            _sweepAt = Math.Max(Few, _counts.Count * 2);
        }

        private long Now() => time.GetElapsedTime(0, time.GetTimestamp()).Ticks;
    }

    private sealed record Counted(long Window)
    {
        public PermitRing Permits { get; } = new();
    }
}
