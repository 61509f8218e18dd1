namespace Cache;

/// <summary>
/// Locks by name: one holder at a time among all processes that share a Redis server, or, on memory, within one container. They are no entries: no quota evicts them and no invalidation touches them.
/// </summary>
/// <remarks>
/// <para>
/// Every lock expires. One whose holder is gone is free when its ttl is over, and a holder that is stalled for longer than that may run beside its successor without knowing. So each acquisition has a
/// fencing number that only grows: give it to what the lock protects, and let that refuse a number below the highest that it has seen.
/// </para>
/// <para>
/// A key is any text that is not empty. A ttl is from 10 milliseconds to 1 day. Locks are not reentrant: an owner that holds one does not get it again. Among the waiters of one process the first comes
/// first; among processes there is no order.
/// </para>
/// <para>
/// Every member throws <see cref="CacheLockException"/> when the server does not answer or refuses: a lock is never taken for acquired, released or free on a guess. Arguments are checked at the call:
/// <see cref="ArgumentException"/> for an empty key or owner, <see cref="ArgumentOutOfRangeException"/> for a ttl out of range or a negative wait.
/// </para>
/// </remarks>
public interface ICacheLocks
{
    /// <summary>Acquires a lock for a new owner of its own and renews it until it is disposed; waits while another holds it.</summary>
    /// <param name="key">What is locked, such as <c>record:42</c>.</param>
    /// <param name="ttl">How long the lock outlives a holder that is gone or stalled. It is renewed at each third of it.</param>
    /// <param name="wait">
    /// How long to wait for it, at most: <see cref="TimeSpan.Zero"/> asks once, <see langword="null"/> (the default) and <see cref="Timeout.InfiniteTimeSpan"/> wait until the token is cancelled.
    /// </param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The lock. Dispose it to release it.</returns>
    /// <exception cref="CacheLockTimeoutException">The wait is over, and another still holds it.</exception>
    /// <exception cref="CacheLockException">The server could not be asked. Nothing has been acquired.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    ValueTask<ICacheLock> AcquireAsync(string key, TimeSpan ttl, TimeSpan? wait = null, CancellationToken cancellationToken = default);

    /// <summary>Like <see cref="AcquireAsync"/>, asked once: where another holds the lock there is none, and no exception.</summary>
    /// <param name="key">What is locked.</param>
    /// <param name="ttl">How long the lock outlives a holder that is gone or stalled.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The lock, to be disposed; <see langword="null"/> where another holds it.</returns>
    /// <exception cref="CacheLockException">The server could not be asked. Nothing has been acquired.</exception>
    ValueTask<ICacheLock?> TryAcquireAsync(string key, TimeSpan ttl, CancellationToken cancellationToken = default);

    /// <summary>Acquires a lock for an owner that the caller names, if it is free. It is not renewed: it ends with its ttl, or with <see cref="ReleaseAsync"/>.</summary>
    /// <param name="key">What is locked.</param>
    /// <param name="owner">Who holds it: any text that is not empty. Whoever knows it may release the lock, so let it name one piece of work, not a user who may do two at once.</param>
    /// <param name="ttl">How long it is held, at most.</param>
    /// <param name="cancellationToken">Cancels the call; a lock that it acquires nevertheless is released.</param>
    /// <returns>Whether it was acquired, with which fencing number, and for how long. An owner that holds it already does not get it again.</returns>
    /// <exception cref="CacheLockException">The server could not be asked. Nothing has been acquired.</exception>
    ValueTask<CacheLockResult> TryAcquireAsync(string key, string owner, TimeSpan ttl, CancellationToken cancellationToken = default);

    /// <summary>Gives the lock of an owner a new ttl from now on.</summary>
    /// <param name="key">What is locked.</param>
    /// <param name="owner">The owner that it was acquired with.</param>
    /// <param name="ttl">How long it is held from now on, at most.</param>
    /// <param name="cancellationToken">Cancels the call; it may have been renewed.</param>
    /// <returns>Whether it was renewed; <see langword="false"/> where nobody holds it any more.</returns>
    /// <exception cref="CacheLockNotOwnedException">Another owner holds it. Nothing has been changed.</exception>
    /// <exception cref="CacheLockException">The server could not be asked; it may have been renewed.</exception>
    ValueTask<bool> RenewAsync(string key, string owner, TimeSpan ttl, CancellationToken cancellationToken = default);

    /// <summary>Releases the lock of an owner. One that waits for it is woken.</summary>
    /// <param name="key">What is locked.</param>
    /// <param name="owner">The owner that it was acquired with.</param>
    /// <param name="cancellationToken">Cancels the call; it may have been released.</param>
    /// <returns>Whether it was released; <see langword="false"/> where nobody holds it any more.</returns>
    /// <exception cref="CacheLockNotOwnedException">Another owner holds it. Nothing has been changed.</exception>
    /// <exception cref="CacheLockException">The server could not be asked; it may have been released, and else is free when its ttl is over.</exception>
    ValueTask<bool> ReleaseAsync(string key, string owner, CancellationToken cancellationToken = default);

    /// <summary>Tells who holds a lock. The answer may be old when it arrives: it is for people to look at, not to decide by.</summary>
    /// <param name="key">What is locked.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The holder; <see langword="null"/> where it is free.</returns>
    /// <exception cref="CacheLockException">The server could not be asked.</exception>
    ValueTask<CacheLockHolder?> GetHolderAsync(string key, CancellationToken cancellationToken = default);

    /// <summary>Tells whether an owner holds a lock.</summary>
    /// <param name="key">What is locked.</param>
    /// <param name="owner">The owner.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>Whether that owner held it when the server was asked.</returns>
    /// <exception cref="CacheLockException">The server could not be asked.</exception>
    ValueTask<bool> IsHeldAsync(string key, string owner, CancellationToken cancellationToken = default);
}
