using StackExchange.Redis;

namespace Cache.Connection;

// the channels that are heard; the client subscribes again by itself whenever it has connected again
internal sealed class Subscriptions
{
    private readonly RedisChannel[] _channels;
    private readonly Action<RedisChannel, RedisValue> _handler;

    public Subscriptions(IRedisEvents events, IReadOnlyList<string> channels)
    {
        _channels = [.. channels.Select(static one => new RedisChannel(one, RedisChannel.PatternMode.Literal))];
        _handler = (channel, message) =>
        {
            if ((byte[]?)message is { } bytes)
                events.Received((string)channel!, bytes);
        };
    }

    public async Task BeginAsync(IConnectionMultiplexer multiplexer)
    {
        var subscriber = multiplexer.GetSubscriber();
        await Task.WhenAll(_channels.Select(one => subscriber.SubscribeAsync(one, _handler))).ConfigureAwait(false);
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
    }

    // the connection may be the application's own, so what was subscribed must go; whether the server has heard of it makes no difference to us
    public void End(IConnectionMultiplexer multiplexer)
    {
        foreach (var channel in _channels)
            _ = multiplexer.GetSubscriber().UnsubscribeAsync(channel, _handler, CommandFlags.FireAndForget);
    }
}
