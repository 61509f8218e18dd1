using System.Globalization;
using Cache.Dependencies;
using Cache.Responses.Validators;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Cache.Responses;

/// <summary>The response to one request of a route that is cached: whether it may be stored, and its headers.</summary>
internal sealed class ResponseOfRequest
{
    private static long s_count;

    private readonly ICacheKeyPart[] _parts;
    private readonly string _who;

    public ResponseOfRequest(OutputCacheContext context, CacheResponsePolicy policy, ICacheKeyPart[] parts)
    {
        (Context, Policy, _parts) = (context, policy, parts);
        Key = policy.Keys.TryWho(context.HttpContext, parts, out _who) ? new(policy.Keys.Of(context.HttpContext, _who), policy.TagsOf(context.HttpContext)) : null;
    }

    public OutputCacheContext Context { get; }

    public CacheResponsePolicy Policy { get; }

    /// <summary>A text that no other request has.</summary>
    public string Id { get; } = Interlocked.Increment(ref s_count).ToString("x", CultureInfo.InvariantCulture);

    /// <summary>The key of its entry; null where nobody else may be given the response.</summary>
    public ResponseKey? Key { get; }

    /// <summary>The entity tag of the complete response, strong or weak as the handler gave it; null where it has none.</summary>
    public string? Tag { get; private set; }

    /// <summary>What the complete response says in <c>Last-Modified</c>; null where it says nothing.</summary>
    public string? Modified { get; private set; }

    /// <summary>The entry that is stored, see <see cref="StoredResponse"/>; null where nothing is.</summary>
    public byte[]? Found { get; set; }

    /// <summary>The load that this request has opened; null where another has, or none is needed.</summary>
    public PendingResponse? Pending { get; set; }

    /// <summary>What follows the reads of the handler; null where that is switched off.</summary>
    public ReadTracking? Reads { get; init; }

    /// <summary>Whether this request makes the response that is stored.</summary>
    public bool IsMaker => Pending is { IsOpen: true };

    /// <summary>Nothing of this response is stored. Those that wait for it go on without it.</summary>
    public void Refuse()
    {
        Context.AllowCacheStorage = false;
        Pending?.Close(tryAgain: false);
    }

    /// <summary>The handler is done, and its body is complete: the headers, before the first byte.</summary>
    public void Complete(ReadOnlySpan<byte> body)
    {
        var response = Context.HttpContext.Response;
        if (response.StatusCode != StatusCodes.Status200OK)
        {
            Refuse();
            return;
        }
        // a handler that answers HEAD by itself says nothing of the body
        var isBodyKnown = body.Length > 0 || !HttpMethods.IsHead(Context.HttpContext.Request.Method);
        if (isBodyKnown)
        {
            response.ContentLength ??= body.Length;
            if (StringValues.IsNullOrEmpty(response.Headers.ETag))
                response.Headers.ETag = EntityTags.Of(body);
        }
        // now: compression outside makes the tag weak in what is sent
        (Tag, Modified) = ((string?)response.Headers.ETag, (string?)response.Headers.LastModified);
        SetCaching(response);
    }

    /// <summary>The body passes through: it is not stored.</summary>
    public void PassThrough()
    {
        Refuse();
        if (Key is null && StringValues.IsNullOrEmpty(Context.HttpContext.Response.Headers.CacheControl))
            Context.HttpContext.Response.Headers.CacheControl = ClientCaching.NotShared;
    }

    /// <summary>The head is about to be sent: what middlewares outside and other callbacks have done to it by now.</summary>
    public Task Starting()
    {
        var response = Context.HttpContext.Response;
        if (response.Headers.SetCookie.Count > 0 && response.StatusCode == StatusCodes.Status200OK)
        {
            Refuse();
            if (response.Headers.CacheControl == Policy.CacheControl)
                response.Headers.CacheControl = ClientCaching.NotShared;
        }
        EntityTags.Weaken(Context.HttpContext);
        return Task.CompletedTask;
    }

    private void SetCaching(HttpResponse response)
    {
        var headers = response.Headers;
        foreach (var name in Policy.VaryByHeader)
        {
            if (!headers.GetCommaSeparatedValues(HeaderNames.Vary).Contains(name, StringComparer.OrdinalIgnoreCase))
                headers.Append(HeaderNames.Vary, name);
        }
        var isShared = IsShared(headers);
        if (!isShared)
            Refuse();
        if (StringValues.IsNullOrEmpty(headers.CacheControl))
            headers.CacheControl = isShared ? Policy.CacheControl : ClientCaching.NotShared;
    }

    // the user and the ambient values are looked at again: a middleware between may have found out who asks
    private bool IsShared(IHeaderDictionary headers) =>
        Key is not null
        && headers.SetCookie.Count == 0
        && Policy.Keys.TryWho(Context.HttpContext, _parts, out var who) && who == _who
        && AllowsStorage(headers.CacheControl)
        && headers.GetCommaSeparatedValues(HeaderNames.Vary).All(name => Policy.VaryByHeader.Contains(name, StringComparer.OrdinalIgnoreCase));

    // what the handler says itself counts
    private static bool AllowsStorage(StringValues cacheControl) =>
        StringValues.IsNullOrEmpty(cacheControl)
        || (CacheControlHeaderValue.TryParse(cacheControl.ToString(), out var said) && said is { NoStore: false, Private: false, NoCache: false });
}
