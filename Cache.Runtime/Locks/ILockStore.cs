using Cache.Inspection;

namespace Cache.Locks;

/// <summary>Where locks are kept: the memory of one process, or a server that several share. What waits for them, renews them and tells of their loss is <see cref="ICacheLocks"/>, the same over both.</summary>
/// <remarks>
/// <para>A name is a full text (<c>app:#lock:record:42</c>). A provider of a shared tier registers one beside its <see cref="SharedTier.ISharedStore"/>.</para>
/// <para>
/// Every member throws <see cref="SharedTier.SharedStoreException"/> when the server cannot be reached, answers too late or refuses. Whether the command was applied is then unknown, and every command
/// may be sent again.
/// </para>
/// </remarks>
public interface ILockStore
{
    /// <summary>Gives a lock to an owner if it is free.</summary>
    /// <param name="name">The lock.</param>
    /// <param name="owner">The owner.</param>
    /// <param name="request">Names this very request: sent again, it finds what it acquired the first time, with the same fencing number, and begins its ttl anew.</param>
    /// <param name="ttl">How long it is held, in whole milliseconds.</param>
    /// <param name="waits">Whether to be told, through <see cref="ListenAsync"/>, when another who holds it releases it.</param>
    /// <returns>Whether the owner holds it, and how long it, or the other, does.</returns>
    Task<CacheLockResult> TryAcquireAsync(string name, string owner, string request, TimeSpan ttl, bool waits);

    /// <summary>Gives the lock of an owner a new ttl.</summary>
    /// <param name="name">The lock.</param>
    /// <param name="owner">The owner.</param>
    /// <param name="ttl">How long it is held from now on, in whole milliseconds.</param>
    /// <returns>Whether the owner holds it.</returns>
    Task<LockAnswer> RenewAsync(string name, string owner, TimeSpan ttl);

    /// <summary>Frees the lock of an owner, and tells those who wait for it.</summary>
    /// <param name="name">The lock.</param>
    /// <param name="owner">The owner.</param>
    /// <param name="request">Only what this request acquired; <see langword="null"/> whatever the owner holds.</param>
    /// <returns>Whether the owner held it.</returns>
    Task<LockAnswer> ReleaseAsync(string name, string owner, string? request);

    /// <summary>Tells who holds a lock.</summary>
    /// <param name="name">The lock.</param>
    /// <returns>The holder; <see langword="null"/> where it is free.</returns>
    Task<CacheLockHolder?> GetAsync(string name);

    /// <summary>Tells of locks that are released while somebody waits for them, from when the task ends on. Messages may be lost, and may come twice.</summary>
    /// <param name="released">Takes the name; called on any thread, returns soon and does not throw. The same one each time.</param>
    /// <returns>A task that ends when messages will come.</returns>
    Task ListenAsync(Action<string> released);

    /// <summary>Lists locks that are held for people, as far as that can be done at a bounded price.</summary>
    /// <param name="prefix">What their names begin with.</param>
    /// <param name="matches">Which of them are wanted, by their full names.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    /// <returns>The names. What they name may be gone by then.</returns>
    Task<ListedNames> ListAsync(string prefix, Predicate<string> matches, int limit, CancellationToken cancellationToken);
}

/// <summary>What a lock said to one who claims to hold it.</summary>
public enum LockAnswer
{
    /// <summary>He does, or did until now.</summary>
    Held,

    /// <summary>Nobody holds it.</summary>
    Free,

    /// <summary>Another holds it.</summary>
    HeldByAnother,
}
