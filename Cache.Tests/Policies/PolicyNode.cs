using Cache.CompilerServices;
using Cache.Local;
using Cache.Tests.Engine;
using Cache.Tests.SharedTier;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cache.Tests.Policies;

// a node with a configuration that the test changes, a driven clock, and a server that it drives where it has one
internal sealed class PolicyNode : IAsyncDisposable
{
    public const string Name = "users";

    private readonly IConfigurationRoot _configuration;
    private readonly ServiceProvider _services;

    public PolicyNode(
        CacheDefinition[] definitions, (string Name, string Value)[]? settings = null, Tiers tiers = Tiers.Memory, DrivenServer? server = null, ManualTimeProvider? time = null,
        Action<IServiceCollection>? register = null)
    {
        Time = time ?? new();
        Server = server ?? new(Time);
        _configuration = new ConfigurationBuilder().AddInMemoryCollection(settings?.Select(static one => KeyValuePair.Create("Cache:Policies:" + one.Name, (string?)one.Value))).Build();
        // the longest window: a test may advance the clock for less than that without losing what is in memory
        _configuration["Cache:Shared:CoherenceWindow"] = "1m";
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(Time);
        services.AddSingleton<ILogger<ICache>>(Log);
        if (tiers is Tiers.Memory or Tiers.Hybrid)
            services.AddSingleton<ILocalStore>(Store);
        if (tiers is Tiers.Redis or Tiers.Hybrid)
            services.AddSingleton(Server.NewNode());
        foreach (var definition in definitions)
            services.AddSingleton(definition);
        register?.Invoke(services);
        services.AddCache(_configuration.GetSection("Cache"));
        _services = services.BuildServiceProvider();
        Policies = _services.GetRequiredService<ICachePolicies>();
        Cache = _services.GetRequiredService<ICache>();
    }

    public ManualTimeProvider Time { get; }

    public DrivenServer Server { get; }

    public UnboundedStore Store { get; } = new();

    public RecordingLog Log { get; } = new();

    public ICachePolicies Policies { get; }

    public ICache Cache { get; }

    /// <summary>What the log says of refused changes.</summary>
    public string[] Refusals => [.. Log.Messages.Where(static message => message is { Id: 21, Level: LogLevel.Error }).Select(static message => message.Text)];

    /// <summary>Changes the configuration, as an edited file does; null takes a setting away.</summary>
    public void Configure(params (string Name, string? Value)[] settings)
    {
        foreach (var (name, value) in settings)
            _configuration["Cache:Policies:" + name] = value;
        _configuration.Reload();
    }

    /// <summary>What a setting of the cache <see cref="Name"/> is, and where that comes from.</summary>
    public (string Value, CachePolicySource Source) Setting(string setting, string cache = Name)
    {
        var explained = Policies.Explain(cache)[setting];
        return (explained.Value, explained.Source);
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    /// <summary>A cache whose declaration names no setting but those that are given.</summary>
    public static CacheDefinition<Load<int, string>, int, string> Define(
        string name = Name, string? ttl = null, string? jitter = null, string? localTtl = null, bool? cacheNull = null, bool? enabled = null) =>
        Container.Define<int, string>(name, ttl, jitter, cacheNull, localTtl: localTtl, enabled: enabled);
}

internal enum Tiers
{
    Memory,
    Redis,
    Hybrid,
}
