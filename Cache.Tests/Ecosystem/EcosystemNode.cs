using Cache.Local;
using Cache.Tests.Engine;
using Cache.Tests.Policies;
using Cache.Tests.SharedTier;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cache.Tests.Ecosystem;

// a node that code speaks to by the interfaces of the ecosystem, on a clock and a server that the test drives
internal sealed class EcosystemNode : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    public EcosystemNode(
        Tiers tiers = Tiers.Memory, DrivenServer? server = null, ManualTimeProvider? time = null, Action<HybridCacheSettings>? configure = null, Action<IServiceCollection>? register = null,
        params (string Name, string Value)[] policies)
    {
        Time = time ?? new();
        Server = server ?? new(Time);
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(policies.Select(static one => KeyValuePair.Create("Cache:Policies:" + one.Name, (string?)one.Value))).Build();
        // the longest window: a test may advance the clock for less than that without losing what is in memory
        configuration["Cache:Shared:CoherenceWindow"] = "1m";
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(Time);
        services.AddSingleton<ILogger<ICache>>(Log);
        if (tiers is Tiers.Memory or Tiers.Hybrid)
            services.AddSingleton<ILocalStore>(Store);
        if (tiers is Tiers.Redis or Tiers.Hybrid)
            services.AddSingleton(Server.NewNode());
        register?.Invoke(services);
        services.AddCache(configuration.GetSection("Cache")).AddHybridCache(configure).AddDistributedCache();
        _services = services.BuildServiceProvider();
        Cache = _services.GetRequiredService<ICache>();
        Hybrid = _services.GetRequiredService<HybridCache>();
        Distributed = _services.GetRequiredService<IBufferDistributedCache>();
    }

    public ManualTimeProvider Time { get; }

    public DrivenServer Server { get; }

    public UnboundedStore Store { get; } = new();

    public RecordingLog Log { get; } = new();

    public ICache Cache { get; }

    public HybridCache Hybrid { get; }

    public IBufferDistributedCache Distributed { get; }

    public IServiceProvider Services => _services;

    /// <summary>The call of a HybridCache whose factory gives a value at once.</summary>
    public async Task<T> GetAsync<T>(string key, T made, HybridCacheEntryFlags? flags = null, TimeSpan? expiration = null, TimeSpan? local = null, params string[] tags) =>
        await Hybrid.GetOrCreateAsync(
            key, made, static (made, _) => new ValueTask<T>(made), flags is null && expiration is null && local is null ? null : new() { Flags = flags, Expiration = expiration, LocalCacheExpiration = local },
            tags);

    /// <summary>What a HybridCache holds, or the default.</summary>
    public async Task<T?> FindAsync<T>(string key) =>
        await Hybrid.GetOrCreateAsync<T>(key, static _ => throw new InvalidOperationException("not to be called"), new() { Flags = HybridCacheEntryFlags.DisableUnderlyingData });

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
