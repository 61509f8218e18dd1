using System.Collections.Concurrent;
using System.Text;
using Cache.Connection;
using Cache.SharedTier;

namespace Cache.Store;

/// <summary>The quota on Redis.</summary>
/// <remarks>
/// On a single server one count is kept for all values, so that the least recently used of all goes. On a cluster a script can touch one lane only: each lane has a count of its own then and an equal share
/// of the allocation, which the keys, spread over the lanes by their hash, use about equally.
/// </remarks>
internal sealed class RedisQuota : ISharedQuota
{
    // of one node between two tellings: each costs the server about a microsecond
    private const int MostUses = 2048;
    private const int UsesAtOnce = 256;

    // lanes of a cluster that are looked at without a use to tell, at each telling
    private const int LanesAtOnce = 4;

    private static readonly TimeSpan s_betweenChecks = TimeSpan.FromMinutes(10);
    private static readonly byte[] s_mark = "1"u8.ToArray();

    private readonly IRedisConnection _connection;
    private readonly RedisKeys _keys;
    private readonly string _namespace;
    private readonly CountOfLane[] _counts;
    private ConcurrentDictionary<string, byte> _used = new(StringComparer.Ordinal);
    private int _noted;
    private int _next;
    private long _evictions;
    private volatile bool _isLost;

    public RedisQuota(IRedisConnection connection, RedisKeys keys, string @namespace, long allocation)
    {
        _connection = connection;
        _keys = keys;
        _namespace = @namespace;
        Allocation = allocation;
        _counts = [.. Enumerable.Range(0, Lanes.Total).Select(lane => new CountOfLane(keys.Quota(lane), lane == Lanes.Patterns ? allocation : allocation / Lanes.Count))];
    }

    public long Allocation { get; }

    public long Bytes => Counts.Sum(static count => Volatile.Read(ref count.Sum));

    public long Evictions => Volatile.Read(ref _evictions);

    private IEnumerable<CountOfLane> Counts => _connection.IsCluster ? _counts.Take(Lanes.Count) : [_counts[Lanes.Patterns]];

    public bool Fits(string key, int length) => Encoding.UTF8.GetByteCount(RedisKeys.Of(key)) + SlotFormat.PayloadAt + length <= CountOf(Lanes.Of(key)).Share;

    public void Used(string key)
    {
        // counting before adding: the count of the dictionary itself takes its locks
        if (Volatile.Read(ref _noted) < MostUses && _used.TryAdd(key, 0))
            Interlocked.Increment(ref _noted);
    }

    /// <summary>Runs a script that changes slots of one lane, and counts.</summary>
    /// <returns>What the script answers by itself.</returns>
    public async Task<long[]> RunAsync(string script, int lane, string[] keys, byte[][] arguments)
    {
        var count = CountOf(lane);
        var answer = await RunAsync(count, QuotaScripts.Counted(script), keys, arguments).ConfigureAwait(false);
        if (count.IsOver)
            await MakeRoomAsync(count).ConfigureAwait(false);
        return answer;
    }

    public async Task KeepAsync()
    {
        var used = Interlocked.Exchange(ref _used, new(StringComparer.Ordinal));
        Volatile.Write(ref _noted, 0);
        foreach (var group in used.Keys.GroupBy(key => CountOf(Lanes.Of(key))))
        {
            foreach (var batch in group.Chunk(UsesAtOnce))
                await KeepAsync(group.Key, Array.ConvertAll(batch, RedisKeys.Of)).ConfigureAwait(false);
        }
        foreach (var count in Resting())
            await KeepAsync(count, []).ConfigureAwait(false);
    }

    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        var isDue = await _connection.SetIfAbsentAsync(_keys.QuotaChecked, s_mark, (long)s_betweenChecks.TotalMilliseconds).ConfigureAwait(false) is null;
        if (!isDue && !_isLost)
            return;
        _isLost = false;
        foreach (var count in Counts)
        {
            for (var cursor = -1L; cursor != 0;)
            {
                cancellationToken.ThrowIfCancellationRequested();
                cursor = (await RunAsync(count, QuotaScripts.Recount, [], [Argument.Of(Math.Max(cursor, 0))]).ConfigureAwait(false))[0];
            }
        }
        await foreach (var keys in new RedisScan(_connection, _keys).FindAsync($"{_namespace}:", cancellationToken).ConfigureAwait(false))
        {
            foreach (var group in keys.GroupBy(key => CountOf(Lanes.Of(key))))
            {
                foreach (var batch in group.Chunk(UsesAtOnce))
                    await RunAsync(group.Key, QuotaScripts.Settle, Array.ConvertAll(batch, RedisKeys.Of), []).ConfigureAwait(false);
            }
        }
    }

    private CountOfLane CountOf(int lane) => _counts[_connection.IsCluster ? lane : Lanes.Patterns];

    private async Task KeepAsync(CountOfLane count, string[] used)
    {
        var answer = await RunAsync(count, QuotaScripts.Keep, used, []).ConfigureAwait(false);
        _isLost |= answer[0] == 1;
        if (count.IsOver)
            await MakeRoomAsync(count).ConfigureAwait(false);
    }

    // a value that takes the place of very many: a script evicts a part of them. While it goes on, no writer is over by more than the value that it has just stored
    private async Task MakeRoomAsync(CountOfLane count)
    {
        try
        {
            for (var before = long.MaxValue; count.IsOver && count.Sum < before;)
            {
                before = count.Sum;
                await RunAsync(count, QuotaScripts.Keep, [], []).ConfigureAwait(false);
            }
        }
        catch (SharedStoreException)
        {
            // what it was to make room for is stored; whoever stores next goes on
        }
    }

    private async Task<long[]> RunAsync(CountOfLane count, string script, string[] keys, byte[][] arguments)
    {
        var answer = await _connection.RunAsync(script, [.. keys, .. count.Keys], [.. arguments, count.Limit]).ConfigureAwait(false);
        Volatile.Write(ref count.Sum, answer[^2]);
        if (answer[^1] > 0)
            Interlocked.Add(ref _evictions, answer[^1]);
        return answer[..^2];
    }

    // of a cluster a few at a time, so that each is seen every few seconds
    private IEnumerable<CountOfLane> Resting()
    {
        if (!_connection.IsCluster)
            return [_counts[Lanes.Patterns]];
        var first = _next;
        _next = (first + LanesAtOnce) % Lanes.Count;
        return _counts.Skip(first).Take(LanesAtOnce);
    }

    // what is counted together
    private sealed class CountOfLane(string[] keys, long share)
    {
        /// <summary>As the last script told.</summary>
        public long Sum;

        public string[] Keys => keys;

        public long Share => share;

        public byte[] Limit { get; } = Argument.Of(share);

        public bool IsOver => Volatile.Read(ref Sum) > share;
    }
}
