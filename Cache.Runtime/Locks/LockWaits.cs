using Cache.SharedTier;
using Microsoft.Extensions.Logging;

namespace Cache.Locks;

/// <summary>Waits for locks that others hold.</summary>
/// <remarks>
/// Of the waiters of one process only the first asks. A request that fails leaves a mark at the lock, and whoever releases a marked lock tells all processes; the first in each of them asks again, and leaves
/// the mark again where another was faster. Nobody asks before messages would come, and each prepares for the next message before he asks: so no release falls between. A message may be lost, so
/// there is a timer as well: when the holder's ttl is over, and in any case after a second.
/// </remarks>
internal sealed class LockWaits(ILockStore store, TimeProvider time, ILogger log)
{
    private static readonly TimeSpan s_guard = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_shortest = TimeSpan.FromMilliseconds(1);

    private readonly LockLines _lines = new();
    private readonly Lock _lock = new();
    private Task<bool>? _listening;
    private bool _isDeaf;
    private int _pausing;

    /// <summary>How many have been told that another holds the lock, and wait for a message or the timer.</summary>
    public int Pausing => Volatile.Read(ref _pausing);

    /// <summary>Asks for a lock until it is granted.</summary>
    /// <param name="name">The lock.</param>
    /// <param name="askAsync">Asks once; with true it leaves the mark. It is never cut short by the end of the wait.</param>
    /// <param name="waiting">Ends the wait.</param>
    public async Task<LockGrant> UntilAsync(string name, Func<bool, Task<LockGrant>> askAsync, CancellationToken waiting)
    {
        var line = _lines.Enter(name);
        try
        {
            await line.Turn.WaitAsync(waiting).ConfigureAwait(false);
            try
            {
                return await AskAsync(line, askAsync, waiting).ConfigureAwait(false);
            }
            finally
            {
                line.Turn.Release();
            }
        }
        finally
        {
            _lines.Leave(line);
        }
    }

    private async Task<LockGrant> AskAsync(LockLine line, Func<bool, Task<LockGrant>> askAsync, CancellationToken waiting)
    {
        var isHeard = _listening is { IsCompletedSuccessfully: true, Result: true };
        while (true)
        {
            var next = line.Next();
            var answer = await askAsync(isHeard).ConfigureAwait(false);
            if (answer.Acquired)
                return answer;
            waiting.ThrowIfCancellationRequested();
            if (!isHeard)
            {
                isHeard = await ListenAsync().ConfigureAwait(false);
                if (isHeard)
                    continue;
            }
            await PauseAsync(next, answer.Remaining, waiting).ConfigureAwait(false);
        }
    }

    private async Task PauseAsync(TaskCompletionSource next, TimeSpan remaining, CancellationToken waiting)
    {
        var pause = remaining < s_shortest ? s_shortest : remaining > s_guard ? s_guard : remaining;
        await using var timer = time.CreateTimer(static next => ((TaskCompletionSource)next!).TrySetResult(), next, pause, Timeout.InfiniteTimeSpan).ConfigureAwait(false);
        Interlocked.Increment(ref _pausing);
        try
        {
            await next.Task.WaitAsync(waiting).ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref _pausing);
        }
    }

    // once for all; where it failed, each that waits tries again
    private Task<bool> ListenAsync()
    {
        lock (_lock)
        {
            if (_listening is null or { IsCompleted: true, Result: false })
                _listening = TryListenAsync();
            return _listening;
        }
    }

    private async Task<bool> TryListenAsync()
    {
        try
        {
            await store.ListenAsync(_lines.Wake).ConfigureAwait(false);
            _isDeaf = false;
            return true;
        }
        catch (SharedStoreException failure)
        {
            if (!_isDeaf)
                LockLog.NotHeard(log, failure);
            _isDeaf = true;
            return false;
        }
    }
}
