namespace Cache.Local;

/// <summary>Decides which entries stay in memory: one store, with one budget, for all caches of a container.</summary>
/// <remarks>
/// The typed tables of the engine find entries; a store never does. It is told of an entry that has come into a table and of one that has
/// left it, and takes entries out itself, by <see cref="LocalEntry.Evict"/>, when the budget is spent or their time is over. All members
/// are safe for concurrent use. An entry may be removed before it is added (an invalidation ran between the two): it is then not admitted.
/// An entry is added at most once, and never again after it has been removed or evicted. A store calls <see cref="LocalEntry.Evict"/>
/// while it holds no lock, so members of a store may be called from inside a table's lock and the other way round.
/// </remarks>
public interface ILocalStore : IDisposable
{
    /// <summary>The number of entries held.</summary>
    long Count { get; }

    /// <summary>The size of the entries held, in bytes; zero where the store does not measure.</summary>
    long Bytes { get; }

    /// <summary>The budget in bytes.</summary>
    /// <value>The default is <see langword="null"/>: the budget is not in bytes, or not known here.</value>
    long? ByteLimit => null;

    /// <summary>The budget in entries.</summary>
    /// <value>The default is <see langword="null"/>: the budget is not in entries, or not known here.</value>
    long? EntryLimit => null;

    /// <summary>How the entries of a cache are measured. Asked once for a cache, when its table is made.</summary>
    /// <typeparam name="TKey">The type of its keys.</typeparam>
    /// <typeparam name="TValue">The type of its values.</typeparam>
    /// <param name="declared">What the cache's definition knows of its sizes: the bytes of a key and a value; <see langword="null"/> where it knows nothing.</param>
    /// <returns>Gives <see cref="LocalEntry.Size"/>: key, value and all that holds them, in bytes, above zero. <see langword="null"/> where the store does not measure.</returns>
    Func<TKey, TValue, long>? SizerFor<TKey, TValue>(Func<TKey, TValue, long>? declared);

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
