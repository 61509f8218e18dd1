using Cache.Dependencies;
using Cache.Engine;
using Cache.Varying;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Extensions.Logging;

namespace Cache.Responses;

/// <summary>Output caching's store, over the engine.</summary>
/// <remarks>
/// For a route that is marked with CacheResponse the policy has looked already, and <see cref="GetAsync"/> hands over what it found; what is stored ends the load that the policy opened. Routes
/// that the framework's own <c>CacheOutput</c> marks use the store by the framework's keys, and with what it promises. It is no <see cref="IOutputCacheBufferStore"/>: what it holds are arrays, which that would copy
/// through a pipe on every hit.
/// </remarks>
internal sealed partial class ResponseStore(ICache cache, KeyParts parts, ILogger<ResponseStore> log) : IOutputCacheStore
{
    private const int MostAttempts = 3;

    private readonly AsyncLocal<ResponseOfRequest?> _request = new();
    private readonly ICache<ResponseKey, byte[]?> _entries = ResponseEntries.Definition.OpenIn(cache);
    private int _hasSaid;

    /// <summary>The ambient values that the keys of all caches begin with.</summary>
    public ICacheKeyPart[] Parts { get; } = parts.Of(ResponseEntries.Definition);

    /// <summary>What follows the reads of handlers; null where that is switched off.</summary>
    public ReadTracking? Reads { get; } = (cache as CacheNode)?.Reads;

    /// <summary>The response that the current request asks for.</summary>
    public ResponseOfRequest? Request
    {
        get => _request.Value;
        set => _request.Value = value;
    }

    /// <summary>Looks for the response; where there is none, opens its load, or waits for that of another request, here or on another node.</summary>
    public async ValueTask LookAsync(ResponseOfRequest response, ResponseKey key, bool mayMake, CancellationToken cancellationToken)
    {
        if (!mayMake)
        {
            response.Found = await FindAsync(key, cancellationToken).ConfigureAwait(false);
            return;
        }
        for (var attempt = 0; attempt < MostAttempts; attempt++)
        {
            var pending = new PendingResponse();
            // the load is the request's: nobody else may end it
            var call = _entries.GetOrCreateAsync(key, pending.LoadAsync, CancellationToken.None);
            var found = call.IsCompletedSuccessfully ? call.Result : await WaitAsync(response, pending, call.AsTask(), cancellationToken).ConfigureAwait(false);
            if (ReferenceEquals(found, PendingResponse.Gone))
                continue;
            response.Found = found;
            return;
        }
    }

    /// <summary>The stored response of a key, without a run of a handler: from memory, or else from the shared tier.</summary>
    public async ValueTask<byte[]?> FindAsync(ResponseKey key, CancellationToken cancellationToken) =>
        (await _entries.TryGetAsync(key, cancellationToken).ConfigureAwait(false)).TryGet(out var found) ? found : null;

    public ValueTask<byte[]?> GetAsync(string key, CancellationToken cancellationToken) =>
        Request is { } request ? new(request.Found) : FindAsync(new(key, []), cancellationToken);

    public ValueTask SetAsync(string key, byte[] value, string[]? tags, TimeSpan validFor, CancellationToken cancellationToken) =>
        StoreAsync(key, value, tags ?? [], validFor, cancellationToken);

    public async ValueTask EvictByTagAsync(string tag, CancellationToken cancellationToken) =>
        await cache.InvalidateTagAsync(tag, cancellationToken).ConfigureAwait(false);

    /// <summary>Says once why a response was not stored.</summary>
    public void SaysBetween(Type stream)
    {
        if (Interlocked.Exchange(ref _hasSaid, 1) == 0)
            SomethingBetween(stream.Name);
    }

    private static async ValueTask<byte[]?> WaitAsync(ResponseOfRequest response, PendingResponse pending, Task<byte[]?> call, CancellationToken cancellationToken)
    {
        pending.Call = call;
        // whatever becomes of the request, the load ends with it
        response.Context.HttpContext.Response.OnCompleted(static state =>
        {
            ((PendingResponse)state).Close(tryAgain: true);
            return Task.CompletedTask;
        }, pending);
        await Task.WhenAny(call, pending.Opened).WaitAsync(cancellationToken).ConfigureAwait(false);
        if (!pending.IsOpen)
            return await call.WaitAsync(cancellationToken).ConfigureAwait(false);
        response.Pending = pending;
        return null;
    }

    private async ValueTask StoreAsync(string key, byte[] value, ReadOnlyMemory<string> tags, TimeSpan validFor, CancellationToken cancellationToken)
    {
        if (Request is not { } request)
        {
            await StoreByKeyAsync(key, value, tags, validFor, cancellationToken).ConfigureAwait(false);
            return;
        }
        if (request.Pending is not { } pending)
            return;
        pending.Store(StoredResponse.Write(value, request.Tag, request.Modified), tags.Span, validFor);
        // the next request finds it
        await pending.Call.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    // by a load, which may be given tags; it begins when the handler has ended, so that an invalidation while it ran is not seen
    private async ValueTask StoreByKeyAsync(string key, byte[] value, ReadOnlyMemory<string> tags, TimeSpan validFor, CancellationToken cancellationToken)
    {
        await _entries.InvalidateAsync(new(key, []), cancellationToken).ConfigureAwait(false);
        await _entries.GetOrCreateAsync(new(key, []), (_, context, _) =>
        {
            context.Ttl = validFor;
            foreach (var tag in tags.Span)
                context.AddTag(tag);
            return new(value);
        }, cancellationToken).ConfigureAwait(false);
    }

    [LoggerMessage(401, LogLevel.Warning, "Responses of routes marked with CacheResponse are not stored: {Stream} stands between output caching and the handler and may change the body. Call UseResponseCompression, and whatever else writes the body, before UseOutputCache.")]
    private partial void SomethingBetween(string stream);
}
