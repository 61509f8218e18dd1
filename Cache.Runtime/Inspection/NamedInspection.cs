using Cache.CompilerServices;
using Cache.Locks;
using Cache.RateLimits;
using Cache.SharedTier;

namespace Cache.Inspection;

/// <summary>Locks that are held and rate limits that have permits in their window, for those who look at them. Nothing is changed.</summary>
internal sealed class NamedInspection(ICacheLocks locks, ICacheRateLimits limits)
{
    /// <summary>Lists locks.</summary>
    /// <exception cref="SharedStoreException">The shared tier cannot be asked.</exception>
    public async Task<(IReadOnlyList<InspectedLock> Locks, bool IsComplete)> LocksAsync(KeyGlob glob, int limit, CancellationToken cancellationToken)
    {
        // an application that brings locks of its own shows them itself
        if (locks is not CacheLocks engine)
            return ([], false);
        var prefix = $"{engine.Namespace}:{SharedNames.Lock}:";
        var listed = await engine.Store.ListAsync(prefix, name => glob.Matches(name.AsSpan(prefix.Length)), limit, cancellationToken).ConfigureAwait(false);
        var held = await Task.WhenAll(listed.Names.Select(async name => (Name: name, Holder: await engine.Store.GetAsync(name).ConfigureAwait(false)))).ConfigureAwait(false);
        return ([.. held.Where(static one => one.Holder is not null).Select(one => new InspectedLock(Text(one.Name, prefix), one.Holder!))], listed.IsComplete);
    }

    /// <summary>Lists rate limits.</summary>
    /// <exception cref="SharedStoreException">The shared tier cannot be asked.</exception>
    public async Task<(IReadOnlyList<InspectedLimit> Limits, bool IsComplete)> LimitsAsync(KeyGlob glob, int limit, CancellationToken cancellationToken)
    {
        if (limits is not CacheRateLimits engine)
            return ([], false);
        var prefix = $"{engine.Namespace}:{SharedNames.Limit}:";
        var listed = await engine.Store.ListAsync(prefix, name => Window(name, prefix, out var key) is not null && glob.Matches(key), limit, cancellationToken).ConfigureAwait(false);
        var counted = await Task.WhenAll(listed.Names.Select(async name =>
        {
            var window = Window(name, prefix, out var key)!.Value;
            var count = await engine.Store.LookAsync(new(name, 0, int.MaxValue, window, 1)).ConfigureAwait(false);
            return new InspectedLimit(Text(key, ""), count.Count, window, count.ResetAfter);
        })).ConfigureAwait(false);
        return ([.. counted.Where(static one => one.Count > 0)], listed.IsComplete);
    }

    // its window is the first part of its name
    private static TimeSpan? Window(string name, string prefix, out string key)
    {
        var rest = name[prefix.Length..];
        var end = rest.IndexOf(':', StringComparison.Ordinal);
        key = end < 0 ? "" : rest[(end + 1)..];
        return end > 0 && CacheDuration.TryParse(rest[..end], out var window) ? window : null;
    }

    private static string Text(string name, string prefix) => KeyTextReader.Read(name[prefix.Length..], 0, 1)[0] ?? "";
}

/// <summary>A lock that is held.</summary>
/// <param name="Key">Its key, as the application names it; of a very long one the beginning and a hash.</param>
/// <param name="Holder">Who holds it.</param>
internal sealed record InspectedLock(string Key, CacheLockHolder Holder);

/// <summary>A rate limit with permits in its window.</summary>
/// <param name="Key">Its key, as the application names it; of a very long one the beginning and a hash.</param>
/// <param name="Count">How many permits are in the window.</param>
/// <param name="Window">The window.</param>
/// <param name="ResetAfter">How long it is until none is.</param>
internal sealed record InspectedLimit(string Key, long Count, TimeSpan Window, TimeSpan ResetAfter);
