using Cache.Tests.Redis;
using Microsoft.Extensions.DependencyInjection;

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

    internal static async Task<Topology> RedisAsync()
    {
        var server = await RedisServer.StartAsync();
        return new(cache => cache.AddRedis(server.ConnectionString), server.DisposeAsync);
    }

    internal static async Task<Topology> HybridAsync()
    {
        var server = await RedisServer.StartAsync();
        return new(cache => cache.AddMemory().AddRedis(server.ConnectionString), server.DisposeAsync);
    }

    /// <summary>One node: a container of its own.</summary>
    internal ContractNode Open()
    {
        var services = new ServiceCollection();
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
