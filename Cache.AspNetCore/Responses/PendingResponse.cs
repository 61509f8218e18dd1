using Cache.Dependencies;

namespace Cache.Responses;

/// <summary>A load of the engine whose value comes from outside: from the run of the handler of the request that opened it.</summary>
/// <remarks>
/// The engine starts it as it starts any load: once a key, on one node, with the versions of tags read before. It ends with <see cref="Store"/>, or, whatever becomes of the request, with
/// <see cref="Close"/>. A load that the engine starts again, because an invalidation has outdated the first, gives nothing: the body was made before it.
/// Locked as it is: nobody else sees it, and a lock of its own would be a further object for each request that finds its response.
/// </remarks>
internal sealed class PendingResponse
{
    /// <summary>What those that wait get when the request that they waited for has gone: they try again.</summary>
    public static readonly byte[] Gone = [];

    private static readonly Task<byte[]?> s_none = Task.FromResult<byte[]?>(null);

    private Moments? _moments;
    private CacheContext? _context;

    /// <summary>Whether the engine has started the load, and it has not ended.</summary>
    public bool IsOpen => When.Opened.Task.IsCompleted && !When.Made.Task.IsCompleted;

    /// <summary>Ends when the engine starts the load.</summary>
    public Task Opened => When.Opened.Task;

    /// <summary>Where the reads of the handler are noted; null where nobody wants to know.</summary>
    public ReadScope? Reads
    {
        get
        {
            lock (this)
                return (_context as ReadingContext)?.Reads;
        }
    }

    /// <summary>The call of the engine; set before anybody waits for it.</summary>
    public Task<byte[]?> Call { get; set; } = s_none;

    public ValueTask<byte[]?> LoadAsync(ResponseKey key, CacheContext context, CancellationToken cancellationToken)
    {
        lock (this)
        {
            if (_context is not null || When.Made.Task.IsCompleted)
            {
                context.Store = false;
                return new((byte[]?)null);
            }
            _context = context;
            When.Opened.SetResult();
        }
        return new(When.Made.Task);
    }

    /// <summary>Ends the load with a response.</summary>
    public void Store(byte[] response, ReadOnlySpan<string> tags, TimeSpan ttl)
    {
        lock (this)
        {
            if (_context is null || When.Made.Task.IsCompleted)
                return;
            _context.Ttl = ttl;
            foreach (var tag in tags)
                _context.AddTag(tag);
            When.Made.SetResult(response);
        }
    }

    /// <summary>Ends the load with nothing, if it has not ended.</summary>
    /// <param name="tryAgain">Whether those that wait may hope for more from another run.</param>
    public void Close(bool tryAgain)
    {
        lock (this)
        {
            if (When.Made.Task.IsCompleted)
                return;
            if (_context is not null)
                _context.Store = false;
            When.Made.SetResult(tryAgain ? Gone : null);
        }
    }

    // made when a load or a wait asks for them: most requests find their response, and need neither
    private Moments When => LazyInitializer.EnsureInitialized(ref _moments, static () => new());

    private sealed class Moments
    {
        public TaskCompletionSource Opened { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource<byte[]?> Made { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
