namespace Cache.Loading;

/// <summary>The callers of a flight that wait, and what they wait for. Most flights land before anybody does, and never make one. Guarded by the flight's lock.</summary>
internal sealed class Waiting<TService, TKey, TValue>(CancellationToken firstToken)
    where TKey : notnull
{
    /// <summary>The callers. A field, because it is changed in place.</summary>
    public Seats<TService, TKey> Seats = new(firstToken);

    /// <summary>Cancels the load, where the caller that opened the flight may leave; a load that it may not leave is never cancelled.</summary>
    public CancellationTokenSource? Cancellation { get; } = firstToken.CanBeCanceled ? new() : null;

    /// <summary>What all of them wait for. Continuations do not run on the thread that lands: one that blocks would hold up the others.</summary>
    public TaskCompletionSource<TValue> Outcome => OutcomeIfAny ??= new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What they wait for, if anybody does yet.</summary>
    public TaskCompletionSource<TValue>? OutcomeIfAny { get; private set; }
}
