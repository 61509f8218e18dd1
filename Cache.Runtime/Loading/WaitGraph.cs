namespace Cache.Loading;

/// <summary>Finds loads that would wait for each other for ever, and refuses the wait that would close the circle.</summary>
/// <remarks>
/// <para>
/// The load that the current code runs in is ambient. A cached call from within a load waits for another flight: an edge. The wait is refused
/// if the other flight, through its own waits, waits for this load: a method that calls itself with the same arguments, A to B to A, or
/// two callers that come from different ends. The edge is set before the other load starts, so that a circle within synchronous code is found as well.
/// </para>
/// <para>
/// One lock guards all edges. It is taken only by calls from within a load; a load that calls no cached method never comes here.
/// </para>
/// </remarks>
internal static class WaitGraph
{
    private static readonly AsyncLocal<FlightBase?> s_current = new();
    private static readonly Lock s_lock = new();
    private static readonly Stack<FlightBase> s_toVisit = new();
    private static long s_walk;

    /// <summary>The load that the current code runs in, if that load is still under way.</summary>
    public static FlightBase? Current => s_current.Value is { IsOver: false } current ? current : null;

    /// <summary>Makes a load ambient, for the synchronous part of its start; what it awaits keeps it.</summary>
    public static FlightBase? Enter(FlightBase? flight)
    {
        var before = s_current.Value;
        s_current.Value = flight;
        return before;
    }

    /// <summary>Goes back to the load that was ambient before.</summary>
    public static void Leave(FlightBase? before) => s_current.Value = before;

    /// <summary>Notes that one load waits for another.</summary>
    /// <exception cref="InvalidOperationException">The other one waits for it already.</exception>
    public static void Wait(FlightBase waiting, FlightBase waitedFor)
    {
        lock (s_lock)
        {
            if (Reaches(waitedFor, waiting))
                Throw.Reentrance(waiting, waitedFor);
            (waiting.Waits ??= new()).For.Add(waitedFor);
        }
    }

    /// <summary>Refuses what would make a load run again because of itself, without a wait.</summary>
    /// <exception cref="InvalidOperationException">The other one waits for it, or is it.</exception>
    public static void Refuse(FlightBase running, FlightBase other)
    {
        lock (s_lock)
        {
            if (Reaches(other, running))
                Throw.Reentrance(running, other);
        }
    }

    /// <summary>Notes that the wait is over.</summary>
    public static void Done(FlightBase waiting, FlightBase waitedFor)
    {
        lock (s_lock)
            waiting.Waits?.For.Remove(waitedFor);
    }

    // each flight is looked at once a walk: loads that fan out and meet again have few flights and very many paths. Not recursive: a chain may be long
    private static bool Reaches(FlightBase from, FlightBase to)
    {
        var walk = ++s_walk;
        s_toVisit.Push(from);
        var found = false;
        while (!found && s_toVisit.TryPop(out var flight))
        {
            found = flight == to;
            // one that is over waits for nobody: what it has started and left behind is no part of a circle
            if (found || flight.IsOver)
                continue;
            if (flight.RunsIn is { } batch)
                s_toVisit.Push(batch);
            if (flight.Waits is not { } waits || waits.LastWalk == walk)
                continue;
            waits.LastWalk = walk;
            foreach (var next in waits.For)
                s_toVisit.Push(next);
        }
        s_toVisit.Clear();
        return found;
    }
}
