namespace Cache;

/// <summary>Settings of the shared tier, whatever its provider: the section <c>Shared</c> of the configuration given to <c>AddCache</c>.</summary>
public sealed class SharedOptions
{
    private const int DefaultValueLimit = 16 * 1024 * 1024;

    /// <summary>How long another node may serve from its memory, at most, what this one has invalidated, whatever messages are lost and whatever connection breaks.</summary>
    /// <value>From 200 ms to 1 minute. The default is 1 second. Every node asks the server four times in it.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of that range.</exception>
    public TimeSpan CoherenceWindow
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.FromMilliseconds(200));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, TimeSpan.FromMinutes(1));
            field = value;
        }
    } = TimeSpan.FromSeconds(1);

    /// <summary>How long the lease of a load outlives a node that is gone; a node that lives renews it. Then another node loads.</summary>
    /// <value>From 100 ms to 1 hour. The default is 3 seconds.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of that range.</exception>
    public TimeSpan LeaseLife
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.FromMilliseconds(100));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, TimeSpan.FromHours(1));
            field = value;
        }
    } = TimeSpan.FromSeconds(3);

    /// <summary>What an invalidation does that cannot reach the shared tier. In either case it holds on this node at once and is sent when the tier is back.</summary>
    /// <value>The default is <see cref="InvalidationFailure.Queue"/>.</value>
    public InvalidationFailure OnInvalidationFailure { get; set; }

    /// <summary>How many invalidations are kept while the shared tier is away. Beyond that, those of single keys become one of each whole cache.</summary>
    /// <value>At least 1. The default is 10,000.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public int InvalidationQueueLimit
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            field = value;
        }
    } = 10_000;

    /// <summary>Values that are larger than this are compressed (Brotli at its fastest), where that makes them smaller.</summary>
    /// <value>Bytes as serialized, at least 0; <see cref="int.MaxValue"/> never compresses. The default is 4096.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int CompressOver
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            field = value;
        }
    } = 4 * 1024;

    /// <summary>Values that are larger than this are not shared: each node loads them for itself. Nor are larger ones read that another node has written.</summary>
    /// <value>Bytes as serialized, before compression, at least 1, and at most the <see cref="CacheOptions.Quota"/>. The default is 16,777,216 (16 MB).</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public int ValueLimit
    {
        get => OwnValueLimit ?? DefaultValueLimit;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            OwnValueLimit = value;
        }
    }

    /// <summary>The <see cref="ValueLimit"/> that was set; null where none was.</summary>
    internal int? OwnValueLimit { get; private set; }
}

/// <summary>What an invalidation does that cannot reach the shared tier.</summary>
public enum InvalidationFailure
{
    /// <summary>It returns <see cref="InvalidationResult.Queued"/>.</summary>
    Queue,

    /// <summary>It throws <see cref="SharedTier.SharedStoreException"/>, and is kept all the same.</summary>
    Throw,
}
