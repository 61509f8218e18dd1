namespace Cache.Entries;

/// <summary>The line that the passes of one table have to be above to be valid: which generation of them counts, and what time it is.</summary>
/// <remarks>
/// A pass is one number, so that a hit makes one comparison: its generation in the upper 15 bits, and below the time at which it ends, in ticks of 105 ms (2^20 times 100 ns) of a period of 3.8 hours
/// (2^17 ticks). A period that is over ends a generation as well. The number of a generation comes again after 32,767 others, and is never zero: zero is no pass. Guarded by the table's
/// lock, but for <see cref="Generation"/>, <see cref="IsBefore"/> and <see cref="MovesAt"/>.
/// </remarks>
internal sealed class PassLine
{
    private const int TickBits = 20;
    private const int PeriodBits = 17;
    private const uint LastTick = (1 << PeriodBits) - 1;
    private const int Numbers = (1 << (32 - PeriodBits)) - 1;

    private long _generation;
    private long _tick;

    /// <summary>The generations that have ended.</summary>
    public long Generation => Volatile.Read(ref _generation);

    /// <summary>The line: a pass of this generation that has not ended is above it, and no other is.</summary>
    public uint Value => At((uint)_tick & LastTick);

    /// <summary>Whether what ends at a time may have a pass at all.</summary>
    public bool IsBefore(long until) => Volatile.Read(ref _tick) < until >> TickBits;

    /// <summary>A pass of this generation; zero where its time is over.</summary>
    /// <param name="until">When it ends at the latest, as <see cref="Time.CoarseClock.Now"/> counts.</param>
    public uint PassUntil(long until)
    {
        var tick = until >> TickBits;
        return tick <= _tick ? 0 : At(tick >> PeriodBits == _tick >> PeriodBits ? (uint)tick & LastTick : LastTick);
    }

    /// <summary>Whether the line is another at a time. It never goes back.</summary>
    public bool MovesAt(long now) => Volatile.Read(ref _tick) < now >> TickBits;

    /// <summary>Moves on to a time.</summary>
    /// <returns>Whether the number of the generation was in use before: passes that may bear it are to be cleared before the line is seen.</returns>
    public bool MoveTo(long now)
    {
        var period = _tick >> PeriodBits;
        Volatile.Write(ref _tick, Math.Max(_tick, now >> TickBits));
        return _tick >> PeriodBits != period && Begin();
    }

    /// <summary>Begins a generation.</summary>
    /// <returns>As <see cref="MoveTo"/>.</returns>
    public bool Begin()
    {
        Volatile.Write(ref _generation, _generation + 1);
        return _generation % Numbers == 0;
    }

    private uint At(uint tick) => ((uint)(_generation % Numbers) + 1) << PeriodBits | tick;
}
