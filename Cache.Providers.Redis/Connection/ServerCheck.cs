using Cache.SharedTier;
using StackExchange.Redis;

namespace Cache.Connection;

/// <summary>Looks at the servers after a connect, before the first command is sent: their version, and which of them are masters.</summary>
/// <remarks>
/// Any number of commands may look at the same time; whoever is first is right for all. A look that began before a change of the connection does not count. A server
/// that does not answer holds nobody up for long: the others may be fine.
/// </remarks>
internal sealed class ServerCheck(string target, TimeSpan patience, TimeProvider time, ConnectionWatch watch)
{
    // SET with NX and GET together
    private static readonly Version s_oldest = new(7, 0);

    private volatile KnownServers? _known;
    private int _changes;

    public void Forget()
    {
        Interlocked.Increment(ref _changes);
        _known = null;
    }

    public ValueTask<KnownServers> EnsureAsync(IConnectionMultiplexer multiplexer) =>
        _known is { IsOutdated: false } known ? new(known) : LookAsync(multiplexer);

    private async ValueTask<KnownServers> LookAsync(IConnectionMultiplexer multiplexer)
    {
        var changes = Volatile.Read(ref _changes);
        var servers = KnownServers.In(multiplexer).ToArray();
        var answers = await Task.WhenAll(servers.Select(AskAsync)).ConfigureAwait(false);
        var answered = servers.Zip(answers).Where(static one => one.Second is not null).Select(static one => (Server: one.First, Info: one.Second!)).ToArray();
        var masters = answered.Where(static one => one.Info.IsMaster).Select(static one => one.Server).ToArray();
        var known = new KnownServers(answered.Any(static one => one.Info.IsCluster), masters, servers.Length);
        // without an answer the command itself will say what is wrong
        if (answered.Length == 0)
            return known;

        var complaint = Complaint([.. answered.Select(static one => one.Info)]);
        watch.Unusable(complaint);
        if (complaint is not null)
            throw new SharedStoreException($"Redis at {target} cannot be used: {complaint}");
        if (changes == Volatile.Read(ref _changes) && answered.Length == servers.Length)
            _known = known;
        return known;
    }

    private async Task<ServerInfo?> AskAsync(IServer server)
    {
        try
        {
            return new((await server.InfoRawAsync().WaitAsync(patience, time).ConfigureAwait(false))!);
        }
        catch (Exception failure) when (failure is TimeoutException or RedisConnectionException or RedisServerException or OperationCanceledException)
        {
            // no answer, or one such as NOAUTH that the command will get as well
            return null;
        }
    }

    private static string? Complaint(ServerInfo[] infos)
    {
        foreach (var info in infos)
        {
            if (Version.TryParse(info.Version, out var version) && version < s_oldest)
                return $"it is version {info.Version}; the cache needs {s_oldest} or later (SET with NX and GET).";
        }
        return Array.Exists(infos, static one => one.IsMaster) ? null
            : $"it is a read-only replica{(infos[0].Master is { } master ? $" of {master}" : "")}. Name the master in Redis:ConnectionString.";
    }
}
