using Cache.Local;

namespace Cache;

/// <summary>Settings of all caches of a container: the section handed to <c>AddCache</c>.</summary>
public sealed class CacheOptions
{
    /// <summary>The application's name in every key, so that applications may share a server.</summary>
    /// <value>Letters, digits, <c>.</c>, <c>_</c> and <c>-</c>. The default is <c>app</c>.</value>
    public string Namespace { get; set; } = "app";

    /// <summary>Which of the providers that were added are used.</summary>
    /// <value><c>Memory</c>. The default is none: all that were added are used.</value>
    public string? Provider { get; set; }

    /// <summary>
    /// How much room the values of this application may take in the tier that its nodes share, all caches and all nodes together; what was not used for the longest time goes when it is spent. Locks, rate limits and what keeps the nodes
    /// coherent are not counted and never go. With memory alone it is the budget of memory.
    /// </summary>
    /// <value>
    /// Bytes as a whole number and a unit, as in <c>"30MB"</c> (B, KB, MB or GB; 1 MB is 1024 * 1024 bytes): keys and values as they are stored. All nodes set the same. The default is <see langword="null"/>: no
    /// quota. What cannot be read stops the application when its host starts with a <see cref="FormatException"/>.
    /// </value>
    public string? Quota { get; set; }

    /// <summary>The <see cref="Quota"/> in bytes, for providers that keep one.</summary>
    /// <value><see langword="null"/> where there is none.</value>
    /// <exception cref="FormatException">The quota is no size in bytes.</exception>
    public long? QuotaBytes => Quota is null ? null : CacheSize.ParseBytes(nameof(Quota), Quota);

    /// <summary>
    /// How many loads may run at once that go on without a caller: those that follow an entry before it expires, and those whose callers may be answered with a stale value. Beyond that an entry is loaded anew by the call that finds
    /// it expired, and callers wait for their load.
    /// </summary>
    /// <value>At least 1. The default is 64.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public int BackgroundLoads
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            field = value;
        }
    } = 64;

    /// <summary>
    /// Whether entries and responses depend on what was read while they were made: the invalidation of a cached method's entry then evicts what another cached method, or the handler of a cached response, has made of it.
    /// </summary>
    /// <value>The default is <see langword="null"/>: on where <c>AddHttpResponses</c> was called, off elsewhere.</value>
    public bool? TrackDependencies { get; set; }

    /// <summary>
    /// How many versions (of keys, groups, tags and whole caches) one entry may depend on because of what was read for it. Beyond it the entry is kept in memory alone, and any invalidation that this node knows of evicts it.
    /// </summary>
    /// <value>At least 1. The default is 256.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public int DependencyLimit
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            field = value;
        }
    } = 256;

    /// <summary>Whether activities bear the keys that they concern, in the tag <c>cache.key</c>. Keys may hold personal data (a user's name, an address), which then goes wherever traces go.</summary>
    /// <value>The default is <see langword="false"/>: no activity bears a key, and none ever a value.</value>
    public bool TraceKeys { get; set; }
}
