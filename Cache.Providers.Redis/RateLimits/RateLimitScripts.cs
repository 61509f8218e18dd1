using Cache.Store;

namespace Cache.RateLimits;

/// <summary>The script of rate limits. It counts in one step, by the server's clock, and may be run again when nobody knows whether it has been.</summary>
/// <remarks>
/// A count is a list that goes <c>total, time, request, total, time, request, total</c>: at the ends how many permits there were before the oldest that is kept and how many by now, and between two totals when those
/// were given that make the difference, in microseconds, and to which request. So the number within the window is the last total less the first; what has left the window, and what has to leave it before others
/// can come, is found by halving. All are integers, which the server packs: about 30 bytes for each request. The list expires with the window of its last permits. A clock that was set back is taken for standing
/// still: permits last longer then, and are never more.
/// </remarks>
internal static class RateLimitScripts
{
    private const string Permits = Scripts.Clock + """
        local key, now = KEYS[1], clock()
        local limit, window, permits = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
        local function at(index) return tonumber(redis.call('LINDEX', key, index)) end
        local function first(last, holds)
          local low, high = 1, last + 1
          while low < high do
            local middle = math.floor((low + high) / 2)
            if holds(middle) then high = middle else low = middle + 1 end
          end
          return low
        end
        local length = (redis.call('LLEN', key) - 1) / 3
        local gone = 0
        if length > 0 and at(1) <= now - window then
          gone = first(length, function(one) return at(3 * one - 2) > now - window end) - 1
        end
        local base, total = 0, 0
        if length >= 0 then base, total = at(3 * gone), at(-1) end
        local count = total - base
        local function answer(allowed)
          local retry, reset = 0, 0
          if allowed == 0 then
            local excess = base + count + permits - limit
            local one = gone + 1
            if at(3 * one) < excess then one = first(length, function(one) return at(3 * one) >= excess end) end
            retry = at(3 * one - 2) + window - now
          end
          if count > 0 then reset = at(-3) + window - now end
          return { allowed, count, retry, reset }
        end

        """;

    /// <summary>KEYS permits. ARGV limit, window in microseconds, permits. Answers 1 or 0, how many are in the window, and microseconds until these can be given and until none is left.</summary>
    public const string Look = Permits + """
        return answer(count + permits <= limit and 1 or 0)
        """;

    /// <summary>KEYS permits. ARGV limit, window in microseconds, permits, request, 1 where it was sent before. Answers as above.</summary>
    public const string Take = Permits + """
        if ARGV[5] == '1' and redis.call('LPOS', key, ARGV[4], 'RANK', -1) then return answer(1) end
        if count + permits > limit then return answer(0) end
        if gone > 0 then redis.call('LTRIM', key, 3 * gone, -1) end
        local time = now
        if count > 0 then time = math.max(now, at(-3)) end
        if length < 0 then redis.call('RPUSH', key, 0) end
        local function digits(number) return string.format('%.0f', number) end
        redis.call('RPUSH', key, digits(time), ARGV[4], digits(total + permits))
        redis.call('PEXPIRE', key, math.ceil((time + window - now) / 1000))
        count = count + permits
        return answer(1)
        """;

    /// <summary>KEYS permits. Answers 1 or 0.</summary>
    public const string Reset = "return redis.call('UNLINK', KEYS[1])";
}
