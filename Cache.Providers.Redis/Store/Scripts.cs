namespace Cache.Store;

/// <summary>The scripts. Each does its work in one step, touches keys of one lane only, and may be run again when nobody knows whether it has been.</summary>
/// <remarks>
/// A script that empties something must work when the server's memory is full and nothing may be evicted. The server refuses a script's writes then until one that
/// frees memory, or at least needs none, has been made: so these begin with UNLINK, PERSIST or PEXPIREAT. Times are microseconds, which a Lua number holds exactly until the year 2255.
/// <c>slot</c> returns nothing for what this format does not know, and the script leaves that alone.
/// </remarks>
internal static class Scripts
{
    /// <summary>The server's time in microseconds.</summary>
    public const string Clock = """
        local function clock()
          local time = redis.call('TIME')
          return time[1] * 1000000 + time[2]
        end

        """;

    // a slot, taken apart: the forms are those of SlotFormat
    private const string Slot = Clock + """
        local function slot(key)
          local bytes = redis.pcall('GET', key)
          if type(bytes) == 'table' then
            if string.sub(bytes.err, 1, 9) == 'WRONGTYPE' then return nil end
            return bytes
          end
          if not bytes or #bytes < 19 or string.byte(bytes, 2) ~= 1 then return nil end
          local kind, flags, id = string.sub(bytes, 1, 1), string.byte(bytes, 3), string.sub(bytes, 4, 19)
          if kind == 'V' then return { kind = kind, id = id, bytes = bytes } end
          if kind ~= 'L' or #bytes < 55 then return nil end
          local lease = { kind = kind, id = id, waited = flags % 2 == 1, ends = tonumber(string.sub(bytes, 20, 35)), under = string.sub(bytes, 36, 55) }
          if flags >= 2 then
            lease.heldUntil, lease.held = tonumber(string.sub(bytes, 56, 71)), string.sub(bytes, 72)
          end
          return lease
        end
        local function put(key, bytes, untilTime)
          if untilTime == 0 then return redis.call('SET', key, bytes) end
          return redis.call('SET', key, bytes, 'PXAT', math.ceil(untilTime / 1000))
        end
        local function digits(time) return string.format('%016.0f', time) end
        local function over(lease) return lease.ends > 0 and lease.ends <= clock() end
        local function wake(lease, channel, text)
          if lease.waited then redis.call('PUBLISH', channel, text) end
        end

        """;

    // the head and the body are BusMessage's
    private const string Lane = Clock + """
        local function birth(key)
          redis.call('UNLINK', key)
          local born = clock()
          redis.call('SET', key, born)
          return born
        end
        local function raise(key)
          redis.call('PERSIST', key)
          local raised = redis.pcall('INCR', key)
          if type(raised) == 'table' or raised == 1 then return birth(key) end
          return raised
        end
        local function tell(channel, head, sequence, body)
          redis.call('PUBLISH', channel, head .. string.format('%.0f ', sequence) .. body)
        end

        """;

    /// <summary>KEYS slot. ARGV seen (marker and identity), lease, life in milliseconds, 1 to keep, what its versions come to. Answers 1 or 0.</summary>
    public const string TakeOver = Slot + """
        local seen = slot(KEYS[1])
        if not seen then return 0 end
        if seen.err then return seen end
        if seen.kind == 'L' and seen.id == ARGV[2] then return 1 end
        if seen.kind .. seen.id ~= ARGV[1] then return 0 end
        local held, heldUntil = seen.held, seen.heldUntil
        if seen.kind == 'V' then
          held, heldUntil = seen.bytes, math.max(redis.call('PEXPIRETIME', KEYS[1]), 0) * 1000
        elseif not over(seen) and seen.under >= ARGV[5] then
          return 0
        end
        local now = clock()
        local flags = seen.waited and 1 or 0
        if ARGV[4] ~= '1' or not held or (heldUntil > 0 and heldUntil <= now) then
          redis.call('SET', KEYS[1], 'L\1' .. string.char(flags) .. ARGV[2] .. digits(0) .. ARGV[5], 'PX', ARGV[3])
          return 1
        end
        local ends = now + ARGV[3] * 1000
        local keepUntil = heldUntil == 0 and 0 or math.max(heldUntil, ends)
        put(KEYS[1], 'L\1' .. string.char(flags + 2) .. ARGV[2] .. digits(ends) .. ARGV[5] .. digits(heldUntil) .. held, keepUntil)
        return 1
        """;

    /// <summary>KEYS slot. ARGV lease, life in milliseconds. Answers 1 or 0.</summary>
    public const string Renew = Slot + """
        local lease = slot(KEYS[1])
        if not lease or lease.kind ~= 'L' or lease.id ~= ARGV[1] then return lease and lease.err and lease or 0 end
        if not lease.held then
          redis.call('PEXPIRE', KEYS[1], ARGV[2])
          return 1
        end
        local ends = clock() + ARGV[2] * 1000
        if lease.heldUntil == 0 then
          redis.call('PERSIST', KEYS[1])
        else
          redis.call('PEXPIREAT', KEYS[1], math.ceil(math.max(lease.heldUntil, ends) / 1000))
        end
        redis.call('SETRANGE', KEYS[1], 19, digits(ends))
        return 1
        """;

    /// <summary>KEYS slot. ARGV lease, value slot, milliseconds or 0, channel, text. Answers 1, 0, or -1 when memory is full: the lease is given up then.</summary>
    public const string Fill = Slot + """
        local lease = slot(KEYS[1])
        if not lease or lease.id ~= ARGV[1] then return lease and lease.err and lease or 0 end
        if lease.kind == 'V' then return 1 end
        local stored
        if ARGV[3] == '0' then
          stored = redis.pcall('SET', KEYS[1], ARGV[2])
        else
          stored = redis.pcall('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
        end
        if stored.err and string.sub(stored.err, 1, 3) ~= 'OOM' then return stored end
        if stored.err then redis.call('UNLINK', KEYS[1]) end
        wake(lease, ARGV[4], ARGV[5])
        return stored.err and -1 or 1
        """;

