using System.Net;
using StackExchange.Redis;

namespace Cache.Connection;

/// <summary>Finds the master of a service by asking its sentinels.</summary>
/// <remarks>
/// All are asked at once. Of what they say the answer with the highest epoch counts: a sentinel that has not heard of a failover yet names the old master, under an older epoch. For the same reason an answer
/// under an older epoch than one that was heard before does not count, unless all sentinels say so, which is when they have been set up anew. One that hangs is waited for half a second after the first
/// answer.
/// </remarks>
internal sealed class Sentinels(ConfigurationOptions options, string? password, TimeProvider time)
{
    private static readonly TimeSpan s_grace = TimeSpan.FromMilliseconds(500);

    private readonly Lock _lock = new();
    private readonly string _service = options.ServiceName!;
    private readonly Sentinel[] _all = [.. options.EndPoints.Select(one => new Sentinel(one, options, password))];
    private SentinelAnswer? _believed;

    /// <summary>The service and its sentinels, for messages.</summary>
    public string Name => $"{_service} (sentinels {string.Join(',', _all.Select(static one => one.Name))})";

    /// <summary>Where the master is.</summary>
    /// <exception cref="NoMasterException">No sentinel says.</exception>
    public async Task<EndPoint> FindAsync()
    {
        var asked = Array.ConvertAll(_all, AskAsync);
        await FirstOfAsync(asked).ConfigureAwait(false);
        var heard = asked.Where(static one => one.IsCompletedSuccessfully && one.Result.Answer?.Master is not null).Select(static one => one.Result.Answer!).ToArray();
        if (heard.Length == 0)
            throw new NoMasterException(await WhyAsync(asked).ConfigureAwait(false));
        var newest = heard.MaxBy(static answer => answer.Epoch)!;
        lock (_lock)
        {
            if (_believed is null || newest.Epoch >= _believed.Epoch || heard.Length == _all.Length)
                _believed = newest;
            return _believed.Master!;
        }
    }

    public Task CloseAsync() => Task.WhenAll(_all.Select(static one => one.CloseAsync()));

    // until all have answered, or the grace is over that the first answer has left the others
    private async Task FirstOfAsync(Task<(SentinelAnswer? Answer, string? Failure)>[] asked)
    {
        var open = asked.ToList<Task>();
        Task? grace = null;
        while (open.Count > 0)
        {
            var ended = await Task.WhenAny(grace is null ? open : open.Append(grace)).ConfigureAwait(false);
            if (ended == grace)
                return;
            open.Remove(ended);
            if (grace is null && ((Task<(SentinelAnswer? Answer, string? Failure)>)ended).Result.Answer is not null)
                grace = Task.Delay(s_grace, time);
        }
    }

    private async Task<(SentinelAnswer? Answer, string? Failure)> AskAsync(Sentinel sentinel)
    {
        try
        {
            return (await sentinel.AskAsync(_service).WaitAsync(TimeSpan.FromMilliseconds(options.ConnectTimeout), time).ConfigureAwait(false), null);
        }
        catch (Exception failure)
        {
            return (null, failure.GetBaseException().Message);
        }
    }

    private async Task<string> WhyAsync(Task<(SentinelAnswer? Answer, string? Failure)>[] asked)
    {
        var failures = asked.Select(static one => one.IsCompletedSuccessfully ? one.Result.Failure ?? "" : "no answer").ToArray();
        var unknown = Array.FindIndex(failures, static one => one.Contains("No such master", StringComparison.OrdinalIgnoreCase));
        if (unknown >= 0)
        {
            var known = string.Join(", ", await KnownAsync(_all[unknown]).ConfigureAwait(false));
            return $"The sentinels know no master '{_service}'. Set serviceName in Redis:ConnectionString to one that they watch ({(known.Length == 0 ? "none at the moment" : known)}).";
        }
        var each = string.Join("; ", _all.Zip(failures, static (sentinel, failure) => $"{sentinel.Name}: {failure}"));
        return $"No sentinel says where the master '{_service}' is. Look whether they run there, and whether they ask for a password (Redis:SentinelPassword); without serviceName the connection string " +
            $"names servers, not sentinels. They say: {each}";
    }

    private async Task<string[]> KnownAsync(Sentinel sentinel)
    {
        try
        {
            return await sentinel.ServicesAsync().WaitAsync(s_grace, time).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is RedisException or TimeoutException or OperationCanceledException or ObjectDisposedException)
        {
            return [];
        }
    }
}

/// <summary>No sentinel says where the master is.</summary>
internal sealed class NoMasterException(string message) : Exception(message);
