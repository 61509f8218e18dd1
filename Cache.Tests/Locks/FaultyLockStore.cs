using System.Collections.Concurrent;
using Cache.Inspection;
using Cache.Locks;
using Cache.SharedTier;

namespace Cache.Tests.Locks;

/// <summary>A store of locks behind a network that fails when a test wants it to.</summary>
internal sealed class FaultyLockStore(ILockStore store) : ILockStore
{
    private readonly ConcurrentQueue<Fault> _faults = new();

    /// <summary>While it is set, no command gets there.</summary>
    public bool IsAway { get; set; }

    /// <summary>While it is set, no message comes.</summary>
    public bool IsMute { get; set; }

    /// <summary>While it is set, nobody can listen.</summary>
    public bool IsDeaf { get; set; }

    /// <summary>The renewals that were sent.</summary>
    public int Renewals { get; private set; }

    public Task<ListedNames> ListAsync(string prefix, Predicate<string> matches, int limit, CancellationToken cancellationToken) => store.ListAsync(prefix, matches, limit, cancellationToken);

    /// <summary>Happens before a request to acquire gets there.</summary>
    public Action OnAcquire { get; set; } = static () => { };

    /// <summary>Lets the next command fail after it has been applied.</summary>
    public void LoseAnswer() => _faults.Enqueue(new(LosesAnswer: true, Task.CompletedTask));

    /// <summary>Holds the next command up until it is let go.</summary>
    public TaskCompletionSource HoldUp()
    {
        var until = new TaskCompletionSource();
        _faults.Enqueue(new(LosesAnswer: false, until.Task));
        return until;
    }

    public Task<CacheLockResult> TryAcquireAsync(string name, string owner, string request, TimeSpan ttl, bool waits)
    {
        OnAcquire();
        return SendAsync(() => store.TryAcquireAsync(name, owner, request, ttl, waits));
    }

    public Task<LockAnswer> RenewAsync(string name, string owner, TimeSpan ttl)
    {
        Renewals++;
        return SendAsync(() => store.RenewAsync(name, owner, ttl));
    }

    public Task<LockAnswer> ReleaseAsync(string name, string owner, string? request) => SendAsync(() => store.ReleaseAsync(name, owner, request));

    public Task<CacheLockHolder?> GetAsync(string name) => SendAsync(() => store.GetAsync(name));

    public Task ListenAsync(Action<string> released) => IsDeaf
        ? Task.FromException(new SharedStoreException("The channel is not allowed."))
        : store.ListenAsync(name =>
        {
            if (!IsMute)
                released(name);
        });

    private async Task<T> SendAsync<T>(Func<Task<T>> command)
    {
        _faults.TryDequeue(out var fault);
        if (fault is not null)
            await fault.Until;
        if (IsAway)
            throw new SharedStoreException("The server is away.");
        var answer = await command();
        return fault is { LosesAnswer: true } ? throw new SharedStoreException("The answer is lost.") : answer;
    }

    private sealed record Fault(bool LosesAnswer, Task Until);
}
