using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Cache.Tests.Coherence.Model;

/// <summary>Two of something: nodes, readers, writers.</summary>
[InlineArray(2)]
internal struct Two<T>
{
    private T _first;
}

/// <summary>One moment of two nodes, two readers, two writers, a shared slot and a database, about one key. Without gaps, so that equal moments are equal memory.</summary>
/// <remarks>
/// There is no clock. What matters of time is which writes had been acknowledged when something began, and for which of them a window has passed since: sets of
/// writers, a bit each. "Now - max(confirmed, start) is at most the window" is then: every write whose window has passed is in the set of confirmed or of start.
/// </remarks>
internal struct State : IEquatable<State>
{
    /// <summary>The value in the database: how many writes were committed.</summary>
    public byte Database;

    /// <summary>The shared slot: 0 is empty, up to 3 the value of that number less one, from 4 on the lease of a reader.</summary>
    public byte Slot;

    /// <summary>How many invalidations the server has numbered.</summary>
    public byte Sequence;

    /// <summary>The node that asks for the sequence; the answers to the other one are lost.</summary>
    public byte Asking;

    /// <summary>Messages on their way, a bit for each invalidation and node. One that stays there for ever is lost.</summary>
    public ushort Messages;

    public Two<NodeState> Nodes;
    public Two<ReaderState> Readers;
    public Two<WriterState> Writers;

    private const byte FirstLease = 4;

    public static byte Value(int value) => (byte)(value + 1);

    public static byte Lease(int reader) => (byte)(FirstLease + reader);

    public readonly bool SlotIsLease => Slot >= FirstLease;

    public readonly byte Acknowledged => Of(WriterPhase.Acknowledged);

    public readonly byte Elapsed => Of(WriterPhase.Elapsed);

    public static ushort Message(int sequence, int node) => (ushort)(1 << (((sequence - 1) * 2) + node));

    /// <summary>The value that none may be older than who must see some writes.</summary>
    public readonly int Floor(int writers, int node = -1)
    {
        var floor = 0;
        for (var i = 0; i < 2; i++)
        {
            if ((writers & (1 << i)) != 0 && (node < 0 || Writers[i].Node == node))
                floor = Math.Max(floor, Writers[i].Version);
        }
        return floor;
    }

    /// <summary>Forgets what can make no difference any more, so that moments which differ in nothing else are one.</summary>
    public void Settle()
    {
        for (var node = 0; node < 2; node++)
        {
            if (!HasReader(node))
                Messages &= (ushort)~(Message(1, node) | Message(2, node));
            for (var sequence = 1; sequence <= Sequence; sequence++)
            {
                if (sequence <= Nodes[node].Seen && IsOwn(node, sequence))
                    Messages &= (ushort)~Message(sequence, node);
            }
            Nodes[node].Settle();
            if (Nodes[node].Entry != 0 && Nodes[node].Entry < Value(Floor(Elapsed)))
                Nodes[node].Entry = Value(0);
        }
        for (var i = 0; i < 2; i++)
        {
            var sequence = Writers[i].Sequence;
            if (sequence != 0 && (Messages & (Message(sequence, 0) | Message(sequence, 1))) == 0)
                Writers[i].Sequence = 0;
        }
    }

    /// <summary>Whether anybody reads on a node; else nothing that happens there makes a difference.</summary>
    public readonly bool HasReader(int node) => Readers[0].Node == node || Readers[1].Node == node;

    /// <summary>Whether an invalidation, some message of which is on its way, was made on a node.</summary>
    public readonly bool IsOwn(int node, int sequence) => Writers[Writers[0].Sequence == sequence ? 0 : 1].Node == node;

    public readonly bool Equals(State other) => Bytes(in this).SequenceEqual(Bytes(in other));

    public override readonly bool Equals(object? obj) => obj is State other && Equals(other);

    public override readonly int GetHashCode()
    {
        var hash = 0ul;
        // forty bytes: five parts, none left over
        foreach (var part in MemoryMarshal.Cast<byte, ulong>(Bytes(in this)))
        {
            hash = (hash ^ part) * 0x9E3779B97F4A7C15;
            hash ^= hash >> 32;
        }
        return (int)hash;
    }

    private readonly byte Of(WriterPhase phase) => (byte)((Writers[0].Phase >= phase ? 1 : 0) | (Writers[1].Phase >= phase ? 2 : 0));

    private static ReadOnlySpan<byte> Bytes(in State state) => MemoryMarshal.AsBytes(MemoryMarshal.CreateReadOnlySpan(in state, 1));
}

/// <summary>A node: its L1 entry, its flight, and how far it has heard.</summary>
internal struct NodeState
{
    /// <summary>The L1 entry: 0 is none, else the value plus one; and the writes that were acknowledged when its load began.</summary>
    public byte Entry, EntrySince;

    /// <summary>The flight that stands at the key: 0 is none, else its reader plus one; and the writes that were acknowledged when it began.</summary>
    public byte Flight, FlightSince;

    /// <summary>The sequence that was heard of last, and the writes that were acknowledged at the last confirmation.</summary>
    public byte Seen, Confirmed;

    /// <summary>A watermark on its way: 0 is none, else the sequence plus one; and the writes that were acknowledged when it was asked for.</summary>
    public byte Asked, AskedSince;

    /// <summary>What an invalidation does here: the entry goes, the flight is detached.</summary>
    public void Drop() => (Entry, EntrySince, Flight, FlightSince) = (0, 0, 0, 0);

    /// <summary>What is confirmed need not be known from elsewhere; an answer that would say nothing new need not come.</summary>
    public void Settle()
    {
        EntrySince &= (byte)~Confirmed;
        FlightSince &= (byte)~Confirmed;
        AskedSince &= (byte)~Confirmed;
        if (Asked <= Seen + 1 && AskedSince == 0)
            Asked = 0;
    }
}

/// <summary>A reader: one caller on one node, that calls again and again.</summary>
internal struct ReaderState
{
    public ReaderPhase Phase;
    public byte Node, Value, Leader;

    /// <summary>The value that none may be older than which it gets from a flight that it has joined.</summary>
    public byte Floor;
}

internal enum ReaderPhase : byte
{
    Idle,
    Joined,
    Opened,
    Leased,
    Loaded,
    Shared,
}

/// <summary>A writer: one write.</summary>
internal struct WriterState
{
    public WriterPhase Phase;
    public byte Node, Version, Sequence;
}

internal enum WriterPhase : byte
{
    Waiting,
    Committed,
    Dropped,
    Unlinked,
    Acknowledged,
    Elapsed,
}
