using StackExchange.Redis;

namespace Cache.Connection;

/// <summary>Has the client look for its servers again when commands get no answer.</summary>
/// <remarks>
/// The client looks once when it loses a connection, which is before a cluster has chosen a new master, and then for a minute not at all. So it is told to, at most once a
/// second and one at a time, as long as commands fail. Nobody waits for it.
/// </remarks>
internal sealed class Reconfiguration(TimeProvider time)
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    private long _last = time.GetTimestamp();
    private int _running;

    public void Ask(IConnectionMultiplexer multiplexer)
    {
        if (time.GetElapsedTime(Volatile.Read(ref _last)) < s_pause || Interlocked.Exchange(ref _running, 1) != 0)
            return;
        _ = RunAsync(multiplexer);
    }

    private async Task RunAsync(IConnectionMultiplexer multiplexer)
    {
        try
        {
            await multiplexer.ConfigureAsync().ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is RedisException or TimeoutException or ObjectDisposedException or OperationCanceledException)
        {
            // the commands say what is wrong; the next that fails asks again
        }
        finally
        {
            Volatile.Write(ref _last, time.GetTimestamp());
            Volatile.Write(ref _running, 0);
        }
    }
}
