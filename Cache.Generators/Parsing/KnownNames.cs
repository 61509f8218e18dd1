namespace Cache.Generators.Parsing;

/// <summary>The names that the generator knows of the library and of the platform. It references neither.</summary>
internal static class KnownNames
{
    public const string CacheAttribute = "Cache.CacheAttribute";
    public const string CacheInvalidateAttribute = "Cache.CacheInvalidateAttribute";
    public const string CachePutAttribute = "Cache.CachePutAttribute";
    public const string CacheManyAttribute = "Cache.CacheManyAttribute";
    public const string RateLimitAttribute = "Cache.RateLimitAttribute";
    public const string RateLimits = "Cache.ICacheRateLimits";
    public const string CacheWarmAttribute = "Cache.CacheWarmAttribute";
    public const string CacheKeyAttribute = "Cache.CacheKeyAttribute";
    public const string CacheKeyIgnoreAttribute = "Cache.CacheKeyIgnoreAttribute";
    public const string Cache = "Cache.ICache";
    public const string CacheKeyPart = "Cache.ICacheKeyPart";
    public const string ManualCache = "Cache.ICache<TKey, TValue>";
    public const string CacheContext = "Cache.CacheContext";
    public const string ObsoleteAttribute = "System.ObsoleteAttribute";
    public const string ExperimentalAttribute = "System.Diagnostics.CodeAnalysis.ExperimentalAttribute";
    public const string CancellationToken = "System.Threading.CancellationToken";
    public const string Task = "System.Threading.Tasks.Task";
    public const string TaskOf = "System.Threading.Tasks.Task<TResult>";
    public const string ValueTask = "System.Threading.Tasks.ValueTask";
    public const string ValueTaskOf = "System.Threading.Tasks.ValueTask<TResult>";
    public const string Enumerable = "System.Collections.Generic.IEnumerable<T>";
    public const string ReadOnlyDictionary = "System.Collections.Generic.IReadOnlyDictionary<TKey, TValue>";
    public const string AsyncEnumerable = "System.Collections.Generic.IAsyncEnumerable<T>";
    public const string SpanFormattable = "System.ISpanFormattable";
    public const string GeneratedCodeAttribute = "System.CodeDom.Compiler.GeneratedCodeAttribute";
    public const string Tool = "Cache.Generators";
    public const string ServiceCollection = "Microsoft.Extensions.DependencyInjection.IServiceCollection";
    public const string ServiceCollectionDescriptorExtensions = "Microsoft.Extensions.DependencyInjection.Extensions.ServiceCollectionDescriptorExtensions";
}
