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

    /// <summary>How long an entry lives after its last read: a duration below its Ttl; <c>0s</c> is for its Ttl, read or not. See <see cref="CacheAttribute.SlidingTtl"/>.</summary>
    /// <value>The default is <see langword="null"/>.</value>
    public string? SlidingTtl { get; init; }

    /// <summary>How eagerly an entry that is read is loaded anew before it expires: from 0, which is not at all, to 100. See <see cref="CacheAttribute.RefreshAhead"/>.</summary>
    /// <value>The default is <see langword="null"/>.</value>
    public double? RefreshAhead { get; init; }

    /// <summary>For how long after its last read an entry is loaded anew without a request: a duration; <c>0s</c> is not at all. See <see cref="CacheAttribute.KeepWarm"/>.</summary>
    /// <value>The default is <see langword="null"/>.</value>
    public string? KeepWarm { get; init; }

    /// <summary>Whether a null result is cached. See <see cref="CacheAttribute.CacheNull"/>.</summary>
    /// <value>The default is <see langword="null"/>.</value>
    public bool? CacheNull { get; init; }

    /// <summary>Whether the cache is used at all. See <see cref="CacheAttribute.Enabled"/>.</summary>
    /// <value>The default is <see langword="null"/>.</value>
    public bool? Enabled { get; init; }

    /// <summary>Whether the values are kept from administrators. See <see cref="CacheAttribute.Sensitive"/>.</summary>
    /// <value>The default is <see langword="null"/>.</value>
    public bool? Sensitive { get; init; }

    /// <summary>How long an entry is kept beyond its expiry, to be served when a load fails: a duration, or <c>never</c>; <c>0s</c> is not at all. See <see cref="CacheAttribute.FailSafe"/>.</summary>
    /// <value>The default is <see langword="null"/>.</value>
    public string? FailSafe { get; init; }

    /// <summary>How long no load is tried after one that failed over a stale value: a duration above zero. See <see cref="CacheAttribute.FailSafeBackoff"/>.</summary>
    /// <value>The default is <see langword="null"/>.</value>
    public string? FailSafeBackoff { get; init; }

    /// <summary>How long callers wait for a load while there is a stale value: a duration; <c>0s</c> is until it ends. See <see cref="CacheAttribute.Timeout"/>.</summary>
    /// <value>The default is <see langword="null"/>.</value>
    public string? Timeout { get; init; }

    /// <summary>How long a load may take: a duration; <c>0s</c> is without limit. See <see cref="CacheAttribute.HardTimeout"/>.</summary>
    /// <value>The default is <see langword="null"/>.</value>
    public string? HardTimeout { get; init; }

    /// <summary>How long the exception of a failed load stands: a duration; <c>0s</c> is not at all. See <see cref="CacheAttribute.CacheErrorsFor"/>.</summary>
    /// <value>The default is <see langword="null"/>.</value>
    public string? CacheErrorsFor { get; init; }
}
