using Cache.SharedTier;

namespace Cache.Quotas;

/// <summary>Keeps the quota of a shared store while a node lives: tells of reads, and has the count checked now and then.</summary>
/// <remarks>Two loops, because a check goes through all keys and may take long, and reads are to be told of meanwhile.</remarks>
internal sealed class QuotaUpkeep : IAsyncDisposable, IDisposable
{
    private static readonly TimeSpan s_betweenChecks = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_untilReady = TimeSpan.FromMilliseconds(100);

    private readonly Func<bool> _isReady;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _running;

    /// <param name="quota">The quota.</param>
    /// <param name="between">The time between two tellings of reads.</param>
    /// <param name="isReady">Whether the store has been reached.</param>
    /// <param name="time">The clock.</param>
    public QuotaUpkeep(ISharedQuota quota, TimeSpan between, Func<bool> isReady, TimeProvider time)
    {
        Quota = quota;
        _isReady = isReady;
        _time = time;
        _running = Task.WhenAll(RepeatAsync(between, _ => quota.KeepAsync()), RepeatAsync(s_betweenChecks, quota.CheckAsync));
    }

    public ISharedQuota Quota { get; }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
    }

    public void Dispose() => _stopping.Cancel();

    private async Task RepeatAsync(TimeSpan between, Func<CancellationToken, Task> step)
    {
        try
        {
            while (true)
            {
                var isReady = _isReady();
                if (isReady)
                    await TryAsync(step).ConfigureAwait(false);
                await Task.Delay(isReady ? between : s_untilReady, _time, _stopping.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // the node stops
        }
    }

    // the store says what is wrong; the next step makes up for this one
    private async Task TryAsync(Func<CancellationToken, Task> step)
    {
        try
        {
            await step(_stopping.Token).ConfigureAwait(false);
        }
        catch (SharedStoreException)
        {
        }
    }
}
