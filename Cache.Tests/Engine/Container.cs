using Cache.CompilerServices;
using Cache.Local;
using Microsoft.Extensions.DependencyInjection;

namespace Cache.Tests.Engine;

// one container with a driven clock and a store that keeps books: a node of its own
internal sealed class Container : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    public Container(Action<IServiceCollection>? register = null)
    {
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(Time);
        services.AddSingleton<ILocalStore>(Store);
        services.AddCache();
        register?.Invoke(services);
        _services = services.BuildServiceProvider();
        Cache = _services.GetRequiredService<ICache>();
    }

    public ManualTimeProvider Time { get; } = new();

    public UnboundedStore Store { get; } = new();

    public ICache Cache { get; }

    public IServiceProvider Services => _services;

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    /// <summary>A cache whose load is what each call brings along, as generated code would declare it.</summary>
    public static CacheDefinition<Load<TKey, TValue>, TKey, TValue> Define<TKey, TValue>(
        string name = "things", string? ttl = "5m", string? jitter = null, bool? cacheNull = true, Func<TKey, string[]>? tags = null, string? localTtl = null, bool? enabled = null,
        bool takesContext = false, string[]? parameters = null, int[]? groups = null, KeyTextWriter<TKey>? write = null,
        string? failSafe = null, string? backoff = null, string? timeout = null, string? hardTimeout = null, string? errorsFor = null,
        string? sliding = null, double? ahead = null, string? keepWarm = null,
        Type[]? varyBy = null, bool varyByDefaults = true, bool returnsTask = false)
        where TKey : notnull => new()
        {
            Name = name,
            Declaration = "Cache.Tests." + name,
            Parameters = parameters ?? ["key"],
            Ttl = ttl,
            Jitter = jitter,
            LocalTtl = localTtl,
            FailSafe = failSafe,
            FailSafeBackoff = backoff,
            Timeout = timeout,
            HardTimeout = hardTimeout,
            CacheErrorsFor = errorsFor,
            SlidingTtl = sliding,
            RefreshAhead = ahead,
            KeepWarm = keepWarm,
            CacheNull = cacheNull,
            Enabled = enabled,
            Tags = tags,
            Groups = groups ?? [],
            VaryBy = varyBy ?? [],
            VaryByDefaults = varyByDefaults,
            TakesContext = takesContext,
            ReturnsTask = returnsTask,
            WriteKey = write ?? (static (TKey key, ref KeyWriter text) => text.Append(key)),
            Load = static (load, key, context, cancellationToken) => load(key, context, cancellationToken),
        };
}

internal delegate ValueTask<TValue> Load<in TKey, TValue>(TKey key, CacheContext context, CancellationToken cancellationToken);
