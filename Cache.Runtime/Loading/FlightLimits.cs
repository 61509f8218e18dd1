using Cache.Engine;

namespace Cache.Loading;

/// <summary>The times that a load has, where it has any: they begin with the load, and stop when its flight is over.</summary>
/// <param name="time">The clock of the node.</param>
/// <param name="soft">When callers are answered with a stale value, and the load goes on without them; null where they wait.</param>
/// <param name="hard">When the load is given up; null where it may take as long as it will.</param>
internal sealed class FlightLimits(TimeProvider time, TimeSpan? soft, TimeSpan? hard)
{
    // more than a timer takes fails; a month is as good as for ever here
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(30);

    private ITimer? _soft;
    private ITimer? _hard;

    /// <summary>When the load is given up; null where it may take as long as it will.</summary>
    public TimeSpan? Hard => hard;

    /// <summary>Of a load that nobody waits for: a value of the shared tier that expires after this time is as good as its own. Null where callers wait for it.</summary>
    public long? RefreshBefore { get; init; }

    /// <summary>What the call that opened the flight says beside the policy; null where it says nothing. Here because few do: a field of the flight would be 8 bytes more a miss.</summary>
    public EntryTerms? Terms { get; init; }

    /// <summary>The place of the flight in a batch, a <see cref="BatchPlace{TService, TKey, TValue}"/> of its types; null where it loads by itself. Here for the same reason.</summary>
    public object? Place { get; init; }

    /// <summary>Begins; a load that is run again has what is left.</summary>
    public void Start(ILimited flight)
    {
        if (_soft is not null || _hard is not null)
            return;
        if (soft is { } wait)
            _soft = time.CreateTimer(static flight => ((ILimited)flight!).LeaveBehind(), flight, wait < s_longest ? wait : s_longest, Timeout.InfiniteTimeSpan);
        if (hard is { } life)
            _hard = time.CreateTimer(static flight => ((ILimited)flight!).GiveUp(), flight, life < s_longest ? life : s_longest, Timeout.InfiniteTimeSpan);
    }

    public void Stop()
    {
        _soft?.Dispose();
        _hard?.Dispose();
    }
}

// what the limits do to a flight
internal interface ILimited
{
    /// <summary>Callers have waited long enough.</summary>
    void LeaveBehind();

    /// <summary>The load has had its time.</summary>
    void GiveUp();
}
