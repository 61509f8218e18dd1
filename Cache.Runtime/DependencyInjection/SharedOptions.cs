namespace Cache;

/// <summary>Settings of what is written to the shared tier, whatever its provider.</summary>
public sealed class SharedOptions
{
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
    /// <value>Bytes as serialized, before compression, at least 1. The default is 16,777,216 (16 MB).</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public int ValueLimit
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            field = value;
        }
    } = 16 * 1024 * 1024;
}
