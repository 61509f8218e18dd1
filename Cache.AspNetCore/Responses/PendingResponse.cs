using Cache.Dependencies;

namespace Cache.Responses;

/// <summary>A load of the engine whose value comes from outside: from the run of the handler of the request that opened it.</summary>
/// <remarks>
/// The engine starts it as it starts any load: once a key, on one node, with the versions of tags read before. It ends with <see cref="Store"/>, or, whatever becomes of the request, with
/// <see cref="Close"/>. A load that the engine starts again, because an invalidation has outdated the first, gives nothing: the body was made before it.
/// </remarks>
internal sealed class PendingResponse
{
    /// <summary>What those that wait get when the request that they waited for has gone: they try again.</summary>
    public static readonly byte[] Gone = [];

    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<byte[]?> _made = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CacheContext? _context;

    /// <summary>Whether the engine has started the load, and it has not ended.</summary>
    public bool IsOpen => _opened.Task.IsCompleted && !_made.Task.IsCompleted;

    /// <summary>Ends when the engine starts the load.</summary>
    public Task Opened => _opened.Task;

    /// <summary>Where the reads of the handler are noted; null where nobody wants to know.</summary>
    public ReadScope? Reads
    {
        get
        {
            lock (_lock)
                return (_context as ReadingContext)?.Reads;
        }
    }

    /// <summary>The call of the engine.</summary>
    public Task<byte[]?> Call { get; set; } = Task.FromResult<byte[]?>(null);

    public ValueTask<byte[]?> LoadAsync(ResponseKey key, CacheContext context, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_context is not null || _made.Task.IsCompleted)
            {
                context.Store = false;
                return new((byte[]?)null);
            }
            _context = context;
            _opened.SetResult();
        }
        return new(_made.Task);
    }

    /// <summary>Ends the load with a response.</summary>
    public void Store(byte[] response, ReadOnlySpan<string> tags, TimeSpan ttl)
    {
        lock (_lock)
        {
            if (_context is null || _made.Task.IsCompleted)
                return;
            _context.Ttl = ttl;
            foreach (var tag in tags)
                _context.AddTag(tag);
            _made.SetResult(response);
        }
    }

    /// <summary>Ends the load with nothing, if it has not ended.</summary>
    /// <param name="tryAgain">Whether those that wait may hope for more from another run.</param>
    public void Close(bool tryAgain)
    {
        lock (_lock)
        {
            if (_made.Task.IsCompleted)
                return;
            if (_context is not null)
                _context.Store = false;
            _made.SetResult(tryAgain ? Gone : null);
        }
    }
}
