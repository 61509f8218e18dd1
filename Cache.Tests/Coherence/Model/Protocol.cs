using System.Globalization;
using System.Runtime.InteropServices;

namespace Cache.Tests.Coherence.Model;

/// <summary>The parts of the protocol that are each said to be necessary.</summary>
[Flags]
internal enum Parts
{
    /// <summary>The shared slot takes a value only while the loader's lease stands there.</summary>
    Lease = 1,

    /// <summary>L1 takes a value only while the flight stands there.</summary>
    Ticket = 2,

    /// <summary>The database commits before the invalidation, not after it.</summary>
    CommitFirst = 4,

    /// <summary>Nodes ask for the sequence, and what is not confirmed within the window is not served.</summary>
    Watermark = 8,

    All = Lease | Ticket | CommitFirst | Watermark,
}

// what may happen next: a text with the places {0} and {1} for who does it and a value or a place, the moment after it, and the promise that it breaks
internal struct Step(string text, int who, int what, State next, string? broken = null)
{
    public State Next = next;

    public readonly string? Broken => broken;

    public override readonly string ToString() => string.Format(CultureInfo.InvariantCulture, text, who, what) + (broken is null ? "" : "  <== " + broken);
}

/// <summary>The protocol of the shared tier, for one key: every step that any of its parties may take at a moment.</summary>
internal sealed class Protocol(Parts parts)
{
    private readonly ReaderSteps _readers = new(parts);
    private readonly WriterSteps _writers = new(parts);
    private readonly NodeSteps _nodes = new(parts);

    /// <summary>Where an exploration begins: nothing is anywhere. Writers choose their nodes when they begin.</summary>
    /// <param name="reader">The node of the one reader.</param>
    /// <param name="other">The node of the other one.</param>
    /// <param name="asking">
    /// The node that asks for the sequence. One at a time: the nodes' questions know nothing of each other, and with both there are several times as many moments.
    /// </param>
    public static State Start(int reader, int other, int asking)
    {
        var start = new State() { Asking = (byte)asking };
        (start.Readers[0].Node, start.Readers[1].Node) = ((byte)reader, (byte)other);
        return start;
    }

    public void Next(in State now, List<Step> steps)
    {
        if (!_readers.TryAddForegone(now, steps))
            AddAll(now, steps);
        foreach (ref var step in CollectionsMarshal.AsSpan(steps))
            step.Next.Settle();
    }

    private void AddAll(in State now, List<Step> steps)
    {
        for (var i = 0; i < 2; i++)
        {
            _readers.Add(now, i, steps);
            _writers.Add(now, i, steps);
            _nodes.Add(now, i, steps);
        }
        if (now.SlotIsLease)
        {
            var next = now;
            next.Slot = 0;
            steps.Add(new("the lease expires", 0, 0, next));
        }
    }
}
