namespace Cache.Loading;

// how long the load has taken
internal sealed partial class Flight<TService, TKey, TValue>
{
    // lies where an entry has the time that a hit compares, of which a flight has none: a field of its own would be 8 bytes more a miss. Below zero while the Core method runs: the complement of the time at
    // which it began. Above zero when it has brought a value: how long that took, and one tick. Zero else. Times are those of CoarseClock.Exact
    private ref long Timing => ref HitUntil;

    /// <summary>How long the Core method ran that has brought the value, here or on another node; null where there is none yet, and where that is not known. Known before <see cref="ILoads{TService, TKey, TValue}.Store"/> is called.</summary>
    public TimeSpan? LoadTime => Volatile.Read(ref Timing) is > 0 and var ticks ? TimeSpan.FromTicks(ticks - 1) : null;

    /// <summary>The Core method begins.</summary>
    public void BeginLoad(long now) => Volatile.Write(ref Timing, ~now);

    /// <summary>The value was there already: of a load that took this long, where that is known.</summary>
    public void Found(TimeSpan? loadTime) => Volatile.Write(ref Timing, loadTime?.Ticks + 1 ?? 0);

    /// <summary>The Core method has ended, or its end is waited for no more.</summary>
    /// <param name="now">The time.</param>
    /// <param name="hasValue">Whether it has brought a value.</param>
    /// <returns>How long it ran; null where it does not run, or somebody has said so before.</returns>
    public TimeSpan? EndLoad(long now, bool hasValue)
    {
        var running = Volatile.Read(ref Timing);
        if (running >= 0)
            return null;
        var took = Math.Max(now - ~running, 0);
        return Interlocked.CompareExchange(ref Timing, hasValue ? took + 1 : 0, running) == running ? TimeSpan.FromTicks(took) : null;
    }
}
