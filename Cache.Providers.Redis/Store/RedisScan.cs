using System.Runtime.CompilerServices;
using Cache.Connection;
using Cache.SharedTier;

namespace Cache.Store;

/// <summary>Finds keys on all masters, in batches of bounded size.</summary>
internal sealed class RedisScan(IRedisConnection connection, RedisKeys keys)
{
    private const int Count = 1000;

    /// <summary>The texts of the keys that begin with a prefix, without the protocol's own.</summary>
    /// <exception cref="SharedStoreException">A master could not be scanned, or which there are has changed meanwhile.</exception>
    public async IAsyncEnumerable<IReadOnlyList<string>> FindAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var topology = await connection.GetTopologyAsync().ConfigureAwait(false);
        if (!topology.IsSettled)
            throw new SharedStoreException("The cluster is moving slots, or lacks a master for some: it cannot be scanned now. Begin anew.");
        var pattern = RedisKeys.Pattern(prefix);
        foreach (var routingKey in topology.RoutingKeys)
        {
            var cursor = "0";
            do
            {
                cancellationToken.ThrowIfCancellationRequested();
                var page = await connection.ScanAsync(routingKey, cursor, pattern, Count).ConfigureAwait(false);
                string[] texts = [.. page.Keys.Select(keys.Text).OfType<string>()];
                if (texts.Length > 0)
                    yield return texts;
                cursor = page.Cursor;
            }
            while (cursor != "0");
        }
        if ((await connection.GetTopologyAsync().ConfigureAwait(false)).Name != topology.Name)
            throw new SharedStoreException("Another server has taken the place of one that was scanned, and may hold keys that were not seen. Begin anew.");
    }
}
