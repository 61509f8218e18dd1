namespace Cache.Loading;

/// <summary>The callers of a flight that wait, and what they wait for. Most flights land before anybody does, and never make one. Guarded by the flight's lock.</summary>
internal sealed class Waiting<TService, TKey, TValue>(CancellationToken firstToken)
    where TKey : notnull
{
    /// <summary>The callers. A field, because it is changed in place.</summary>
    public Seats<TService, TKey> Seats = new(firstToken);

    /// <summary>Cancels the load, where the caller that opened the flight may leave; a load that it may not leave is never cancelled.</summary>
    public CancellationTokenSource? Cancellation { get; } = firstToken.CanBeCanceled ? new() : null;

    /// <summary>What all of them wait for, if anybody does yet.</summary>
    public TaskCompletionSource<TValue>? Outcome { get; private set; }

    /// <summary>What all of them wait for, made by the first who asks.</summary>
    /// <param name="landsLater">
    /// Whether the load has gone on by itself: what awaits it is then continued where it lands, as what awaits any asynchronous method. While it still runs on the thread of the
    /// caller that opened the flight, that caller must not be held up by what others go on to do.
    /// </param>
    public TaskCompletionSource<TValue> EnsureOutcome(bool landsLater) =>
        Outcome ??= new(landsLater ? TaskCreationOptions.None : TaskCreationOptions.RunContinuationsAsynchronously);
}
