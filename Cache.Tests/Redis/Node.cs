using System.Collections.Concurrent;
using Cache.Connection;
using Cache.SharedTier;
using Cache.Store;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cache.Tests.Redis;

/// <summary>A node of an application, as far as the shared tier goes: its store, and what it has heard.</summary>
internal sealed class Node : ISharedListener, IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    private Node(ISharedStore store) => Store = store;

    public ISharedStore Store { get; }

    public ConcurrentQueue<SharedMessage> Messages { get; } = new();

    public ConcurrentQueue<string> Landings { get; } = new();

    public ConcurrentQueue<bool> Connections { get; } = new();

    public static async Task<Node> StartAsync(string connection, string @namespace = "app", Action<RedisOptions>? configure = null, ILogger? log = null, long? quota = null)
    {
        var options = new RedisOptions { ConnectionString = connection };
        configure?.Invoke(options);
        var source = options.Multiplexer is { } find ? MultiplexerSource.Given(find(null!)) : MultiplexerSource.Own(RedisConfiguration.Client(options, null), options.SentinelPassword, TimeProvider.System);
        var redis = new RedisConnection(source, RedisSettings.From(options), TimeProvider.System, log ?? NullLogger.Instance);
        var node = new Node(new RedisSharedStore(redis, @namespace, quota));
        await node.Store.StartAsync(node).WaitAsync(s_patience);
        return node;
    }

    /// <summary>Waits until something holds that another process, or the client's threads, bring about.</summary>
    public static async Task UntilAsync(Func<Task<bool>> holds, string what)
    {
        using var patience = new CancellationTokenSource(s_patience);
        while (!await holds())
        {
            if (patience.IsCancellationRequested)
                Assert.Fail($"Waited for {s_patience.TotalSeconds} s: {what}");
            await Task.Delay(5);
        }
    }

    public static Task UntilAsync(Func<bool> holds, string what) => UntilAsync(() => Task.FromResult(holds()), what);

    public void Invalidated(SharedMessage message) => Messages.Enqueue(message);

    public void Landed(string key) => Landings.Enqueue(key);

    public void ConnectionChanged(bool isConnected) => Connections.Enqueue(isConnected);

    public ValueTask DisposeAsync() => Store.DisposeAsync();
}
