using Cache.Time;

namespace Cache.Entries;

/// <summary>An entry whose policy hears of hits now and then: reads put off its expiry, start the load that follows it, or say that it is still wanted.</summary>
/// <remarks>
/// <para>
/// A hit compares one time. Of other entries that is the expiry; of these it is the time of the next look, so that a hit before it is like any other and one after it goes the longer way, to
/// <see cref="Look"/>. Times are written without synchronization: of two looks at once either may win, and both are right to within one of them.
/// </para>
/// <para>
/// Sliding: between two looks reads are not noted, so the entry lives from the last look for as long as the policy says and the time to the next look. It lives no shorter than promised after a read, and at most that much longer.
/// </para>
/// <para>Refreshing ahead: the window before the expiry in which hits are looked at is so long that a read before it would start the next load once in nine millions.</para>
/// </remarks>
internal sealed class PacedEntry<TKey, TValue> : CacheEntry<TKey, TValue>
    where TKey : notnull
{
    private const int LooksPerTime = 8;
    private const int LongestDraw = 16;

    private readonly Pace _pace;
    private readonly long _endsAt;
    private long _readAt;
    private long _sharedTouchedAt;
    private long _refreshNotBefore;
    private long _dueAt;
    private int _isRefreshing;

    /// <summary>Makes an entry.</summary>
    /// <param name="table">Its table.</param>
    /// <param name="key">The key as it is kept.</param>
    /// <param name="made">The value, and when it ends however often it is read.</param>
    /// <param name="pace">What its policy wants to hear.</param>
    /// <param name="readAt">When it was last read, as far as is known.</param>
    /// <param name="now">The time.</param>
    public PacedEntry(EntryTable<TKey, TValue> table, TKey key, in NewValue<TValue> made, Pace pace, long readAt, long now)
        : base(table, key, made)
    {
        _pace = pace;
        _endsAt = made.ExpiresAt;
        _readAt = readAt;
        _sharedTouchedAt = now;
        // one that is carried on without having been read wants to hear of its first read
        HitUntil = readAt < now ? 0 : NextLook(now);
    }

    public override long ExpiresAt => _pace.Sliding == 0 ? _endsAt : Math.Min(_endsAt, Pace.After(Volatile.Read(ref _readAt), _pace.Sliding + _pace.Sliding / LooksPerTime));

    public override long KeptAtMost => KeptBeyond(_endsAt);

    /// <summary>When it ends however often it is read.</summary>
    public long EndsAt => _endsAt;

    /// <summary>When it was last read, as far as is known.</summary>
    public long ReadAt => Volatile.Read(ref _readAt);

    /// <summary>How long it lives after a read; zero where reads do not matter.</summary>
    public TimeSpan Sliding => TimeSpan.FromTicks(_pace.Sliding);

    /// <summary>How long its load took; zero where that is not known.</summary>
    public long LoadTime => _pace.LoadTime;

    /// <summary>When it is to be loaded anew without a request; zero where it has not been noted for that.</summary>
    public long DueAt
    {
        get => Volatile.Read(ref _dueAt);
        set => Volatile.Write(ref _dueAt, value);
    }

    /// <summary>Whether it is to be loaded anew without a request.</summary>
    public bool IsKeptWarm => _pace.Warm > 0 && _endsAt != CoarseClock.Never;

    /// <summary>Whether it was read lately enough for that.</summary>
    public bool IsWanted(long now) => now - ReadAt <= _pace.Warm + _pace.Warm / LooksPerTime;

    /// <summary>Hears of a hit.</summary>
    /// <param name="now">The time.</param>
    /// <returns>What there is to do.</returns>
    public Look Look(long now)
    {
        Volatile.Write(ref _readAt, now);
        Volatile.Write(ref HitUntil, NextLook(now));
        var touches = _pace.Sliding > 0 && now - Volatile.Read(ref _sharedTouchedAt) >= _pace.Sliding / LooksPerTime;
        if (touches)
            Volatile.Write(ref _sharedTouchedAt, now);
        return new(touches, now >= Volatile.Read(ref _refreshNotBefore) ? Pace.RefreshBefore(now, _pace.Ahead, _endsAt) : 0);
    }

    /// <summary>Asks for the right to load what is to follow it; whoever has it gives it back by <see cref="EndRefresh"/>.</summary>
    public bool TryBeginRefresh() => Interlocked.Exchange(ref _isRefreshing, 1) == 0;

    /// <summary>Says that no load is under way any more.</summary>
    /// <param name="notBefore">When the next may be tried.</param>
    public void EndRefresh(long notBefore)
    {
        Volatile.Write(ref _refreshNotBefore, notBefore);
        Volatile.Write(ref _isRefreshing, 0);
    }

    private long NextLook(long now)
    {
        var next = ExpiresAt;
        if (_pace.Sliding > 0)
            next = Math.Min(next, Pace.After(now, _pace.Sliding / LooksPerTime));
        if (_pace.Uses > 0)
            next = Math.Min(next, Pace.After(now, _pace.Uses));
        if (_pace.Warm > 0)
            next = Math.Min(next, Pace.After(now, _pace.Warm / LooksPerTime));
        if (_pace.Ahead > 0 && _endsAt != CoarseClock.Never)
            next = Math.Min(next, _endsAt - LongestDraw * _pace.Ahead);
        return next;
    }
}

/// <summary>What the policy of an entry wants to hear of its hits. Times are in ticks of 100 ns; zero where it wants nothing.</summary>
/// <param name="Sliding">How long it lives after a read.</param>
/// <param name="Ahead">The time of its load, weighed by the policy's factor.</param>
/// <param name="Warm">How long after a read it is loaded anew without a request.</param>
/// <param name="LoadTime">How long its load took.</param>
internal readonly record struct Pace(long Sliding, long Ahead, long Warm, long LoadTime)
{
    /// <summary>How long after a read the quota of the shared tier wants to hear of the next.</summary>
    public long Uses { get; init; }

    /// <summary>Whether hits need not be heard of.</summary>
    public bool IsNone => (Sliding | Ahead | Warm | Uses) == 0;

    /// <summary>Draws whether a read begins the load that is to follow a value.</summary>
    /// <remarks>
    /// The method of Vattani, Chierichetti and Lowenstein, "Optimal Probabilistic Cache Stampede Prevention", PVLDB 8(8), 2015: it does where now - loadTime * beta * ln(random) reaches the expiry.
    /// </remarks>
    /// <param name="now">The time.</param>
    /// <param name="ahead">The time of the load, weighed by beta.</param>
    /// <param name="expiresAt">When the value expires.</param>
    /// <returns>What was drawn, where it does: a value that expires after it would not be loaded anew by this read. Else zero.</returns>
    public static long RefreshBefore(long now, long ahead, long expiresAt)
    {
        if (ahead <= 0)
            return 0;
        var before = After(now, (long)(ahead * -Math.Log(1 - Random.Shared.NextDouble())));
        return before >= expiresAt ? before : 0;
    }

    /// <summary>A time and a duration, or never.</summary>
    public static long After(long time, long ticks) => ticks < CoarseClock.Never - time ? time + ticks : CoarseClock.Never;
}

/// <summary>What a hit has come to that the policy was told of.</summary>
/// <param name="TouchesShared">Whether its life in the shared tier is to be made longer too.</param>
/// <param name="RefreshBefore">Where it is to be loaded anew: a value that expires after this time, by the node's clock, needs no load. Else zero.</param>
internal readonly record struct Look(bool TouchesShared, long RefreshBefore);
