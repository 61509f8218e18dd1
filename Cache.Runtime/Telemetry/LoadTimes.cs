namespace Cache.Telemetry;

/// <summary>How long the loads of one cache have taken that have brought a value.</summary>
internal sealed class LoadTimes
{
    private long _count;
    private long _ticks;
    private long _longest;

    /// <summary>How many they are.</summary>
    public long Count => Volatile.Read(ref _count);

    /// <summary>How long they took together.</summary>
    public TimeSpan Total => TimeSpan.FromTicks(Volatile.Read(ref _ticks));

    /// <summary>How long the slowest took.</summary>
    public TimeSpan Longest => TimeSpan.FromTicks(Volatile.Read(ref _longest));

    public void Add(TimeSpan time)
    {
        Interlocked.Increment(ref _count);
        Interlocked.Add(ref _ticks, time.Ticks);
        var longest = Volatile.Read(ref _longest);
        while (time.Ticks > longest)
        {
            var seen = Interlocked.CompareExchange(ref _longest, time.Ticks, longest);
            if (seen == longest)
                return;
            longest = seen;
        }
    }
}