    /// <summary>KEYS slot. ARGV lease, channel, text. Answers 1 or 0.</summary>
    public const string Release = Slot + """
        local lease = slot(KEYS[1])
        if not lease or lease.kind ~= 'L' or lease.id ~= ARGV[1] then return lease and lease.err and lease or 0 end
        redis.call('UNLINK', KEYS[1])
        if lease.held and (lease.heldUntil == 0 or lease.heldUntil > clock()) then
          put(KEYS[1], lease.held, lease.heldUntil)
        end
        wake(lease, ARGV[2], ARGV[3])
        return 1
        """;

    /// <summary>KEYS slot. ARGV milliseconds. Answers 1 or 0.</summary>
    public const string Touch = """
        if redis.pcall('GETRANGE', KEYS[1], 0, 1) ~= 'V\1' then return 0 end
        return redis.call('PEXPIRE', KEYS[1], ARGV[1], 'GT')
        """;

    /// <summary>KEYS sequence, slot. ARGV channel, head, body, seen, offset, bytes before, bytes after, milliseconds or 0, 1 to tell. Answers 1 or 0.</summary>
    /// <remarks>Run again, it finds the bytes that it has written, and tells once more.</remarks>
    public const string Amend = Lane + """
        local value = redis.pcall('GETRANGE', KEYS[2], 0, 18)
        if type(value) ~= 'string' or string.sub(value, 1, 2) ~= 'V\1' or string.sub(value, 4) ~= ARGV[4] then return 0 end
        local there = redis.call('GETRANGE', KEYS[2], ARGV[5], ARGV[5] + #ARGV[6] - 1)
        if there ~= ARGV[6] and there ~= ARGV[7] then return 0 end
        if ARGV[8] == '0' then
          redis.call('PERSIST', KEYS[2])
        else
          redis.call('PEXPIRE', KEYS[2], ARGV[8])
        end
        redis.call('SETRANGE', KEYS[2], ARGV[5], ARGV[7])
        if ARGV[9] == '1' then tell(ARGV[1], ARGV[2], raise(KEYS[1]), ARGV[3]) end
        return 1
        """;

    /// <summary>KEYS slot. ARGV lease. Answers 1 or 0.</summary>
    public const string Await = Slot + """
        local lease = slot(KEYS[1])
        if not lease or lease.kind ~= 'L' or lease.id ~= ARGV[1] then return lease and lease.err and lease or 0 end
        if over(lease) then return 0 end
        if not lease.waited then
          local expires = redis.call('PEXPIRETIME', KEYS[1])
          if expires < 0 then redis.call('PERSIST', KEYS[1]) else redis.call('PEXPIREAT', KEYS[1], expires) end
          redis.call('SETRANGE', KEYS[1], 2, string.char(lease.held and 3 or 1))
        end
        return 1
        """;

    /// <summary>KEYS sequence, slots and versions of keys. ARGV channel, head, body. Answers the sequence.</summary>
    public const string Invalidate = Lane + """
        for index = 2, #KEYS do redis.call('UNLINK', KEYS[index]) end
        local sequence = raise(KEYS[1])
        tell(ARGV[1], ARGV[2], sequence, ARGV[3])
        return sequence
        """;

    /// <summary>KEYS sequence, slot, the version of its key. ARGV channel, head, body, value slot, milliseconds or 0, the sequence as seen or nothing. Answers the sequence and 1 or 0.</summary>
    /// <remarks>
    /// SETRANGE of nothing changes nothing; it asks whether there is memory, while an answer can still be had. Run again, the script finds that the sequence has moved, by
    /// itself; the value that it stored says so.
    /// </remarks>
    public const string Set = Lane + """
        local full = redis.pcall('SETRANGE', KEYS[2], 0, '')
        local store = not (type(full) == 'table' and full.err and string.sub(full.err, 1, 3) == 'OOM')
        if ARGV[6] ~= '' and redis.pcall('GET', KEYS[1]) ~= ARGV[6] then
          local there = redis.pcall('GET', KEYS[2])
          store = store and type(there) == 'string' and string.sub(there, 1, 19) == string.sub(ARGV[4], 1, 19)
        end
        redis.call('UNLINK', KEYS[2], KEYS[3])
        if store and ARGV[5] == '0' then
          redis.call('SET', KEYS[2], ARGV[4])
        elseif store then
          redis.call('SET', KEYS[2], ARGV[4], 'PX', ARGV[5])
        end
        local sequence = raise(KEYS[1])
        tell(ARGV[1], ARGV[2], sequence, ARGV[3])
        return { sequence, store and 1 or 0 }
        """;

    /// <summary>KEYS sequence, version. ARGV channel, head, body. Answers the version.</summary>
    public const string MoveVersion = Lane + """
        local old = tonumber(redis.pcall('GET', KEYS[2])) or 0
        redis.call('UNLINK', KEYS[2])
        local version = math.max(old + 1, clock())
        redis.call('SET', KEYS[2], version)
        tell(ARGV[1], ARGV[2], raise(KEYS[1]), ARGV[3])
        return version
        """;

    /// <summary>KEYS a sequence or a version. ARGV how long it lives if it is born now, in milliseconds, or 0. Answers it; one that is missing, or no number, is born.</summary>
    public const string Born = Lane + """
        local number = tonumber(redis.pcall('GET', KEYS[1]))
        if number then return number end
        local born = birth(KEYS[1])
        if ARGV[1] ~= '0' then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
        return born
        """;
}
