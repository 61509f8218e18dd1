using Cache.Connection;
using Cache.SharedTier;

namespace Cache.Store;

/// <summary>The shared tier on Redis.</summary>
internal sealed class RedisSharedStore : ISharedStore, IDisposable
{
    private readonly IRedisConnection _connection;
    private readonly RedisKeys _keys;
    private readonly string _self = Guid.NewGuid().ToString("N");
    private readonly RedisQuota? _quota;

    /// <param name="connection">The server.</param>
    /// <param name="namespace">What all keys begin with.</param>
    /// <param name="allocation">How many bytes the values may take; null for any number.</param>
    public RedisSharedStore(IRedisConnection connection, string @namespace, long? allocation = null)
    {
        _connection = connection;
        _keys = new(@namespace);
        _quota = allocation is { } bytes ? new(connection, _keys, @namespace, bytes) : null;
    }

    public string System => "redis";

    public ISharedQuota? Quota => _quota;

    // the version of a key is read when something that has read the key is stored. One that is gone is born as another, so that what is under it is loaded anew: once in this time, at most
    private static readonly TimeSpan s_keyVersionLife = TimeSpan.FromDays(1);

    public Task StartAsync(ISharedListener listener) => _connection.ConnectAsync(new BusReader(listener, _keys, _self), [_keys.Bus, _keys.Landed], _keys.Sequences);

    public Task<SharedSlot> GetAsync(string key) => _connection.GetAsync(RedisKeys.Of(key), SlotFormat.Read);

    public async Task<SharedSlot> GetOrLeaseAsync(string key, SlotId lease, long under, TimeSpan life)
    {
        try
        {
            var found = await _connection.SetIfAbsentAsync(RedisKeys.Of(key), SlotFormat.Lease(lease, under), Milliseconds(life)).ConfigureAwait(false);
            if (found is null)
                return new(SharedSlotKind.Granted, lease, default);
            var slot = SlotFormat.Read(found);
            // sent again, it finds what it put the first time
            return slot.Kind == SharedSlotKind.Lease && slot.Id == lease ? slot with { Kind = SharedSlotKind.Granted } : slot;
        }
        catch (SharedStoreException failure) when (Refusal(failure) == RedisRefusal.WrongType)
        {
            return new(SharedSlotKind.Foreign, default, default);
        }
        catch (SharedStoreException failure) when (Refusal(failure) is RedisRefusal.OutOfMemory or RedisRefusal.ReadOnly)
        {
            return await GetAsync(key).ConfigureAwait(false);
        }
    }

    public async Task<bool> TakeOverAsync(string key, SharedSlot seen, SlotId lease, long under, TimeSpan life, bool keep) => await ChangeAsync(
        Scripts.TakeOver, key, SlotFormat.Seen(seen), SlotFormat.Bytes(lease), Argument.Of(Milliseconds(life)), Argument.Of(keep ? 1 : 0), SlotFormat.Under(under)).ConfigureAwait(false) == 1;

    public async Task<bool> RenewAsync(string key, SlotId lease, TimeSpan life) => await RunAsync(
        Scripts.Renew, [RedisKeys.Of(key)], SlotFormat.Bytes(lease), Argument.Of(Milliseconds(life))).ConfigureAwait(false) == 1;

    public async Task<bool> FillAsync(string key, SlotId lease, ReadOnlyMemory<byte> value, TimeSpan ttl)
    {
        var answer = await ChangeAsync(Scripts.Fill, key,
            SlotFormat.Bytes(lease), SlotFormat.Value(lease, value.Span), Argument.Of(MillisecondsOrNone(ttl)), Argument.Of(_keys.Landed), Argument.Of(key)).ConfigureAwait(false);
        if (answer < 0)
            throw new SharedStoreException($"Redis has no memory left for '{key}': raise maxmemory, or set a maxmemory-policy that evicts, such as allkeys-lru.");
        return answer == 1;
    }

    public Task ReleaseAsync(string key, SlotId lease) =>
        ChangeAsync(Scripts.Release, key, SlotFormat.Bytes(lease), Argument.Of(_keys.Landed), Argument.Of(key));

    public Task TouchAsync(string key, TimeSpan life) => ChangeAsync(Scripts.Touch, key, Argument.Of(Milliseconds(life)));

    public async Task<bool> AmendAsync(string key, SharedAmendment amendment)
    {
        var lane = Lanes.Of(key);
        var answer = await ChangeAsync(Scripts.Amend, lane, [_keys.Sequence(lane), RedisKeys.InLane(lane, key)],
            Argument.Of(_keys.Bus), BusMessage.Head(SharedMessageKind.Keys, lane, _self), BusMessage.Body([key]),
            SlotFormat.Bytes(amendment.Seen), Argument.Of(SlotFormat.PayloadAt + amendment.At), amendment.Before.ToArray(), amendment.After.ToArray(),
            Argument.Of(MillisecondsOrNone(amendment.Life)), Argument.Of(amendment.Tells ? 1 : 0)).ConfigureAwait(false);
        return answer[0] == 1;
    }

    public async Task<bool> AwaitAsync(string key, SlotId lease) =>
        await RunAsync(Scripts.Await, [RedisKeys.Of(key)], SlotFormat.Bytes(lease)).ConfigureAwait(false) == 1;

