using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Net.Http.Headers;

namespace Cache.Responses;

/// <summary>The policy of one route, for ASP.NET Core's output caching.</summary>
/// <remarks>
/// The framework serves what is stored and writes down what is to be stored. Which request waits for which is decided here, by a flight of the engine: the framework's own locks join a request
/// to a run of the handler that began before an invalidation, and know of no other node. So each request has a key of its own there, and its own entry in the engine.
/// </remarks>
internal sealed class CacheResponsePolicy : IOutputCachePolicy, IResponsePolicySource
{
    private readonly TimeSpan _ttl;

    // the application's one, like this policy. Asked for once: a request makes a scope when it is asked for services, and one that finds its response needs none else
    private ResponseStore? _store;

    /// <exception cref="ArgumentException">A setting is wrong; the message says which.</exception>
    public CacheResponsePolicy(CacheResponseOptions options)
    {
        _ttl = Durations.Parse(options.Ttl, nameof(options.Ttl), least: TimeSpan.FromTicks(1));
        CacheControl = ClientCaching.Of(options, _ttl).Text;
        if (options.BodyLimit < 1)
            Throw.BadLimit(options.BodyLimit);
        BodyLimit = options.BodyLimit;
        IsEnabled = options.Enabled;
        Keys = new(options);
        Tags = [.. Named(options.Tags, nameof(options.Tags)).Select(static tag => new TagTemplate(tag))];
        VaryByHeader = [.. Named(options.VaryByHeader, nameof(options.VaryByHeader))];
    }

    /// <summary>Whether the route is cached at all.</summary>
    public bool IsEnabled { get; }

    /// <summary>The header of responses that may be stored.</summary>
    public string CacheControl { get; }

    /// <summary>The largest body that is held back and stored, in bytes.</summary>
    public int BodyLimit { get; }

    /// <summary>What tells the responses of the route apart.</summary>
    public ResponseKeys Keys { get; }

    public TagTemplate[] Tags { get; }

    /// <summary>The request headers that clients are told of.</summary>
    public string[] VaryByHeader { get; }

    CacheResponsePolicy IResponsePolicySource.Policy => this;

    /// <summary>The tags of the response to a request.</summary>
    public string[] TagsOf(HttpContext http) =>
        Tags.Length == 0 ? [] : [.. Tags.Select(tag => tag.Of(http.Request.RouteValues)).Where(static tag => tag.Length > 0)];

    // not async: what is noted of the request is to flow on into the store
    public ValueTask CacheRequestAsync(OutputCacheContext context, CancellationToken cancellationToken)
    {
        if (!IsEnabled)
            return default;
        var http = context.HttpContext;
        var isHead = HttpMethods.IsHead(http.Request.Method);
        if (!isHead && !HttpMethods.IsGet(http.Request.Method))
            return default;
        if (http.Request.Headers.Range.Count > 0 && !TakesWhole(http.Request))
            return default;

        var store = _store ??= http.RequestServices.GetRequiredService<ResponseStore>();
        var response = new ResponseOfRequest(context, this, store.Parts) { Reads = store.Reads };
        store.Request = response;
        http.Response.OnStarting(static state => ((ResponseOfRequest)state).Starting(), response);
        if (response.Key is { } key)
            return LookAsync(store, response, key, isHead, cancellationToken);
        ResponseMaking.PutAround(http, response);
        return default;
    }

    // the framework has looked at If-None-Match already
    public ValueTask ServeFromCacheAsync(OutputCacheContext context, CancellationToken cancellationToken) => default;

    public ValueTask ServeResponseAsync(OutputCacheContext context, CancellationToken cancellationToken) => default;

    private async ValueTask LookAsync(ResponseStore store, ResponseOfRequest response, ResponseKey key, bool isHead, CancellationToken cancellationToken)
    {
        var context = response.Context;
        await store.LookAsync(response, key, mayMake: !isHead, cancellationToken).ConfigureAwait(false);
        if (response.Found is null)
            ResponseMaking.PutAround(context.HttpContext, response);
        context.AllowLocking = false;
        context.AllowCacheLookup = response.Found is not null;
        context.AllowCacheStorage = response.IsMaker;
        context.EnableOutputCaching = response.Found is not null || response.IsMaker;
        context.ResponseExpirationTimeSpan = _ttl;
        context.CacheVaryByRules.CacheKeyPrefix = response.Id;
    }

    // a part is the handler's to give: it is no response to store. One that is asked for on a condition may be the whole (RFC 9110, 13.1.5), whose tag is known here and not to the handler
    private static bool TakesWhole(HttpRequest request)
    {
        if (request.Headers.IfRange.Count == 0)
            return false;
        request.Headers.Remove(HeaderNames.Range);
        return true;
    }

    private static string[] Named(string[] texts, string name)
    {
        if (texts.Any(string.IsNullOrWhiteSpace))
            Throw.EmptyName(name);
        return texts;
    }
}
