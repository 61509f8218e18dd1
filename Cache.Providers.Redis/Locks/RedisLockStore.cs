using System.Globalization;
using System.Text;
using Cache.Connection;
using Cache.Inspection;
using Cache.SharedTier;
using Cache.Store;

namespace Cache.Locks;

/// <summary>Locks on Redis, on the connection of the shared tier.</summary>
internal sealed class RedisLockStore(IRedisConnection connection, string @namespace) : ILockStore
{
    private readonly RedisKeys _keys = new(@namespace);

    public async Task<CacheLockResult> TryAcquireAsync(string name, string owner, string request, TimeSpan ttl, bool waits)
    {
        var lane = Lanes.Of(name);
        var answer = await connection.RunAsync(LockScripts.Acquire, [RedisKeys.InLane(lane, name), _keys.Fence(lane)],
            [Argument.Of(owner), Argument.Of(request), Milliseconds(ttl), Argument.Of(waits ? 1 : 0)]).ConfigureAwait(false);
        return new(answer[0] == 1, answer[1], TimeSpan.FromMilliseconds(answer[2]));
    }

    public async Task<LockAnswer> RenewAsync(string name, string owner, TimeSpan ttl) =>
        Read(await connection.RunAsync(LockScripts.Renew, [RedisKeys.Of(name)], [Argument.Of(owner), Milliseconds(ttl)]).ConfigureAwait(false));

    public async Task<LockAnswer> ReleaseAsync(string name, string owner, string? request) =>
        Read(await connection.RunAsync(LockScripts.Release, [RedisKeys.Of(name)],
            [Argument.Of(owner), Argument.Of(request ?? ""), Argument.Of(_keys.Released), Argument.Of(name)]).ConfigureAwait(false));

    public async Task<CacheLockHolder?> GetAsync(string name)
    {
        var held = await connection.ReadAsync(LockScripts.Look, [RedisKeys.Of(name)]).ConfigureAwait(false);
        return held.Length == 0 ? null : new(Encoding.UTF8.GetString(held[0]), Number(held[1]), TimeSpan.FromMilliseconds(Number(held[2])));
    }

    public Task ListenAsync(Action<string> released) => connection.SubscribeAsync(_keys.Released, name => released(Encoding.UTF8.GetString(name)));

    public Task<ListedNames> ListAsync(string prefix, Predicate<string> matches, int limit, CancellationToken cancellationToken) => NameScan.RunAsync(connection, prefix, matches, limit, cancellationToken);

    private static LockAnswer Read(long[] answer) => answer[0] switch
    {
        1 => LockAnswer.Held,
        0 => LockAnswer.Free,
        _ => LockAnswer.HeldByAnother,
    };

    private static byte[] Milliseconds(TimeSpan ttl) => Argument.Of((long)ttl.TotalMilliseconds);

    private static long Number(byte[] text) => long.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
}
