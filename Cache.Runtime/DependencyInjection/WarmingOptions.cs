namespace Cache;

/// <summary>Settings of the warm-up: the section <c>Warming</c> of the configuration given to <c>AddCache</c>.</summary>
public sealed class WarmingOptions
{
    /// <summary>How many entries are loaded at once, and how many sources are asked at once.</summary>
    /// <value>At least 1. The default is 4.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public int Concurrency
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            field = value;
        }
    } = 4;
}
