namespace Cache;

/// <summary>What a Core method may say of the value that it is computing. Declare it as a parameter of the Core method, after the method's own.</summary>
/// <remarks>It is for the one run that it is handed to, and not safe for use by several threads at once.</remarks>
public class CacheContext
{
    private List<string>? _tags;

    /// <summary>How long the entry lives, in the place of the policy's Ttl. <see cref="Timeout.InfiniteTimeSpan"/> is for ever.</summary>
    /// <value>Above zero, or infinite. The default is <see langword="null"/>: the policy's.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is zero or negative.</exception>
    public TimeSpan? Ttl
    {
        get;
        set
        {
            if (value is { } ttl && ttl != Timeout.InfiniteTimeSpan)
                ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(ttl, TimeSpan.Zero, nameof(value));
            field = value;
        }
    }

    /// <summary>Whether the value is stored. The callers that wait for it get it in any case.</summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool Store { get; set; } = true;

    /// <summary>The tags given so far with <see cref="AddTag"/>.</summary>
    public IReadOnlyList<string> Tags => _tags ?? (IReadOnlyList<string>)[];

    /// <summary>Gives the entry one more tag, beside those of its declaration.</summary>
    /// <param name="tag">The tag; any text that is not empty.</param>
    public void AddTag(string tag)
    {
        ArgumentException.ThrowIfNullOrEmpty(tag);
        (_tags ??= []).Add(tag);
    }
}
