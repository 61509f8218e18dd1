using System.Threading.Tasks.Sources;

namespace Cache.Tests.Engine;

// loads that go on when the test says so. What a load does when it ends, it does on the test's thread: after Return or Throw all is settled
internal sealed class HeldLoads<TKey, TValue>
{
    private readonly List<HeldLoad<TKey, TValue>> _begun = [];
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>How many loads have begun.</summary>
    public int Count
    {
        get
        {
            lock (_begun)
                return _begun.Count;
        }
    }

    public HeldLoad<TKey, TValue> this[int load]
    {
        get
        {
            lock (_begun)
                return _begun[load];
        }
    }

    /// <summary>A load that begins by itself, on another thread.</summary>
    public async Task<HeldLoad<TKey, TValue>> AtAsync(int load)
    {
        TaskCompletionSource next;
        while (Count <= load)
        {
            lock (_begun)
                next = _next;
            if (Count <= load)
                await next.Task.WaitAsync(TimeSpan.FromSeconds(10));
        }
        // one that begins on another thread is not waited for yet when it says so, and would end there and not on the test's
        await this[load].IsAwaited;
        return this[load];
    }

    /// <summary>The load, on the service of a caller.</summary>
    public Load<TKey, TValue> Of(string caller = "") => (key, context, cancellationToken) =>
    {
        var load = new HeldLoad<TKey, TValue>(caller, key, context, cancellationToken);
        lock (_begun)
        {
            _begun.Add(load);
            _next.SetResult();
            _next = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
        return new(load, 0);
    };
}

internal sealed class HeldLoad<TKey, TValue> : IValueTaskSource<TValue>
{
    private readonly TaskCompletionSource<TValue> _end = new();
    private readonly TaskCompletionSource _awaited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public HeldLoad(string caller, TKey key, CacheContext context, CancellationToken token)
    {
        Caller = caller;
        Key = key;
        Context = context;
        Token = token;
        token.Register(_cancelled.SetResult);
    }

    public string Caller { get; }

    public TKey Key { get; }

    public CacheContext Context { get; }

    public CancellationToken Token { get; }

    /// <summary>Ends when the load has been told to stop.</summary>
    public Task Cancelled => _cancelled.Task.WaitAsync(TimeSpan.FromSeconds(10));

    /// <summary>Ends when somebody waits for the load.</summary>
    public Task IsAwaited => _awaited.Task.WaitAsync(TimeSpan.FromSeconds(10));

    public bool IsOver => _end.Task.IsCompleted;

    public void Return(TValue value) => End(() => _end.SetResult(value));

    public void Throw(Exception failure) => End(() => _end.SetException(failure));

    TValue IValueTaskSource<TValue>.GetResult(short token) => _end.Task.GetAwaiter().GetResult();

    ValueTaskSourceStatus IValueTaskSource<TValue>.GetStatus(short token) => _end.Task.Status switch
    {
        TaskStatus.RanToCompletion => ValueTaskSourceStatus.Succeeded,
        TaskStatus.Faulted => ValueTaskSourceStatus.Faulted,
        TaskStatus.Canceled => ValueTaskSourceStatus.Canceled,
        _ => ValueTaskSourceStatus.Pending,
    };

    void IValueTaskSource<TValue>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
    {
        _end.Task.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(() => continuation(state));
        _awaited.TrySetResult();
    }

    // what waits goes on at once only on a thread without a context of its own, and the runner gives tests one
    private static void End(Action end)
    {
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            end();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }
}
