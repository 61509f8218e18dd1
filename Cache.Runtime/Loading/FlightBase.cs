using Cache.Local;

namespace Cache.Loading;

// a flight as others see it: the graph of waits, and a table that has to let go of the entry that the flight stands in front of
internal abstract class FlightBase() : Slot(SlotKind.Flight)
{
    // the wait graph's own, guarded by its lock; null while the load has waited for no other
    internal WaitNode? Waits;

    /// <summary>The entry that serves until a refresh has landed; it left the table's slot to the flight, but is still the store's.</summary>
    public LocalEntry? Held { get; protected init; }

    public abstract bool IsOver { get; }

    /// <summary>The load that this one is a part of, and so waits for; null where it runs by itself.</summary>
    public virtual FlightBase? RunsIn => null;

    public abstract string KeyText { get; }
}

// a flight as the table of slots sees it
internal abstract class KeyedFlight<TKey> : FlightBase
    where TKey : notnull
{
    /// <summary>The stamp of a flight whose load waits for the node to begin: above every move, so that whoever comes before the load begins may join it.</summary>
    public const long NotBegun = long.MaxValue;

    protected KeyedFlight(TKey key, long stamp)
    {
        Key = key;
        StampedAt = stamp;
    }

    /// <summary>The key as it is kept.</summary>
    public TKey Key { get; }

    /// <summary>What it is to the shared tier; null where there is none.</summary>
    public SharedSide? Side { get; init; }

    /// <summary>The sequence of the versions before the load began; <see cref="NotBegun"/> until it does.</summary>
    public long Stamp => Volatile.Read(ref StampedAt);

    /// <summary>The load begins, or will not: what moves from here on it has perhaps not seen. Only the first call counts.</summary>
    /// <param name="sequence">The sequence of the versions now.</param>
    public void Begin(long sequence)
    {
        if (Stamp == NotBegun)
            Interlocked.CompareExchange(ref StampedAt, sequence, NotBegun);
    }
}

// where a load stands in the graph of waits: the loads that it waits for, and the last walk that came by
internal sealed class WaitNode
{
    public List<FlightBase> For { get; } = [];

    public long LastWalk { get; set; }
}
