using System.Diagnostics;
using System.Globalization;
using StackExchange.Redis;

namespace Cache.Tests.Worker;

/// <summary>What a process does with locks: holds one, or contends for one with others to work on a resource that checks the fencing number.</summary>
internal sealed class LockWork(ICacheLocks locks, string connection)
{
    // what the lock protects: it takes no number that is not above all it has seen, and no end of work but that of the number it has
    private const string Enter = """
        if tonumber(ARGV[1]) <= tonumber(redis.call('HGET', KEYS[1], 'fence') or '0') then return 0 end
        redis.call('HSET', KEYS[1], 'fence', ARGV[1])
        return redis.call('HINCRBY', KEYS[1], 'entered', 1)
        """;

    private const string Leave = """
        if redis.call('HGET', KEYS[1], 'fence') ~= ARGV[1] then return 0 end
        return redis.call('HINCRBY', KEYS[1], 'left', 1)
        """;

    /// <summary>Holds a lock until the process ends, and tells of its loss.</summary>
    public async Task HoldAsync(string id, string key, TimeSpan ttl)
    {
        var held = await locks.AcquireAsync(key, ttl);
        held.Lost.Register(() => Answers.Write($"lost 0 {Stopwatch.GetTimestamp()} {held.Fence}"));
        Answers.Write($"done {id} 0 {Stopwatch.GetTimestamp()} {held.Fence}");
    }

    /// <summary>Acquires a lock again and again, until the resource has been entered often enough by all together.</summary>
    public async Task ContendAsync(string id, string key, TimeSpan ttl, long total)
    {
        var database = (await ConnectionMultiplexer.ConnectAsync(connection)).GetDatabase();
        RedisKey[] resource = ["resource:" + key];
        long entered = 0;
        while (entered < total)
        {
            try
            {
                await using var held = await locks.AcquireAsync(key, ttl, TimeSpan.FromSeconds(30));
                RedisValue[] fence = [held.Fence.ToString(CultureInfo.InvariantCulture)];
                var number = (long)await database.ScriptEvaluateAsync(Enter, resource, fence);
                var left = number == 0 ? 0 : (long)await database.ScriptEvaluateAsync(Leave, resource, fence);
                entered = Math.Max(entered, number);
                // refused: another has been there with a greater number, so this one's time must be over, and it must know by now
                if (left == 0)
                    Answers.Write($"{(held.Remaining == TimeSpan.Zero ? "stale" : "violation")} 0 {Stopwatch.GetTimestamp()} {held.Fence} {held.Remaining}");
            }
            catch (CacheLockException)
            {
                // a process that was stopped for longer than the timeout of a command; it tries again
            }
        }
        Answers.Write($"done {id} 0 {Stopwatch.GetTimestamp()} {entered}");
    }
}
