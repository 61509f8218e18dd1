using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Cache.Locks;

/// <summary>Locks over a store: checks what is asked for, waits, and keeps what is held alive.</summary>
internal sealed class CacheLocks(ILockStore store, string cacheNamespace, TimeProvider time, ILogger log) : ICacheLocks, IDisposable
{
    private readonly LockCommands _commands = new(store, time, log);
    private readonly LockWaits _waits = new(store, time, log);
    private readonly ConcurrentDictionary<HeldLock, bool> _held = new();
    private readonly CancellationTokenSource _stopping = new();

    /// <summary>How many callers are at the head of a line and wait for what another holds.</summary>
    public int Pausing => _waits.Pausing;

    public ILockStore Store => store;

    public string Namespace => cacheNamespace;

    public ValueTask<ICacheLock> AcquireAsync(string key, TimeSpan ttl, TimeSpan? wait, CancellationToken cancellationToken)
    {
        LockTerms.CheckWait(wait);
        return AcquireAsync(Request(key, LockRequest.NewId(), ttl), wait ?? Timeout.InfiniteTimeSpan, cancellationToken);
    }

    public ValueTask<ICacheLock?> TryAcquireAsync(string key, TimeSpan ttl, CancellationToken cancellationToken) =>
        TryHoldAsync(Request(key, LockRequest.NewId(), ttl), cancellationToken);

    public ValueTask<CacheLockResult> TryAcquireAsync(string key, string owner, TimeSpan ttl, CancellationToken cancellationToken) =>
        TryAcquireAsync(Request(key, owner, ttl), cancellationToken);

    public ValueTask<bool> RenewAsync(string key, string owner, TimeSpan ttl, CancellationToken cancellationToken) =>
        _commands.RenewAsync(Request(key, owner, ttl), cancellationToken);

    public ValueTask<bool> ReleaseAsync(string key, string owner, CancellationToken cancellationToken) =>
        _commands.ReleaseAsync(Request(key, owner, LockTerms.LongestTtl), cancellationToken);

    public ValueTask<CacheLockHolder?> GetHolderAsync(string key, CancellationToken cancellationToken)
    {
        LockTerms.CheckKey(key);
        return _commands.GetAsync(key, Name(key), cancellationToken);
    }

    public ValueTask<bool> IsHeldAsync(string key, string owner, CancellationToken cancellationToken)
    {
        LockTerms.CheckOwner(owner);
        return IsAsync(GetHolderAsync(key, cancellationToken), owner);
    }

    /// <summary>What is held is lost: nobody renews it any more, and it is free when its ttl is over, when the work that it protects has had the time to end.</summary>
    public void Dispose()
    {
        _stopping.Cancel();
        foreach (var held in _held.Keys)
            held.Lose("the container of the cache has been disposed.");
    }

    private async ValueTask<ICacheLock> AcquireAsync(LockRequest request, TimeSpan wait, CancellationToken cancellationToken)
    {
        if (wait == TimeSpan.Zero)
            return await TryHoldAsync(request, cancellationToken).ConfigureAwait(false) ?? throw new CacheLockTimeoutException(request.Key, wait);

        using var patience = new CancellationTokenSource(wait, time);
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stopping.Token, patience.Token);
        try
        {
            var granted = await _waits.UntilAsync(request.Name, isWaiting => _commands.TryAcquireAsync(request, isWaiting, cancellationToken), waiting.Token).ConfigureAwait(false);
            return Hold(request, granted);
        }
        catch (OperationCanceledException) when (waiting.IsCancellationRequested)
        {
            cancellationToken.ThrowIfCancellationRequested();
            ObjectDisposedException.ThrowIf(_stopping.IsCancellationRequested, this);
            throw new CacheLockTimeoutException(request.Key, wait);
        }
    }

    private async ValueTask<ICacheLock?> TryHoldAsync(LockRequest request, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_stopping.IsCancellationRequested, this);
        var granted = await _commands.TryAcquireAsync(request, isWaiting: false, cancellationToken).ConfigureAwait(false);
        return granted.Acquired ? Hold(request, granted) : null;
    }

    private async ValueTask<CacheLockResult> TryAcquireAsync(LockRequest request, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_stopping.IsCancellationRequested, this);
        var granted = await _commands.TryAcquireAsync(request, isWaiting: false, cancellationToken).ConfigureAwait(false);
        return new(granted.Acquired, granted.Fence, granted.Acquired ? LockTerms.Left(request.Ttl, time.GetElapsedTime(granted.Asked)) : granted.Remaining);
    }

    private HeldLock Hold(LockRequest request, LockGrant granted)
    {
        var held = new HeldLock(store, request, granted.Fence, granted.Asked, time, log, one => _held.TryRemove(one, out _));
        _held[held] = true;
        // it may have ended before it was noted, or the container while it was made
        if (held.Remaining == TimeSpan.Zero)
            _held.TryRemove(held, out _);
        if (_stopping.IsCancellationRequested)
            held.Lose("the container of the cache has been disposed.");
        return held;
    }

    private LockRequest Request(string key, string owner, TimeSpan ttl)
    {
        LockTerms.CheckKey(key);
        LockTerms.CheckOwner(owner);
        return new(key, Name(key), owner, LockRequest.NewId(), LockTerms.CheckTtl(ttl));
    }

    private string Name(string key) => SharedTier.SharedNames.OfLock(cacheNamespace, key);

    private static async ValueTask<bool> IsAsync(ValueTask<CacheLockHolder?> holder, string owner) => (await holder.ConfigureAwait(false))?.Owner == owner;
}
