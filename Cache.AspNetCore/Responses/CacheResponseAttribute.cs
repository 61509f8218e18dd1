using Cache.Responses;
using Microsoft.AspNetCore.OutputCaching;

namespace Cache;

/// <summary>Caches the responses of a controller, an action or a handler: <c>[CacheResponse(Ttl = "30s")]</c>. What is wrong with it is said when the application starts.</summary>
/// <remarks>It needs <c>services.AddCache().AddMemory().AddHttpResponses()</c> and <c>app.UseOutputCache()</c>. Each member means what <see cref="CacheResponseOptions"/> says of it.</remarks>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class CacheResponseAttribute : Attribute, IOutputCachePolicy, IResponsePolicySource
{
    private readonly CacheResponseOptions _options = new();
    private CacheResponsePolicy? _policy;

    /// <inheritdoc cref="CacheResponseOptions.Enabled"/>
    public bool Enabled { get => _options.Enabled; set => _options.Enabled = value; }

    /// <inheritdoc cref="CacheResponseOptions.Ttl"/>
    public string Ttl { get => _options.Ttl; set => _options.Ttl = value; }

    /// <inheritdoc cref="CacheResponseOptions.ClientTtl"/>
    public string? ClientTtl { get => _options.ClientTtl; set => _options.ClientTtl = value; }

    /// <inheritdoc cref="CacheResponseOptions.SharedTtl"/>
    public string? SharedTtl { get => _options.SharedTtl; set => _options.SharedTtl = value; }

    /// <inheritdoc cref="CacheResponseOptions.StaleWhileRevalidate"/>
    public string? StaleWhileRevalidate { get => _options.StaleWhileRevalidate; set => _options.StaleWhileRevalidate = value; }

    /// <inheritdoc cref="CacheResponseOptions.StaleIfError"/>
    public string? StaleIfError { get => _options.StaleIfError; set => _options.StaleIfError = value; }

    /// <inheritdoc cref="CacheResponseOptions.Immutable"/>
    public bool Immutable { get => _options.Immutable; set => _options.Immutable = value; }

    /// <inheritdoc cref="CacheResponseOptions.NoStore"/>
    public bool NoStore { get => _options.NoStore; set => _options.NoStore = value; }

    /// <inheritdoc cref="CacheResponseOptions.Users"/>
    public ResponseUsers Users { get => _options.Users; set => _options.Users = value; }

    /// <inheritdoc cref="CacheResponseOptions.Tags"/>
    public string[] Tags { get => _options.Tags; set => _options.Tags = value; }

    /// <inheritdoc cref="CacheResponseOptions.VaryByQuery"/>
    public string[] VaryByQuery { get => _options.VaryByQuery; set => _options.VaryByQuery = value; }

    /// <inheritdoc cref="CacheResponseOptions.VaryByHeader"/>
    public string[] VaryByHeader { get => _options.VaryByHeader; set => _options.VaryByHeader = value; }

    /// <inheritdoc cref="CacheResponseOptions.VaryByRoute"/>
    public string[] VaryByRoute { get => _options.VaryByRoute; set => _options.VaryByRoute = value; }

    /// <inheritdoc cref="CacheResponseOptions.BodyLimit"/>
    public int BodyLimit { get => _options.BodyLimit; set => _options.BodyLimit = value; }

    CacheResponsePolicy IResponsePolicySource.Policy => _policy ??= new(_options);

    private CacheResponsePolicy Policy => ((IResponsePolicySource)this).Policy;

    // not async, here and in the policy: what they note of the request is to flow on into the store
    ValueTask IOutputCachePolicy.CacheRequestAsync(OutputCacheContext context, CancellationToken cancellation) => Policy.CacheRequestAsync(context, cancellation);

    ValueTask IOutputCachePolicy.ServeFromCacheAsync(OutputCacheContext context, CancellationToken cancellation) => Policy.ServeFromCacheAsync(context, cancellation);

    ValueTask IOutputCachePolicy.ServeResponseAsync(OutputCacheContext context, CancellationToken cancellation) => Policy.ServeResponseAsync(context, cancellation);
}
