using Cache.Coherence;
using Cache.Engine;
using Cache.Tests.Engine;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace Cache.Tests.Faults;

/// <summary>A node of an application: a container with the cache as an application registers it, impatient so that tests are quick.</summary>
internal sealed class FaultNode : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private FaultNode(ServiceProvider services, RecordingLog log)
    {
        _services = services;
        Log = log;
        Cache = services.GetRequiredService<ICache>();
    }

    public ICache Cache { get; }

    public RecordingLog Log { get; }

    public SharedNode Shared => ((CacheNode)Cache).Shared!;

    /// <summary>The invalidations that the server does not know of yet.</summary>
    public int Queued => Shared.Outbox.Count;

    /// <summary>A node with memory and Redis.</summary>
    public static FaultNode Hybrid(string connection, Action<SharedOptions>? shared = null, Action<RedisOptions>? redis = null, Action<CacheBuilder>? add = null) =>
        Open(cache => cache.AddMemory().AddRedis(connection, Impatient(redis)), shared, add);

    /// <summary>A node with Redis alone: each call asks it.</summary>
    public static FaultNode Redis(string connection, Action<SharedOptions>? shared = null, Action<RedisOptions>? redis = null, Action<CacheBuilder>? add = null) =>
        Open(cache => cache.AddRedis(connection, Impatient(redis)), shared, add);

    /// <summary>Waits until the node has read the server.</summary>
    public Task JoinedAsync() => Until.TrueAsync(() => Shared.Watermark.HasRead && Shared.Watermark.IsConfirmed, "the node has joined");

    /// <summary>What the application's health check says of the cache.</summary>
    public async Task<HealthReportEntry> HealthAsync() => (await _services.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Entries.Values.Single();

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private static FaultNode Open(Action<CacheBuilder> tiers, Action<SharedOptions>? shared, Action<CacheBuilder>? add)
    {
        var log = new RecordingLog();
        var services = new ServiceCollection();
        services.AddSingleton<ILogger<ICache>>(log);
        services.Configure<SharedOptions>(static options =>
        {
            options.CoherenceWindow = Until.Window;
            options.LeaseLife = TimeSpan.FromMilliseconds(500);
        });
        if (shared is not null)
            services.Configure(shared);
        var cache = services.AddCache();
        tiers(cache);
        add?.Invoke(cache);
        services.AddLogging().AddHealthChecks().AddCache();
        return new(services.BuildServiceProvider(), log);
    }

    private static Action<RedisOptions> Impatient(Action<RedisOptions>? configure) => options =>
    {
        options.CommandTimeout = "300ms";
        options.BreakDuration = "500ms";
        options.ConfigureClient = static client => client.ConnectTimeout = 1000;
        configure?.Invoke(options);
    };
}

/// <summary>What the nodes' loads read: one value, which every write raises.</summary>
internal sealed class Database
{
    private int _value;
    private int _loads;

    public int Value => Volatile.Read(ref _value);

    /// <summary>How many loads there were.</summary>
    public int Loads => Volatile.Read(ref _loads);

    public int Write() => Interlocked.Increment(ref _value);

    /// <summary>The load of a key, under the tag that an invalidation may need.</summary>
    public Load<PageKey, string> Load(Invalidation invalidation) => (key, context, _) =>
    {
        if (invalidation.DynamicTag is { } tag)
            context.AddTag($"{tag}{key.Tenant}");
        return Read();
    };

    public Load<PageKey, string> Load() => (_, _, _) => Read();

    private ValueTask<string> Read()
    {
        Interlocked.Increment(ref _loads);
        return new($"{Value}");
    }
}
