namespace Cache.Connection;

/// <summary>How long commands have been sent without an answer to any of them.</summary>
/// <remarks>
/// A network that loses all packets of a connection, as a firewall does that has forgotten it, tells nobody. The oldest client that is supported takes such a connection for a good one until the
/// operating system gives it up, which takes a quarter of an hour; only one that is opened anew gets through. An error is an answer.
/// </remarks>
internal sealed class Silence(TimeProvider time)
{
    /// <summary>From when on a connection is taken for dead.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private long _since;

    /// <summary>Whether it has lasted too long.</summary>
    public bool IsTooLong => Volatile.Read(ref _since) is not 0 and var since && time.GetElapsedTime(since) > Patience;

    /// <summary>A command was not answered.</summary>
    public void Begin() => Interlocked.CompareExchange(ref _since, Math.Max(time.GetTimestamp(), 1), 0);

    /// <summary>One was, or there is another connection.</summary>
    public void End()
    {
        if (Volatile.Read(ref _since) != 0)
            Volatile.Write(ref _since, 0);
    }
}
