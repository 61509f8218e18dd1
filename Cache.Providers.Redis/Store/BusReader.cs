using System.Text;
using Cache.Connection;
using Cache.SharedTier;

namespace Cache.Store;

// what the channels carry, for the listener
internal sealed class BusReader(ISharedListener listener, RedisKeys keys, string self) : IRedisEvents
{
    public void Received(string channel, byte[] message)
    {
        if (channel == keys.Landed)
            listener.Landed(Encoding.UTF8.GetString(message));
        else if (BusMessage.TryRead(message, self, out var read))
            listener.Invalidated(read);
    }

    public void ConnectionChanged(bool isConnected) => listener.ConnectionChanged(isConnected);
}
