namespace Cache;

/// <summary>The settings that an override changes, written as in the attribute and in the configuration. What is <see langword="null"/> stays what it is.</summary>
public sealed class CachePolicySettings
{
    /// <summary>How long entries made from now on live: a duration above zero, or <c>never</c>. See <see cref="CacheAttribute.Ttl"/>.</summary>
    /// <value>The default is <see langword="null"/>.</value>
    public string? Ttl { get; init; }

    /// <summary>The most by which an entry expires before its Ttl: a duration below it; <c>0s</c> is none. See <see cref="CacheAttribute.Jitter"/>.</summary>
    /// <value>The default is <see langword="null"/>.</value>
    public string? Jitter { get; init; }

    /// <summary>The longest time that an entry lives in this node's memory in front of a shared tier: a duration above zero, or <c>never</c> for as long as its Ttl. See <see cref="CacheAttribute.LocalTtl"/>.</summary>
    /// <value>The default is <see langword="null"/>.</value>
    public string? LocalTtl { get; init; }

    /// <summary>Whether a null result is cached. See <see cref="CacheAttribute.CacheNull"/>.</summary>
    /// <value>The default is <see langword="null"/>.</value>
    public bool? CacheNull { get; init; }

    /// <summary>Whether the cache is used at all. See <see cref="CacheAttribute.Enabled"/>.</summary>
    /// <value>The default is <see langword="null"/>.</value>
    public bool? Enabled { get; init; }
}
