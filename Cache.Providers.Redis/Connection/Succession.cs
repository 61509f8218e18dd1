namespace Cache.Connection;

/// <summary>Finds out whether another server has become the master, where somebody can be asked: the sentinels.</summary>
/// <remarks>
/// A master that was demoted, or that is cut off from its sentinels and not from us, still answers. So they are asked while all goes well too, with each reading, at most twice a second and one
/// question at a time. Nobody waits for the answer.
/// </remarks>
internal sealed class Succession(MultiplexerSource source, TimeProvider time)
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(500);

    private long _last = time.GetTimestamp();
    private int _running;

    /// <summary>Asks, and calls back if there is another master.</summary>
    public void Ask(Action moved)
    {
        if (!source.CanMove || time.GetElapsedTime(Volatile.Read(ref _last)) < s_pause || Interlocked.Exchange(ref _running, 1) != 0)
            return;
        _ = RunAsync(moved);
    }

    private async Task RunAsync(Action moved)
    {
        try
        {
            if (await source.HasMovedAsync().ConfigureAwait(false))
                moved();
        }
        finally
        {
            Volatile.Write(ref _last, time.GetTimestamp());
            Volatile.Write(ref _running, 0);
        }
    }
}
