using Cache.Policies;
using Cache.Entries;
using Cache.Time;

namespace Cache.Engine;

/// <summary>How the entries of one cache are made from now on: the policy that is in force, asked on the way of a miss and of a write.</summary>
/// <remarks>
/// The values are one object that is swapped, so that who reads them twice may see two policies, and who reads them once sees one. An entry keeps what it was made with.
/// A hit never asks: while a cache is off its tables are empty, so that every call is a miss. That holds because the values are swapped first and the tables emptied after: what
/// stood there before goes with the rest, and whoever puts something there later asks after it stands there, and finds the cache off. (Both take the lock of the table of slots between
/// the write and the read, so that at least one of them sees the other.)
/// </remarks>
internal sealed class EntryPolicy(PolicyValues values)
{
    private static readonly TimeSpan s_never = System.Threading.Timeout.InfiniteTimeSpan;

    private volatile PolicyValues _values = values;

    /// <summary>Raised when the cache has been switched off: its tables drop what they hold.</summary>
    public event Action? SwitchedOff;

    public bool IsEnabled => _values.Enabled;

    /// <summary>The longest time that an entry lives in memory in front of a shared tier.</summary>
    public TimeSpan LocalTtl => _values.LocalTtl;

    /// <summary>How long an entry is kept beyond its expiry, to be served where a load fails; zero where it is not, infinite where only the budget ends it.</summary>
    public TimeSpan FailSafe => _values.FailSafe;

    /// <summary>How long no load is tried after the first that failed over a stale value.</summary>
    public TimeSpan FailSafeBackoff => _values.FailSafeBackoff;

    /// <summary>How long callers wait for a load while there is a stale value; null where they wait until it ends.</summary>
    public TimeSpan? Timeout => Limit(_values.Timeout);

    /// <summary>How long a load may take; null where it is not limited.</summary>
    public TimeSpan? HardTimeout => Limit(_values.HardTimeout);

    /// <summary>How long the exception of a failed load stands; null where the next caller loads again.</summary>
    public TimeSpan? CacheErrorsFor => Limit(_values.CacheErrorsFor);

    /// <summary>What an entry made now wants to hear of its hits.</summary>
    /// <param name="loadTime">How long its load took; null where that is not known.</param>
    /// <param name="sliding">How long it lives after a read, where the entry has a time of its own; null is the policy's.</param>
    public Pace PaceOf(TimeSpan? loadTime, TimeSpan? sliding)
    {
        var values = _values;
        var load = loadTime?.Ticks ?? 0;
        return new((sliding ?? values.SlidingTtl).Ticks, values.RefreshAhead == 0 ? 0 : (long)(load * values.RefreshAhead), values.KeepWarm.Ticks, load);
    }

    /// <summary>How eagerly a value that is read is loaded anew before it expires; zero where it is not.</summary>
    public double RefreshAhead => _values.RefreshAhead;

    /// <summary>How long the shared tier keeps a value that nobody reads there.</summary>
    /// <param name="ttl">Its time to live.</param>
    /// <param name="own">How long it lives after a read, where the entry has a time of its own; null is the policy's.</param>
    public TimeSpan UnreadLife(TimeSpan ttl, TimeSpan? own)
    {
        var sliding = own ?? _values.SlidingTtl;
        // a node notes reads at least every eighth of the time, and tells of them then
        var life = sliding + sliding / 8;
        return sliding == TimeSpan.Zero || (ttl != s_never && ttl <= life) ? ttl : life;
    }

    /// <summary>Whether reads make the life of a value longer.</summary>
    public bool IsSliding => _values.SlidingTtl != TimeSpan.Zero;

    /// <summary>Puts another policy in force. Calls do not overlap.</summary>
    /// <returns>Whether it differs from the one before.</returns>
    public bool Change(PolicyValues values)
    {
        var before = _values;
        _values = values;
        if (before.Enabled && !values.Enabled)
            SwitchedOff?.Invoke();
        return before != values;
    }

    /// <summary>Whether a computed value may be stored at all.</summary>
    /// <param name="isNull">Whether it is null.</param>
    public bool Takes(bool isNull) => _values is { Enabled: true } values && (!isNull || values.CacheNull);

    /// <summary>How long an entry made now lives. Jitter only ever shortens the time, so that Ttl stays a promise.</summary>
    /// <param name="own">The time that a caller or a load has given it; null is the policy's.</param>
    public TimeSpan TtlOf(TimeSpan? own)
    {
        if (own is { } ttl)
            return ttl;
        var values = _values;
        return values.Jitter == TimeSpan.Zero || values.Ttl == s_never
            ? values.Ttl
            : values.Ttl - TimeSpan.FromTicks(Random.Shared.NextInt64(values.Jitter.Ticks + 1));
    }

    /// <summary>Until when an entry is kept that expires at a time.</summary>
    public long KeptUntil(long expiresAt)
    {
        var more = FailSafe;
        if (more == TimeSpan.Zero)
            return expiresAt;
        return more == s_never || expiresAt > CoarseClock.Never - more.Ticks ? CoarseClock.Never : expiresAt + more.Ticks;
    }

    private static TimeSpan? Limit(TimeSpan value) => value == TimeSpan.Zero ? null : value;
}
