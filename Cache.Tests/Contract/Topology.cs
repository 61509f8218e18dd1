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
        services.AddSingleton(typeof(Microsoft.Extensions.Logging.ILogger<>), typeof(DebugLog<>));
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

internal sealed class DebugLog<T> : Microsoft.Extensions.Logging.ILogger<T>
{
    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;
    public bool IsEnabled(Microsoft.Extensions.Logging.LogLevel logLevel) => true;
    public void Log<TState>(Microsoft.Extensions.Logging.LogLevel logLevel, Microsoft.Extensions.Logging.EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) { if (logLevel > Microsoft.Extensions.Logging.LogLevel.Information) Console.Error.WriteLine($"LOG {TestContext.CurrentContext.Test.FullName} {logLevel} {formatter(state, exception)} {exception}"); }
}
