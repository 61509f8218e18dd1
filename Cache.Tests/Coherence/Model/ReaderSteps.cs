namespace Cache.Tests.Coherence.Model;

/// <summary>A call: L1, else join or open a flight; L2 or a lease; the database; fill L2; fill L1.</summary>
internal sealed class ReaderSteps(Parts parts)
{
    private const string StaleHere = "L1 serves a value from before a write that this node has acknowledged, or any node a window ago";

    public void Add(in State now, int reader, List<Step> steps)
    {
        switch (now.Readers[reader].Phase)
        {
            case ReaderPhase.Idle:
                steps.Add(Call(now, reader));
                break;
            case ReaderPhase.Opened when !now.SlotIsLease:
                steps.Add(LookInSlot(now, reader));
                break;
            case ReaderPhase.Leased:
                steps.Add(Load(now, reader));
                break;
            case ReaderPhase.Loaded:
                steps.Add(FillSlot(now, reader));
                break;
            case ReaderPhase.Shared:
                steps.Add(FillEntry(now, reader));
                break;
        }
    }

    /// <summary>
    /// The next step of a reader that can touch nothing any more, neither L2 nor L1 nor the flight: it may as well come before all others, who do not notice.
    /// (The value that it loads now is the oldest that it could load.)
    /// </summary>
    public bool TryAddForegone(in State now, List<Step> steps)
    {
        if (!parts.HasFlag(Parts.Lease) || !parts.HasFlag(Parts.Ticket))
            return false;
        for (var reader = 0; reader < 2; reader++)
        {
            var call = now.Readers[reader];
            if (now.Nodes[call.Node].Flight == reader + 1 || call.Phase < ReaderPhase.Leased || (call.Phase < ReaderPhase.Shared && now.Slot == State.Lease(reader)))
                continue;
            Add(now, reader, steps);
            return true;
        }
        return false;
    }

    private Step Call(in State now, int reader)
    {
        var next = now;
        var node = now.Readers[reader].Node;
        ref var here = ref next.Nodes[node];
        if (here.Entry != 0 && IsFresh(now, here.Confirmed, here.EntrySince))
        {
            var hit = here.Entry - 1;
            return new("reader {0} finds value {1} in L1", reader, hit, next, hit < LocalFloor(now, node) ? StaleHere : null);
        }

        ref var call = ref next.Readers[reader];
        if (here.Flight != 0 && IsFresh(now, here.Confirmed, here.FlightSince))
        {
            (call.Phase, call.Leader, call.Floor) = (ReaderPhase.Joined, (byte)(here.Flight - 1), (byte)LocalFloor(now, node));
            return new("reader {0} joins the flight of reader {1}", reader, call.Leader, next);
        }
        call.Phase = ReaderPhase.Opened;
        (here.Flight, here.FlightSince) = ((byte)(reader + 1), now.Acknowledged);
        return new("reader {0} opens a flight on node {1}", reader, node, next);
    }

    // a lease of another is waited for
    private static Step LookInSlot(in State now, int reader)
    {
        var next = now;
        ref var call = ref next.Readers[reader];
        if (now.Slot == 0)
        {
            call.Phase = ReaderPhase.Leased;
            next.Slot = State.Lease(reader);
            return new("reader {0} finds L2 empty and takes the lease", reader, 0, next);
        }
        (call.Phase, call.Value) = (ReaderPhase.Shared, (byte)(now.Slot - 1));
        var broken = call.Value < now.Floor(now.Acknowledged) ? "L2 holds a value from before a write that is acknowledged" : null;
        return new("reader {0} finds value {1} in L2", reader, call.Value, next, broken);
    }

    private static Step Load(in State now, int reader)
    {
        var next = now;
        (next.Readers[reader].Phase, next.Readers[reader].Value) = (ReaderPhase.Loaded, now.Database);
        return new("reader {0} reads value {1} from the database", reader, now.Database, next);
    }

    private Step FillSlot(in State now, int reader)
    {
        var value = now.Readers[reader].Value;
        var next = now;
        if (parts.HasFlag(Parts.Lease) && now.Slot != State.Lease(reader))
            return End(next, reader, "reader {0} may not fill L2, and returns value {1}");
        next.Slot = State.Value(value);
        next.Readers[reader].Phase = ReaderPhase.Shared;
        return new("reader {0} fills L2 with value {1}", reader, value, next);
    }

    private Step FillEntry(in State now, int reader)
    {
        var call = now.Readers[reader];
        var next = now;
        ref var here = ref next.Nodes[call.Node];
        var stands = here.Flight == reader + 1;
        if (!stands && parts.HasFlag(Parts.Ticket))
            return End(next, reader, "reader {0} may not fill L1, and returns value {1}");
        (here.Entry, here.EntrySince) = (State.Value(call.Value), stands ? here.FlightSince : (byte)0);
        return End(next, reader, "reader {0} fills L1, and returns value {1}");
    }

    // those who joined get the value too; the reader's own is as young as L2 or the database were when its call had begun
    private Step End(State next, int reader, string text)
    {
        var call = next.Readers[reader];
        ref var here = ref next.Nodes[call.Node];
        if (here.Flight == reader + 1)
            (here.Flight, here.FlightSince) = (0, 0);
        next.Readers[reader] = new() { Node = call.Node };

        string? broken = null;
        var other = next.Readers[1 - reader];
        if (other.Phase == ReaderPhase.Joined && other.Leader == reader)
        {
            next.Readers[1 - reader] = new() { Node = other.Node };
            broken = call.Value < other.Floor ? StaleHere : null;
        }
        return new(text, reader, call.Value, next, broken);
    }

    private bool IsFresh(in State now, int confirmed, int since) => !parts.HasFlag(Parts.Watermark) || (now.Elapsed & ~(confirmed | since)) == 0;

    // what L1, or a flight that was there, must have seen: the writes that this node acknowledged, and those of any node whose window has passed
    private static int LocalFloor(in State now, int node) => Math.Max(now.Floor(now.Acknowledged, node), now.Floor(now.Elapsed));
}
