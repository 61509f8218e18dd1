using Microsoft.AspNetCore.Http;

namespace Cache;

/// <summary>How the responses of a route are cached, here and by clients. Durations are text: <c>500ms</c>, <c>30s</c>, <c>1h30m</c>, <c>never</c> (see <see cref="CacheDuration"/>).</summary>
public sealed class CacheResponseOptions
{
    /// <summary>Whether the responses are cached. <see langword="false"/> takes an action out of what its controller says, and an endpoint out of what its group says: it is answered as if nothing were said.</summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool Enabled { get; set; } = true;

    /// <summary>How long a response is served without running the handler.</summary>
    /// <value>Above zero. The default is <c>1m</c>.</value>
    public string Ttl { get; set; } = "1m";

    /// <summary>How long a client may use the response without asking: <c>max-age</c>. Invalidation does not reach clients.</summary>
    /// <value>At least zero, which tells clients to ask each time (<c>no-cache</c>). The default is <see langword="null"/>: the Ttl.</value>
    public string? ClientTtl { get; set; }

    /// <summary>How long a proxy or CDN may use the response: <c>s-maxage</c>.</summary>
    /// <value>The default is <see langword="null"/>: not said, so that the time of clients counts.</value>
    public string? SharedTtl { get; set; }

    /// <summary>How long after that a client may use it while it asks for a new one: <c>stale-while-revalidate</c> of RFC 5861.</summary>
    /// <value>The default is <see langword="null"/>: not said.</value>
    public string? StaleWhileRevalidate { get; set; }

    /// <summary>How long after that a client may use it when asking fails: <c>stale-if-error</c> of RFC 5861.</summary>
    /// <value>The default is <see langword="null"/>: not said.</value>
    public string? StaleIfError { get; set; }

    /// <summary>Whether clients are told that the response never changes while it is fresh: <c>immutable</c>.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool Immutable { get; set; }

    /// <summary>Whether clients are told to keep nothing: <c>no-store</c>. The server caches all the same.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool NoStore { get; set; }

    /// <summary>Who may be given a response that was made for another request.</summary>
    /// <value>The default is <see cref="ResponseUsers.Anonymous"/>.</value>
    public ResponseUsers Users { get; set; }

    /// <summary>Tags of the entry, for <see cref="ICache.InvalidateTagAsync"/>. <c>{id}</c> stands for the route value <c>id</c>.</summary>
    /// <value>The default is none.</value>
    public string[] Tags { get; set; } = [];

    /// <summary>The names of the query parameters that tell responses apart.</summary>
    /// <value>The default is <c>*</c>: all of them. An empty array says that the query does not matter.</value>
    public string[] VaryByQuery { get; set; } = ["*"];

    /// <summary>The request headers that tell responses apart. Clients are told by <c>Vary</c>.</summary>
    /// <value>The default is none.</value>
    public string[] VaryByHeader { get; set; } = [];

    /// <summary>Route values that tell responses apart, beside the path, which always does.</summary>
    /// <value>The default is none.</value>
    public string[] VaryByRoute { get; set; } = [];

    /// <summary>A value that tells responses apart. Clients do not know of it, so they are told <c>private</c>.</summary>
    /// <value>The default is <see langword="null"/>: none.</value>
    public Func<HttpContext, string?>? VaryByValue { get; set; }

    /// <summary>The largest body that is cached, in bytes. It is held back until it is complete, for its ETag; a larger one passes through from there on, uncached and without one.</summary>
    /// <value>At least 1. The default is 1,048,576 (1 MB).</value>
    public int BodyLimit { get; set; } = 1024 * 1024;
}
