namespace Cache;

/// <summary>What the caches of a container have done so far, and hold now. <c>AddCache</c> registers it.</summary>
/// <remarks>
/// A snapshot reads counters that exist anyway: it takes no lock that a call waits for, and asks no server. Counts begin with the container and are of this node alone. They are read one after
/// the other while calls go on, so those of one snapshot may differ by the calls under way.
/// </remarks>
public interface ICacheStatistics
{
    /// <summary>The node as a whole, as it is now.</summary>
    CacheNodeStatistics Node { get; }

    /// <summary>Each cache that has been used since the container was made, as it is now; a generic declaration once for each of its type arguments.</summary>
    IReadOnlyList<CacheStatistics> Caches { get; }

    /// <summary>One cache, as it is now.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="typeArguments">Of a generic declaration, as <see cref="CacheStatistics.TypeArguments"/> has them.</param>
    /// <returns>The snapshot; <see langword="null"/> where no cache of that name has been used yet.</returns>
    CacheStatistics? Find(string name, string typeArguments = "");
}
