using Microsoft.Extensions.Caching.Memory;

namespace Cache;

/// <summary>Settings of the memory tier: <c>services.AddCache().AddMemory(options => ...)</c>.</summary>
public sealed class MemoryOptions
{
    /// <summary>The budget of all caches together; the entry that was needed least goes when it is spent.</summary>
    /// <value>
    /// Bytes as a whole number and a unit, as in <c>"256MB"</c> (B, KB, MB or GB; 1 MB is 1024 * 1024 bytes), or a plain number of entries, as in <c>"100000"</c>.
    /// The default is <see langword="null"/>: 256 MB, for a cache without a limit ends as an application without memory. Entries are measured in the
    /// first case only. A newly loaded entry is never refused: one that is larger than the whole budget stays, alone, until the next one comes.
    /// With <see cref="UseMemoryCache"/> it must stay unset: the application's MemoryCache has a limit of its own.
    /// </value>
    public string? SizeLimit { get; set; }

    internal Dictionary<Type, Delegate> Sizes { get; } = [];

    internal bool InMemoryCache { get; private set; }

    /// <summary>Tells the size of the values, or of the keys, of a type, where the built-in measure does not know it.</summary>
    /// <remarks>
    /// Built in: strings, arrays of strings, primitives, structs without references and arrays of those are measured exactly; records of these as the generator
    /// finds their members. A collection that tells its count is that many elements; any other object is taken for 256 bytes.
    /// </remarks>
    /// <typeparam name="T">The type, exactly as a cached method returns it (without the task).</typeparam>
    /// <param name="size">Returns the bytes that a value holds, at least 0. It is called once for each entry, never with null, and must be quick.</param>
    /// <returns>These options.</returns>
    public MemoryOptions SizeOf<T>(Func<T, long> size)
    {
        ArgumentNullException.ThrowIfNull(size);
        Sizes[typeof(T)] = size;
        return this;
    }

    /// <summary>Keeps the entries in the application's own <see cref="IMemoryCache"/>, for those who budget memory there and watch its metrics.</summary>
    /// <remarks>
    /// Each entry is an entry there, its size in bytes; an application that sets a SizeLimit on its MemoryCache therefore counts bytes. A MemoryCache that is
    /// full refuses the new entry and frees room a little later: the value is returned, and is loaded again by the next call.
    /// </remarks>
    /// <returns>These options.</returns>
    public MemoryOptions UseMemoryCache()
    {
        InMemoryCache = true;
        return this;
    }
}
