using Cache.CompilerServices;

namespace Cache.Engine;

/// <summary>How the entries of one cache are stored: what its declaration says, read once.</summary>
internal sealed class EntryPolicy
{
    private readonly TimeSpan _ttl;
    private readonly TimeSpan _jitter;

    public EntryPolicy(CacheDefinition definition)
    {
        _ttl = Read(definition, "Ttl", definition.Ttl);
        _jitter = definition.Jitter is null ? TimeSpan.Zero : Read(definition, "Jitter", definition.Jitter);
        if (_ttl == TimeSpan.Zero)
            Throw.BadPolicy(definition, "Ttl", definition.Ttl, "it must be above zero, or \"never\"");
        if (_jitter == Timeout.InfiniteTimeSpan || (_ttl != Timeout.InfiniteTimeSpan && _jitter >= _ttl))
            Throw.BadPolicy(definition, "Jitter", definition.Jitter!, "it must be below the Ttl");
        CacheNull = definition.CacheNull;
    }

    public bool CacheNull { get; }

    /// <summary>How long an entry made now lives. Jitter only ever shortens the time, so that Ttl stays a promise.</summary>
    /// <param name="own">The time that a caller or a load has given it; null is the policy's.</param>
    public TimeSpan TtlOf(TimeSpan? own)
    {
        if (own is { } ttl)
            return ttl;
        return _jitter == TimeSpan.Zero || _ttl == Timeout.InfiniteTimeSpan ? _ttl : _ttl - TimeSpan.FromTicks(Random.Shared.NextInt64(_jitter.Ticks + 1));
    }

    private static TimeSpan Read(CacheDefinition definition, string setting, string text)
    {
        if (!CacheDuration.TryParse(text, out var duration))
            Throw.BadPolicy(definition, setting, text, "write a duration such as \"500ms\", \"5m\", \"1h30m\", \"7d\" or \"never\"");
        return duration;
    }
}
