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
        if (!options.InMemoryCache)
            return new LocalStore(CacheSize.Parse(options.SizeLimit ?? DefaultSizeLimit), sizes, clock);
        if (options.SizeLimit is not null)
        {
            throw new InvalidOperationException(
                $"AddMemory was given both UseMemoryCache() and SizeLimit = \"{options.SizeLimit}\". In the application's MemoryCache its own limit holds: " +
                "set MemoryCacheOptions.SizeLimit, in bytes, and leave out this one.");
        }
        var cache = provider.GetService<IMemoryCache>() ?? throw new InvalidOperationException(
            "AddMemory was given UseMemoryCache(), but the application has no IMemoryCache. Call services.AddMemoryCache(), or leave out UseMemoryCache().");
        return new MemoryCacheStore(cache, sizes, clock);
    }
}
