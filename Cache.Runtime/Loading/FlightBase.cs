using Cache.Local;

namespace Cache.Loading;

// a flight as others see it: the graph of waits, and a table that has to let go of the entry that the flight stands in front of
internal abstract class FlightBase() : Slot(SlotKind.Flight)
{
    // guarded by the lock of WaitGraph; null while the load waits for no other
    internal List<FlightBase>? WaitsFor;

    // guarded by the lock of WaitGraph: the last of its walks that came by
    internal long LastWalk;

    /// <summary>The entry that serves until a refresh has landed; it left the table's slot to the flight, but is still the store's.</summary>
    public LocalEntry? Held { get; protected init; }

    public abstract bool IsOver { get; }

    public abstract string KeyText { get; }
}
