using StackExchange.Redis;

namespace Cache.Connection;

// the channels that are heard; the client subscribes again by itself whenever it has connected again
internal sealed class Subscriptions
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Action<RedisChannel, RedisValue>> _handlers = new(StringComparer.Ordinal);

    public Subscriptions(IRedisEvents events, IReadOnlyList<string> channels)
    {
        foreach (var channel in channels)
            Add(channel, message => events.Received(channel, message));
    }

    public Task BeginAsync(IConnectionMultiplexer multiplexer)
    {
        var subscriber = multiplexer.GetSubscriber();
        return Task.WhenAll(All().Select(one => subscriber.SubscribeAsync(Literal(one.Key), one.Value)));
    }

    // noted before it is sent: a connection that is opened meanwhile subscribes to it as well, and a message that comes twice does no harm
    public Task AddAsync(IConnectionMultiplexer multiplexer, string channel, Action<byte[]> received) =>
        multiplexer.GetSubscriber().SubscribeAsync(Literal(channel), Add(channel, received));

    // the connection may be the application's own, so what was subscribed must go; whether the server has heard of it makes no difference to us
    public void End(IConnectionMultiplexer multiplexer)
    {
        foreach (var (channel, handler) in All())
            _ = multiplexer.GetSubscriber().UnsubscribeAsync(Literal(channel), handler, CommandFlags.FireAndForget);
    }

    private static RedisChannel Literal(string channel) => new(channel, RedisChannel.PatternMode.Literal);

    private Action<RedisChannel, RedisValue> Add(string channel, Action<byte[]> received)
    {
        lock (_lock)
        {
            if (!_handlers.TryGetValue(channel, out var handler))
            {
                _handlers[channel] = handler = (_, message) =>
                {
                    if ((byte[]?)message is { } bytes)
                        received(bytes);
                };
            }
            return handler;
        }
    }

    private KeyValuePair<string, Action<RedisChannel, RedisValue>>[] All()
    {
        lock (_lock)
            return [.. _handlers];
    }
}
