using System.Collections.Frozen;

namespace Cache.Store;

/// <summary>The scripts of a quota: those that change slots with the count behind them, and those that only count.</summary>
/// <remarks>
/// <para>
/// The count is taken from what stands in a slot after the script has done its work, and compared with what was counted there before. So it does not matter how often a script runs, nor what else has
/// happened to the slot meanwhile. Counted are the bytes of key and slot, of values and of leases that hold one; a bare lease is nothing.
/// </para>
/// <para>
/// The last three KEYS are a hash of sizes by key (and of their sum, in the field <c>sum</c>), the keys by the time of their last use, and those that expire by that time. The last of ARGV is the
/// allocation. Each script answers in its last two numbers the sum and how many values it has evicted; a sum over the allocation means that there was more to do than one script may.
/// Those that only count begin with PERSIST, which needs no memory: what comes after it is taken by a server whose memory is full.
/// </para>
/// </remarks>
internal static class QuotaScripts
{
    // a server runs one script at a time: a thousand evictions take it a few milliseconds
    private const string Count = Scripts.Clock + """
        local sizes, used, ends = KEYS[#KEYS - 2], KEYS[#KEYS - 1], KEYS[#KEYS]
        for _ = 1, 3 do KEYS[#KEYS] = nil end
        local allocation, now = tonumber(ARGV[#ARGV]), clock()
        local sum, evicted = nil, 0
        local steps, passed = 1000, {}
        local function add(bytes)
          sum = redis.call('HINCRBY', sizes, 'sum', bytes)
        end
        local function forget(key)
          local size = redis.call('HGET', sizes, key)
          if not size then return end
          redis.call('HDEL', sizes, key)
          redis.call('ZREM', used, key)
          redis.call('ZREM', ends, key)
          add(-size)
        end
        local function holds(key)
          local head = redis.pcall('GETRANGE', key, 0, 34)
          if type(head) ~= 'string' or string.byte(head, 2) ~= 1 then return false, true end
          if string.byte(head) == 86 then return true, true end
          if string.byte(head) ~= 76 or string.byte(head, 3) < 2 then return false, false end
          local over = tonumber(string.sub(head, 20, 35))
          return true, over > 0 and over <= now
        end
        local function settle(key, isUse)
          local isHeld, isFree = holds(key)
          if not isHeld then return forget(key) end
          local size = redis.call('STRLEN', key) + #key
          if size > allocation and isFree then
            redis.call('UNLINK', key)
            evicted = evicted + 1
            return forget(key)
          end
          local counted = redis.call('HMGET', sizes, key, 'sum')
          local before = tonumber(counted[1])
          sum = tonumber(counted[2]) or 0
          if before ~= size then
            redis.call('HSET', sizes, key, size)
            add(size - (before or 0))
          end
          if isUse or not before then redis.call('ZADD', used, now, key) end
          local expires = redis.call('PEXPIRETIME', key)
          if expires > 0 then
            redis.call('ZADD', ends, expires, key)
          elseif before then
            redis.call('ZREM', ends, key)
          end
        end
        local function prune(most)
          local over = redis.call('ZRANGEBYSCORE', ends, '-inf', math.floor(now / 1000) - 1, 'LIMIT', 0, most)
          for _, key in ipairs(over) do
            redis.call('ZREM', ends, key)
            settle(key)
          end
          steps = steps - #over
          return #over
        end
        local function evict(key)
          local isHeld, isFree = holds(key)
          if isHeld and not isFree then
            redis.call('ZADD', used, now, key)
            passed[key] = true
            return
          end
          redis.call('ZREM', used, key)
          if isHeld then
            redis.call('UNLINK', key)
            evicted = evicted + 1
          end
          forget(key)
        end
        local function room()
          if not sum then sum = tonumber(redis.call('HGET', sizes, 'sum')) or 0 end
          while sum > allocation and steps > 0 do
            if prune(100) == 0 then
              local oldest = redis.call('ZRANGE', used, 0, 15)
              if #oldest == 0 then return end
              for _, key in ipairs(oldest) do
                if passed[key] then return end
                if sum <= allocation then break end
                evict(key)
                steps = steps - 1
              end
            end
          end
        end

        """;

    // 0 says that nothing has been changed. What has changed something has written, and what it writes after that is taken by a server whose memory is full
    private static string After(string script, int firstSlot) => Count + $$"""
        local function work()
        {{script}}
        end
        local answer = work()
        if type(answer) ~= 'table' then answer = { answer } end
        if answer.err then return answer end
        if answer[1] ~= 0 then
          for index = {{firstSlot}}, #KEYS do
            passed[KEYS[index]] = true
            settle(KEYS[index], true)
          end
        end
        room()
        answer[#answer + 1] = sum
        answer[#answer + 1] = evicted
        return answer
        """;

    private static readonly FrozenDictionary<string, string> s_counted = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [Scripts.TakeOver] = After(Scripts.TakeOver, 1),
        [Scripts.Fill] = After(Scripts.Fill, 1),
        [Scripts.Release] = After(Scripts.Release, 1),
        [Scripts.Touch] = After(Scripts.Touch, 1),
        [Scripts.Amend] = After(Scripts.Amend, 2),
        [Scripts.Set] = After(Scripts.Set, 2),
        [Scripts.Invalidate] = After(Scripts.Invalidate, 2),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>KEYS slots that were used. Notes the uses, forgets what has expired, evicts. Answers 1 where the counts contradicted each other and were dropped, else 0.</summary>
    public const string Keep = Count + """
        redis.call('PERSIST', sizes)
        if #KEYS > 0 then
          local uses = {}
          for _, key in ipairs(KEYS) do
            uses[#uses + 1] = now
            uses[#uses + 1] = key
          end
          redis.call('ZADD', used, 'XX', unpack(uses))
        end
        prune(500)
        local isLost = redis.call('ZCARD', used) ~= math.max(redis.call('HLEN', sizes) - 1, 0)
        if isLost then
          redis.call('UNLINK', sizes, used, ends)
          sum = 0
        else
          room()
        end
        return { isLost and 1 or 0, sum, evicted }
        """;

    /// <summary>KEYS slots that were found. Counts what stands there.</summary>
    public const string Settle = Count + """
        redis.call('PERSIST', sizes)
        for _, key in ipairs(KEYS) do settle(key) end
        room()
        return { sum, evicted }
        """;

    /// <summary>ARGV cursor. Counts anew some of what is counted. Answers the next cursor, 0 at the end.</summary>
    public const string Recount = Count + """
        redis.call('PERSIST', sizes)
        local page = redis.call('ZSCAN', used, ARGV[1], 'COUNT', 500)
        for index = 1, #page[2], 2 do settle(page[2][index]) end
        room()
        return { tonumber(page[1]), sum, evicted }
        """;

    /// <summary>The script that does what another does and counts it.</summary>
    public static string Counted(string script) => s_counted[script];
}
