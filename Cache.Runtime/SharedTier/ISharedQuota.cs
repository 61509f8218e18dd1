namespace Cache.SharedTier;

/// <summary>The quota of a shared store: how much of it the values of an application may take, and what goes when it is spent.</summary>
/// <remarks>
/// The store counts every value that it stores, in the step that stores it, and evicts in that step what was used least recently. Storing a value is a use; reads are told by <see cref="Used"/>.
/// A lease is never evicted, nor a value behind one. Any thread may call the members.
/// </remarks>
public interface ISharedQuota
{
    /// <summary>How many bytes the values of all nodes may take together.</summary>
    long Allocation { get; }

    /// <summary>How many they take, as this node last heard.</summary>
    long Bytes { get; }

    /// <summary>How many values this node's commands have evicted.</summary>
    long Evictions { get; }

    /// <summary>Whether there is room for a value at all, be all else evicted.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="length">Its length in bytes, as it is given to the store.</param>
    /// <returns>Whether it can be stored.</returns>
    bool Fits(string key, int length);

    /// <summary>Notes that a value was read. Asks nobody, returns at once, and may forget some where very many are read.</summary>
    /// <param name="key">The key.</param>
    void Used(string key);

    /// <summary>Tells the server of the reads that were noted, stops counting what has expired, and evicts what is over the allocation. Called several times a second.</summary>
    /// <returns>A task that ends when it is done.</returns>
    /// <exception cref="SharedStoreException">The server could not be reached.</exception>
    Task KeepAsync();

    /// <summary>Counts anew where the count may be wrong (on Redis, when the server has evicted keys by itself), unless another node has lately.</summary>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <returns>A task that ends when it is done.</returns>
    /// <exception cref="SharedStoreException">The server could not be reached.</exception>
    Task CheckAsync(CancellationToken cancellationToken);
}
