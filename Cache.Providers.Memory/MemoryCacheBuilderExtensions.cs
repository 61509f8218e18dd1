using Cache;
using Cache.Local;
using Cache.Time;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the memory tier.</summary>
public static class MemoryCacheBuilderExtensions
{
    private const string DefaultSizeLimit = "256MB";

    /// <summary>Keeps entries in the memory of the process.</summary>
    /// <param name="builder">What <c>AddCache</c> returned.</param>
    /// <param name="configure">Settings in code. The section <c>Memory</c> of the configuration given to <c>AddCache</c> goes before them: <c>Cache:Memory:SizeLimit</c>.</param>
    /// <returns>The builder.</returns>
    /// <remarks>
    /// Bad settings stop the application when its host starts (or, without a host, when <see cref="ICache"/> is first asked for): <see cref="FormatException"/> for a
    /// SizeLimit that is not a size, <see cref="InvalidOperationException"/> for settings that contradict each other.
    /// </remarks>
    public static CacheBuilder AddMemory(this CacheBuilder builder, Action<MemoryOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var options = builder.Services.AddOptions<MemoryOptions>();
        if (configure is not null)
            options.Configure(configure);
        if (builder.Configuration?.GetSection("Memory") is { } section)
            options.PostConfigure(memory => memory.SizeLimit = section[nameof(MemoryOptions.SizeLimit)] ?? memory.SizeLimit);
        builder.Services.TryAddSingleton(CreateStore);
        return builder;
    }

    private static ILocalStore CreateStore(IServiceProvider provider)
    {
        var options = provider.GetRequiredService<IOptions<MemoryOptions>>().Value;
        var sizes = new EntrySizes(options.Sizes);
        var clock = provider.GetRequiredService<CoarseClock>();
        // in front of a shared tier the quota is that tier's
        var cache = provider.GetRequiredService<IOptions<CacheOptions>>().Value;
        var quota = CacheTiers.Chosen(provider).Shared ? null : cache.QuotaBytes;
        if (!options.InMemoryCache)
            return new LocalStore(LimitOf(options.SizeLimit, quota, cache.Quota), sizes, clock);
        if (quota is not null)
        {
            throw new InvalidOperationException(
                $"AddMemory was given UseMemoryCache(), and the cache has Quota = \"{cache.Quota}\". In the application's MemoryCache its own limit holds: set MemoryCacheOptions.SizeLimit, in bytes, and leave out Quota.");
        }
        if (options.SizeLimit is not null)
        {
            throw new InvalidOperationException(
                $"AddMemory was given both UseMemoryCache() and SizeLimit = \"{options.SizeLimit}\". In the application's MemoryCache its own limit holds: " +
                "set MemoryCacheOptions.SizeLimit, in bytes, and leave out this one.");
        }
        var memory = provider.GetService<IMemoryCache>() ?? throw new InvalidOperationException(
            "AddMemory was given UseMemoryCache(), but the application has no IMemoryCache. Call services.AddMemoryCache(), or leave out UseMemoryCache().");
        return new MemoryCacheStore(memory, sizes, clock);
    }

    // both bound memory: the smaller does
    private static CacheSize LimitOf(string? sizeLimit, long? quota, string? quotaText)
    {
        if (quota is not { } bytes)
            return CacheSize.Parse(sizeLimit ?? DefaultSizeLimit);
        var allocation = new CacheSize(bytes, InBytes: true);
        if (sizeLimit is null)
            return allocation;
        var limit = CacheSize.Parse(sizeLimit);
        if (!limit.InBytes)
        {
            throw new InvalidOperationException(
                $"SizeLimit = \"{sizeLimit}\" of AddMemory counts entries, and Quota = \"{quotaText}\" of the cache bytes: memory can be measured by one of them. Write SizeLimit in bytes, or leave one of them out.");
        }
        return limit.Value < allocation.Value ? limit : allocation;
    }
}
