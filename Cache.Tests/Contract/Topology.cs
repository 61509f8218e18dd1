using Cache.Tests.Redis;
using Cache.Tests.Varying;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace Cache.Tests.Contract;

/// <summary>Where the nodes of a contract run: which tiers they have, and the server that they share.</summary>
public sealed class Topology : IAsyncDisposable
{
    private readonly Action<CacheBuilder> _add;
    private readonly Func<ValueTask> _stop;
    private readonly string _namespace = $"test-{Guid.NewGuid():N}";

    private Topology(Action<CacheBuilder> add, Func<ValueTask> stop)
    {
        _add = add;
        _stop = stop;
    }

    internal static Task<Topology> MemoryAsync() => Task.FromResult(new Topology(static cache => cache.AddMemory(), static () => default));

    internal static Task<Topology> ApplicationMemoryAsync() => Task.FromResult(new Topology(AddApplicationMemory, static () => default));

    internal static Task<Topology> RedisAsync() => OnServerAsync(static (cache, connection) => cache.AddRedis(connection));

    internal static Task<Topology> HybridAsync() => OnServerAsync(static (cache, connection) => cache.AddMemory().AddRedis(connection));

    internal static Task<Topology> ApplicationHybridAsync() => OnServerAsync(static (cache, connection) =>
    {
        AddApplicationMemory(cache);
        cache.AddRedis(connection);
    });

    internal static Task<Topology> RedisClusterAsync() => OnClusterAsync(static (cache, connection) => cache.AddRedis(connection));

    internal static Task<Topology> HybridClusterAsync() => OnClusterAsync(static (cache, connection) => cache.AddMemory().AddRedis(connection));

    // entries stand in a MemoryCache that the application has for other things too
    private static void AddApplicationMemory(CacheBuilder cache)
    {
        cache.Services.AddMemoryCache();
        cache.AddMemory(static memory => memory.UseMemoryCache());
    }

    private static async Task<Topology> OnServerAsync(Action<CacheBuilder, IConnectionMultiplexer> add)
    {
        var server = await RedisServer.StartAsync();
        return await OnAsync(server.ConnectionString, server, add);
    }

    private static async Task<Topology> OnClusterAsync(Action<CacheBuilder, IConnectionMultiplexer> add)
    {
        var cluster = await RedisCluster.StartAsync();
        return await OnAsync(cluster.ConnectionString, cluster, add);
    }

    // nodes come and go with every test; their connection, an application's own, stays
    private static async Task<Topology> OnAsync(string connectionString, IAsyncDisposable server, Action<CacheBuilder, IConnectionMultiplexer> add)
    {
        var connection = await OwnConnection.OpenAsync(connectionString);
        return new(cache => add(cache, connection.Multiplexer), async () =>
        {
            await connection.DisposeAsync();
            await server.DisposeAsync();
        });
    }

    /// <summary>One node: a container of its own.</summary>
    internal ContractNode Open()
    {
        var services = new ServiceCollection();
        Ambient.Register(services);
        _add(services.AddCache(options => options.Namespace = _namespace));
        return new(services.BuildServiceProvider());
    }

    public ValueTask DisposeAsync() => _stop();
}

internal sealed class ContractNode(ServiceProvider services) : IAsyncDisposable
{
    public IServiceProvider Services => services;

    public ICache Cache { get; } = services.GetRequiredService<ICache>();

    public ValueTask DisposeAsync() => services.DisposeAsync();
}
