using Cache.Connection;
using Cache.Inspection;

namespace Cache.Store;

/// <summary>Finds names that are kept beside the caches, such as those of locks, for people. It looks at so many keys and no further, so that a page which lists them costs a large server no more than that.</summary>
internal static class NameScan
{
    private const int Steps = 200;
    private const int StepCount = 1000;

    public static async Task<ListedNames> RunAsync(IRedisConnection connection, string prefix, Predicate<string> matches, int limit, CancellationToken cancellationToken)
    {
        var topology = await connection.GetTopologyAsync().ConfigureAwait(false);
        var pattern = RedisKeys.Pattern(prefix);
        var found = new SortedSet<string>(StringComparer.Ordinal);
        var steps = 0;
        foreach (var routingKey in topology.RoutingKeys)
        {
            var cursor = "0";
            do
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (found.Count > limit || steps++ == Steps)
                    return new([.. found.Take(limit)], IsComplete: false);
                var page = await connection.ScanAsync(routingKey, cursor, pattern, StepCount).ConfigureAwait(false);
                foreach (var key in page.Keys)
                {
                    if (RedisKeys.AnyText(key) is { } name && name.StartsWith(prefix, StringComparison.Ordinal) && matches(name))
                        found.Add(name);
                }
                cursor = page.Cursor;
            }
            while (cursor != "0");
        }
        return new([.. found.Take(limit)], found.Count <= limit);
    }
}
