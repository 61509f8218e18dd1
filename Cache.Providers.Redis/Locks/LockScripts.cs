using Cache.Store;

namespace Cache.Locks;

/// <summary>The scripts of locks. Each does its work in one step and may be run again when nobody knows whether it has been.</summary>
/// <remarks>
/// A lock is a hash, readable with HGETALL in redis-cli: <c>owner</c>, <c>request</c> (which acquired it), <c>fence</c>, and <c>waited</c> once somebody waits for it; it expires with its key. The fencing
/// number is the greater of the server's time in microseconds and the last number of the lane plus one. So it grows while the number is kept, and where that has been lost (a flush, an eviction, a
/// failover) it grows because time has passed. Releasing begins with UNLINK, which works when memory is full.
/// </remarks>
internal static class LockScripts
{
    /// <summary>KEYS lock, fence. ARGV owner, request, ttl in milliseconds, 1 to be told of the release. Answers 1 or 0, the fencing number, and the milliseconds that the lock is held for.</summary>
    public const string Acquire = Scripts.Clock + """
        local held = redis.call('HMGET', KEYS[1], 'request', 'fence')
        if held[1] == ARGV[2] then
          redis.call('PEXPIRE', KEYS[1], ARGV[3])
          return { 1, tonumber(held[2]), tonumber(ARGV[3]) }
        end
        if held[1] then
          if ARGV[4] == '1' then redis.pcall('HSET', KEYS[1], 'waited', '1') end
          return { 0, 0, redis.call('PTTL', KEYS[1]) }
        end
        local fence = math.max((tonumber(redis.pcall('GET', KEYS[2])) or 0) + 1, clock())
        redis.call('SET', KEYS[2], fence)
        redis.call('HSET', KEYS[1], 'owner', ARGV[1], 'request', ARGV[2], 'fence', string.format('%.0f', fence))
        redis.call('PEXPIRE', KEYS[1], ARGV[3])
        return { 1, fence, tonumber(ARGV[3]) }
        """;

    /// <summary>KEYS lock. ARGV owner, ttl in milliseconds. Answers 1, 0 where nobody holds it, -1 where another does.</summary>
    public const string Renew = """
        local owner = redis.call('HGET', KEYS[1], 'owner')
        if not owner then return 0 end
        if owner ~= ARGV[1] then return -1 end
        redis.call('PEXPIRE', KEYS[1], ARGV[2])
        return 1
        """;

    /// <summary>KEYS lock. ARGV owner, request or nothing, channel, name. Answers 1, 0 where nobody holds it, -1 where another does.</summary>
    public const string Release = """
        local held = redis.call('HMGET', KEYS[1], 'owner', 'request', 'waited')
        if not held[1] then return 0 end
        if held[1] ~= ARGV[1] or (ARGV[2] ~= '' and held[2] ~= ARGV[2]) then return -1 end
        redis.call('UNLINK', KEYS[1])
        if held[3] then redis.call('PUBLISH', ARGV[3], ARGV[4]) end
        return 1
        """;

    /// <summary>KEYS lock. Answers owner, fencing number and milliseconds as texts; nothing where it is free.</summary>
    public const string Look = """
        local held = redis.call('HMGET', KEYS[1], 'owner', 'fence')
        if not held[1] then return {} end
        return { held[1], held[2], tostring(redis.call('PTTL', KEYS[1])) }
        """;
}
