namespace Cache.Loading;

/// <summary>The loads of a node that go on without a caller: how many run at once, and their end.</summary>
/// <remarks>
/// One lock guards the count and whether the node stops. Once it stops nothing begins, so the count only falls, and who waits for its end waits for what has begun. Those that stay when there is
/// no more time are told by <see cref="Stopping"/>; one that does not listen goes on for nobody.
/// </remarks>
internal sealed class BackgroundLoads(int limit) : IDisposable
{
    private static readonly TimeSpan s_lastWait = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _running;
    private bool _isStopping;

    /// <summary>Cancelled when those that run have to end.</summary>
    public CancellationToken Stopping => _stopping.Token;

    /// <summary>How many run.</summary>
    public int Running
    {
        get
        {
            lock (_lock)
                return _running;
        }
    }

    /// <summary>Counts one in, where there is room and the node does not stop; it is counted out by <see cref="Leave"/>.</summary>
    public bool TryEnter()
    {
        lock (_lock)
        {
            if (_isStopping || _running >= limit)
                return false;
            _running++;
            return true;
        }
    }

    /// <summary>Counts one out.</summary>
    public void Leave()
    {
        lock (_lock)
        {
            if (--_running == 0 && _isStopping)
                _over.TrySetResult();
        }
    }

    /// <summary>Begins one on the thread pool, where there is room and the node does not stop. What it throws is nobody's: it sees to that itself.</summary>
    public bool TryStart(Func<CancellationToken, Task> load)
    {
        if (!TryEnter())
            return false;
        _ = Task.Run(async () =>
        {
            try
            {
                await load(Stopping).ConfigureAwait(false);
            }
            finally
            {
                Leave();
            }
        });
        return true;
    }

    /// <summary>Lets nothing begin any more, waits for what runs, and tells it to stop when there is no more time.</summary>
    /// <param name="noMoreTime">Ends the wait.</param>
    /// <returns>How many did not end.</returns>
    public async Task<int> DrainAsync(CancellationToken noMoreTime)
    {
        lock (_lock)
        {
            _isStopping = true;
            if (_running == 0)
                _over.TrySetResult();
        }
        await _over.Task.WaitAsync(noMoreTime).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _stopping.CancelAsync().ConfigureAwait(false);
        // by the system's clock, whatever clock the node has: it is a bound of a wait, and the clock of a test may stand still
        await _over.Task.WaitAsync(s_lastWait, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return Running;
    }

    /// <summary>Tells what runs to stop, and waits for nothing.</summary>
    public void Dispose()
    {
        lock (_lock)
            _isStopping = true;
        _stopping.Cancel();
    }
}
