using Cache.Connection;
using Cache.Inspection;
using Cache.Store;

namespace Cache.RateLimits;

/// <summary>Permits on Redis, on the connection of the shared tier.</summary>
internal sealed class RedisRateLimitStore(IRedisConnection connection) : IRateLimitStore
{
    public async ValueTask<RateLimitCount> TakeAsync(RateLimitTake take, bool isAgain) => Read(await connection.RunAsync(RateLimitScripts.Take, [RedisKeys.Of(take.Name)],
        [Argument.Of(take.Limit), Microseconds(take.Window), Argument.Of(take.Permits), Argument.Of(take.Request), Argument.Of(isAgain ? 1 : 0)]).ConfigureAwait(false));

    public async ValueTask<RateLimitCount> LookAsync(RateLimitTake take) => Read(await connection.RunAsync(RateLimitScripts.Look, [RedisKeys.Of(take.Name)],
        [Argument.Of(take.Limit), Microseconds(take.Window), Argument.Of(take.Permits)]).ConfigureAwait(false));

    public async ValueTask<bool> ResetAsync(string name) => (await connection.RunAsync(RateLimitScripts.Reset, [RedisKeys.Of(name)], []).ConfigureAwait(false))[0] == 1;

    public Task<ListedNames> ListAsync(string prefix, Predicate<string> matches, int limit, CancellationToken cancellationToken) => NameScan.RunAsync(connection, prefix, matches, limit, cancellationToken);

    private static RateLimitCount Read(long[] answer) => new(answer[0] == 1, answer[1], TimeSpan.FromMicroseconds(answer[2]), TimeSpan.FromMicroseconds(answer[3]));

    private static byte[] Microseconds(TimeSpan window) => Argument.Of(window.Ticks / TimeSpan.TicksPerMicrosecond);
}
