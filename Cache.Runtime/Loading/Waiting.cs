namespace Cache.Loading;

/// <summary>The callers of a flight that wait, and what they wait for. Most flights land before anybody does, and never make one. Guarded by the flight's lock.</summary>
/// <param name="firstToken">That of the caller that opened the flight.</param>
/// <param name="mayBeGivenUp">Whether the load is cancelled after a time, whoever waits.</param>
internal sealed class Waiting<TService, TKey, TValue>(CancellationToken firstToken, bool mayBeGivenUp = false)
    where TKey : notnull
{
    /// <summary>The callers. A field, because it is changed in place.</summary>
    public Seats<TService, TKey> Seats = new(firstToken);

    /// <summary>Cancels the load, where the caller that opened the flight may leave or the load be given up; another load is never cancelled.</summary>
    public CancellationTokenSource? Cancellation { get; } = firstToken.CanBeCanceled || mayBeGivenUp ? new() : null;

    /// <summary>What all of them wait for, if anybody does yet.</summary>
    public TaskCompletionSource<TValue>? Outcome { get; private set; }

    /// <summary>What the caller waits for that has asked for a refresh: the load's own value, and nothing that serves in its place.</summary>
    public TaskCompletionSource<TValue>? Refreshed { get; private set; }

    /// <summary>What all of them wait for, made by the first who asks.</summary>
    /// <param name="landsLater">
    /// Whether the load has gone on by itself: what awaits it is then continued where it lands, as what awaits any asynchronous method. While it still runs on the thread of the
    /// caller that opened the flight, that caller must not be held up by what others go on to do.
    /// </param>
    public TaskCompletionSource<TValue> EnsureOutcome(bool landsLater) => Outcome ??= New(landsLater);

    public TaskCompletionSource<TValue> EnsureRefreshed(bool landsLater) => Refreshed ??= New(landsLater);

    /// <summary>What those wait for who wait now; callers that come later wait for another.</summary>
    public TaskCompletionSource<TValue>? TakeOutcome()
    {
        var outcome = Outcome;
        Outcome = null;
        return outcome;
    }

    /// <summary>Ends the wait with a value.</summary>
    public void Return(TValue value)
    {
        Outcome?.TrySetResult(value);
        Refreshed?.TrySetResult(value);
    }

    /// <summary>Ends the wait that has not ended yet with a failure.</summary>
    public void Throw(Exception failure)
    {
        Throw(Outcome, failure);
        Throw(Refreshed, failure);
    }

    private static void Throw(TaskCompletionSource<TValue>? outcome, Exception failure)
    {
        // a failure that every caller has turned away from is nobody's: it must not come back as unobserved
        if (outcome?.TrySetException(failure) == true)
            _ = outcome.Task.Exception;
    }

    private static TaskCompletionSource<TValue> New(bool landsLater) =>
        new(landsLater ? TaskCreationOptions.None : TaskCreationOptions.RunContinuationsAsynchronously);
}
