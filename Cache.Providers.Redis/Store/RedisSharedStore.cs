using System.Runtime.CompilerServices;
using Cache.Connection;
using Cache.SharedTier;

namespace Cache.Store;

/// <summary>The shared tier on Redis.</summary>
internal sealed class RedisSharedStore(IRedisConnection connection, string @namespace) : ISharedStore, IDisposable
{
    public string System => "redis";

    private const int ScanCount = 1000;

    // the version of a key is read when something that has read the key is stored. One that is gone is born as another, so that what is under it is loaded anew: once in this time, at most
    private static readonly TimeSpan s_keyVersionLife = TimeSpan.FromDays(1);

    private readonly RedisKeys _keys = new(@namespace);
    private readonly string _self = Guid.NewGuid().ToString("N");

    public Task StartAsync(ISharedListener listener) => connection.ConnectAsync(new BusReader(listener, _keys, _self), [_keys.Bus, _keys.Landed], _keys.Sequences);

    public async Task<SharedSlot> GetAsync(string key) => SlotFormat.Read(await connection.GetAsync(RedisKeys.Of(key)).ConfigureAwait(false));

    public async Task<SharedSlot> GetOrLeaseAsync(string key, SlotId lease, long under, TimeSpan life)
    {
        try
        {
            var found = await connection.SetIfAbsentAsync(RedisKeys.Of(key), SlotFormat.Lease(lease, under), Milliseconds(life)).ConfigureAwait(false);
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

    public async Task<bool> TakeOverAsync(string key, SlotId seen, SlotId lease, long under, TimeSpan life, bool keep) => await RunAsync(
        Scripts.TakeOver, [RedisKeys.Of(key)], SlotFormat.Bytes(seen), SlotFormat.Bytes(lease), Argument.Of(Milliseconds(life)), Argument.Of(keep ? 1 : 0), SlotFormat.Under(under)).ConfigureAwait(false) == 1;

    public async Task<bool> RenewAsync(string key, SlotId lease, TimeSpan life) => await RunAsync(
        Scripts.Renew, [RedisKeys.Of(key)], SlotFormat.Bytes(lease), Argument.Of(Milliseconds(life))).ConfigureAwait(false) == 1;

    public async Task<bool> FillAsync(string key, SlotId lease, ReadOnlyMemory<byte> value, TimeSpan ttl)
    {
        var answer = await RunAsync(Scripts.Fill, [RedisKeys.Of(key)],
            SlotFormat.Bytes(lease), SlotFormat.Value(lease, value.Span), Argument.Of(MillisecondsOrNone(ttl)), Argument.Of(_keys.Landed), Argument.Of(key)).ConfigureAwait(false);
        if (answer < 0)
            throw new SharedStoreException($"Redis has no memory left for '{key}': raise maxmemory, or set a maxmemory-policy that evicts, such as allkeys-lru.");
        return answer == 1;
    }

    public Task ReleaseAsync(string key, SlotId lease) =>
        RunAsync(Scripts.Release, [RedisKeys.Of(key)], SlotFormat.Bytes(lease), Argument.Of(_keys.Landed), Argument.Of(key));

    public Task TouchAsync(string key, TimeSpan life) => RunAsync(Scripts.Touch, [RedisKeys.Of(key)], Argument.Of(Milliseconds(life)));

    public async Task<bool> AmendAsync(string key, SharedAmendment amendment)
    {
        var lane = Lanes.Of(key);
        return await RunAsync(Scripts.Amend, [_keys.Sequence(lane), RedisKeys.InLane(lane, key)],
            Argument.Of(_keys.Bus), BusMessage.Head(SharedMessageKind.Keys, lane, _self), BusMessage.Body([key]),
            SlotFormat.Bytes(amendment.Seen), Argument.Of(SlotFormat.PayloadAt + amendment.At), amendment.Before.ToArray(), amendment.After.ToArray(),
            Argument.Of(MillisecondsOrNone(amendment.Life)), Argument.Of(amendment.Tells ? 1 : 0)).ConfigureAwait(false) == 1;
    }

    public async Task<bool> AwaitAsync(string key, SlotId lease) =>
        await RunAsync(Scripts.Await, [RedisKeys.Of(key)], SlotFormat.Bytes(lease)).ConfigureAwait(false) == 1;

    public Task<long> InvalidateAsync(int lane, IReadOnlyList<string> keys)
    {
        ArgumentOutOfRangeException.ThrowIfZero(keys.Count);
        return RunAsync(Scripts.Invalidate, [_keys.Sequence(lane), .. keys.Concat(keys.Where(IsOfCache).Select(KeyVersions.Of)).Select(key => RedisKeys.InLane(lane, key))],
            Argument.Of(_keys.Bus), BusMessage.Head(SharedMessageKind.Keys, lane, _self), BusMessage.Body(keys));
    }

    public async Task<(long Sequence, bool Stored)> SetAsync(string key, SlotId id, ReadOnlyMemory<byte> value, TimeSpan ttl, long? unlessMoved)
    {
        var lane = Lanes.Of(key);
        var answer = await connection.RunAsync(Scripts.Set, [_keys.Sequence(lane), RedisKeys.InLane(lane, key), RedisKeys.InLane(lane, KeyVersions.Of(key))],
        [
            Argument.Of(_keys.Bus), BusMessage.Head(SharedMessageKind.Keys, lane, _self), BusMessage.Body([key]),
            SlotFormat.Value(id, value.Span), Argument.Of(MillisecondsOrNone(ttl)), unlessMoved is { } seen ? Argument.Of(seen) : [],
        ]).ConfigureAwait(false);
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
        var reading = await connection.ReadAsync(_keys.Sequences).ConfigureAwait(false);
        return new(await BornAsync(_keys.Sequences, reading.Values).ConfigureAwait(false), reading.History, reading.ServerTime);
    }

    public async IAsyncEnumerable<IReadOnlyList<string>> ScanAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var topology = await connection.GetTopologyAsync().ConfigureAwait(false);
        if (!topology.IsSettled)
            throw new SharedStoreException("The cluster is moving slots, or lacks a master for some: it cannot be scanned now. Begin anew.");
        var pattern = RedisKeys.Pattern(prefix);
        foreach (var routingKey in topology.RoutingKeys)
        {
            var cursor = "0";
            do
            {
                cancellationToken.ThrowIfCancellationRequested();
                var page = await connection.ScanAsync(routingKey, cursor, pattern, ScanCount).ConfigureAwait(false);
                string[] texts = [.. page.Keys.Select(_keys.Text).OfType<string>()];
                if (texts.Length > 0)
                    yield return texts;
                cursor = page.Cursor;
            }
            while (cursor != "0");
        }
        if ((await connection.GetTopologyAsync().ConfigureAwait(false)).Name != topology.Name)
            throw new SharedStoreException("Another server has taken the place of one that was scanned, and may hold keys that were not seen. Begin anew.");
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    // a container that is disposed synchronously asks for this
    public void Dispose() => _ = connection.DisposeAsync().AsTask();

    private static RedisRefusal? Refusal(SharedStoreException failure) => (failure.InnerException as RedisRefusedException)?.Refusal;

    // the server counts in milliseconds and takes no 0
    private static long Milliseconds(TimeSpan time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.Zero);
        return Math.Max(1, (long)time.TotalMilliseconds);
    }

    // in the scripts 0 is for ever
    private static long MillisecondsOrNone(TimeSpan ttl) => ttl == Timeout.InfiniteTimeSpan ? 0 : Milliseconds(ttl);

    private async Task<long> RunAsync(string script, string[] keys, params byte[][] arguments) =>
        (await connection.RunAsync(script, keys, arguments).ConfigureAwait(false))[0];

    private async Task<long[]> NumbersAsync(string[] keys, IReadOnlyList<string>? names = null) =>
        await BornAsync(keys, await connection.GetManyAsync(keys).ConfigureAwait(false), names).ConfigureAwait(false);

    private Task<long[]> BornAsync(string[] keys, byte[]?[] values, IReadOnlyList<string>? names = null) => Task.WhenAll(values.Select((value, index) =>
        SlotFormat.Number(value) is { } number ? Task.FromResult(number) : RunAsync(Scripts.Born, [keys[index]], Argument.Of(LifeOf(names?[index])))));

    private static long LifeOf(string? name) => name is not null && KeyVersions.Is(name) ? Milliseconds(s_keyVersionLife) : 0;

    // the protocol's own names have no versions
    private bool IsOfCache(string key) => !key.StartsWith(_keys.Own, StringComparison.Ordinal);
}
