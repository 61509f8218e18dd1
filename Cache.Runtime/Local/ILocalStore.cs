namespace Cache.Local;

/// <summary>Decides which entries stay in memory: one store, with one budget, for all caches of a container.</summary>
/// <remarks>
/// The typed tables of the engine find entries; a store never does. It is told of an entry that has come into a table and of one that has
/// left it, and takes entries out itself, by <see cref="LocalEntry.Evict"/>, when the budget is spent or their time is over. All members
/// are safe for concurrent use. An entry may be removed before it is added (an invalidation ran between the two): it is then not admitted.
/// </remarks>
public interface ILocalStore : IDisposable
{
    /// <summary>The number of entries held.</summary>
    long Count { get; }

    /// <summary>The size of the entries held, in bytes; zero where the store does not measure.</summary>
    long Bytes { get; }

    /// <summary>Whether the store wants <see cref="LocalEntry.Size"/> measured before it is given an entry.</summary>
    bool MeasuresBytes { get; }

    /// <summary>Admits an entry that has just come into its table, and evicts others while the budget is exceeded. The new entry itself is never refused.</summary>
    /// <param name="entry">The entry.</param>
    void Add(LocalEntry entry);

    /// <summary>Forgets an entry that has left its table.</summary>
    /// <param name="entry">The entry.</param>
    void Remove(LocalEntry entry);

    /// <summary>Called on a hit of an entry whose <see cref="LocalEntry.Visited"/> is not set.</summary>
    /// <param name="entry">The entry.</param>
    void Touch(LocalEntry entry);
}