    public async Task<long> InvalidateAsync(int lane, IReadOnlyList<string> keys)
    {
        ArgumentOutOfRangeException.ThrowIfZero(keys.Count);
        var answer = await ChangeAsync(Scripts.Invalidate, lane, [_keys.Sequence(lane), .. keys.Concat(keys.Where(IsOfCache).Select(KeyVersions.Of)).Select(key => RedisKeys.InLane(lane, key))],
            Argument.Of(_keys.Bus), BusMessage.Head(SharedMessageKind.Keys, lane, _self), BusMessage.Body(keys)).ConfigureAwait(false);
        return answer[0];
    }

    public async Task<(long Sequence, bool Stored)> SetAsync(string key, SlotId id, ReadOnlyMemory<byte> value, TimeSpan ttl, long? unlessMoved)
    {
        var lane = Lanes.Of(key);
        var answer = await ChangeAsync(Scripts.Set, lane, [_keys.Sequence(lane), RedisKeys.InLane(lane, key), RedisKeys.InLane(lane, KeyVersions.Of(key))],
            Argument.Of(_keys.Bus), BusMessage.Head(SharedMessageKind.Keys, lane, _self), BusMessage.Body([key]),
            SlotFormat.Value(id, value.Span), Argument.Of(MillisecondsOrNone(ttl)), unlessMoved is { } seen ? Argument.Of(seen) : []).ConfigureAwait(false);
        return (answer[0], answer[1] == 1);
    }

    public async Task<long> GetSequenceAsync(int lane) => (await NumbersAsync([_keys.Sequence(lane)]).ConfigureAwait(false))[0];

    public Task<long[]> GetVersionsAsync(IReadOnlyList<string> names) => NumbersAsync([.. names.Select(RedisKeys.Of)], names);

    public Task<long> MoveVersionAsync(string name)
    {
        var lane = Lanes.Of(name);
        return RunAsync(Scripts.MoveVersion, [_keys.Sequence(lane), RedisKeys.InLane(lane, name)],
            Argument.Of(_keys.Bus), BusMessage.Head(SharedMessageKind.Version, lane, _self), BusMessage.Body([name]));
    }

    public Task<long> PublishPatternAsync(string pattern) => RunAsync(Scripts.Invalidate, [_keys.Sequence(Lanes.Patterns)],
        Argument.Of(_keys.Bus), BusMessage.Head(SharedMessageKind.Pattern, Lanes.Patterns, _self), BusMessage.Body([pattern]));

    public async Task<LaneReading> ReadLanesAsync()
    {
        var reading = await _connection.ReadAsync(_keys.Sequences).ConfigureAwait(false);
        return new(await BornAsync(_keys.Sequences, reading.Values).ConfigureAwait(false), reading.History, reading.ServerTime);
    }

    public IAsyncEnumerable<IReadOnlyList<string>> ScanAsync(string prefix, CancellationToken cancellationToken) => new RedisScan(_connection, _keys).FindAsync(prefix, cancellationToken);

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    // a container that is disposed synchronously asks for this
    public void Dispose() => _ = _connection.DisposeAsync().AsTask();

    private static RedisRefusal? Refusal(SharedStoreException failure) => (failure.InnerException as RedisRefusedException)?.Refusal;

    // the server counts in milliseconds and takes no 0
    private static long Milliseconds(TimeSpan time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.Zero);
        return Math.Max(1, (long)time.TotalMilliseconds);
    }

    // in the scripts 0 is for ever
    private static long MillisecondsOrNone(TimeSpan ttl) => ttl == Timeout.InfiniteTimeSpan ? 0 : Milliseconds(ttl);

    // a script that may change what slots of a lane hold
    private Task<long[]> ChangeAsync(string script, int lane, string[] keys, params byte[][] arguments) =>
        _quota is null ? _connection.RunAsync(script, keys, arguments) : _quota.RunAsync(script, lane, keys, arguments);

    private async Task<long> ChangeAsync(string script, string key, params byte[][] arguments)
    {
        var lane = Lanes.Of(key);
        return (await ChangeAsync(script, lane, [RedisKeys.InLane(lane, key)], arguments).ConfigureAwait(false))[0];
    }

    private async Task<long> RunAsync(string script, string[] keys, params byte[][] arguments) =>
        (await _connection.RunAsync(script, keys, arguments).ConfigureAwait(false))[0];

    private async Task<long[]> NumbersAsync(string[] keys, IReadOnlyList<string>? names = null) =>
        await BornAsync(keys, await _connection.GetManyAsync(keys).ConfigureAwait(false), names).ConfigureAwait(false);

    private Task<long[]> BornAsync(string[] keys, byte[]?[] values, IReadOnlyList<string>? names = null) => Task.WhenAll(values.Select((value, index) =>
        SlotFormat.Number(value) is { } number ? Task.FromResult(number) : RunAsync(Scripts.Born, [keys[index]], Argument.Of(LifeOf(names?[index])))));

    private static long LifeOf(string? name) => name is not null && KeyVersions.Is(name) ? Milliseconds(s_keyVersionLife) : 0;

    // the protocol's own names have no versions
    private bool IsOfCache(string key) => !key.StartsWith(_keys.Own, StringComparison.Ordinal);
}
