namespace Cache.Tests.Coherence.Model;

/// <summary>What a node hears: messages, in any order or never, and the sequence that it asks for.</summary>
internal sealed class NodeSteps(Parts parts)
{
    public void Add(in State now, int node, List<Step> steps)
    {
        for (var sequence = 1; sequence <= now.Sequence; sequence++)
        {
            if ((now.Messages & State.Message(sequence, node)) != 0)
                steps.Add(Hear(now, node, sequence));
        }
        if (!parts.HasFlag(Parts.Watermark) || now.Asking != node)
            return;
        steps.Add(now.Nodes[node].Asked == 0 ? Ask(now, node) : Answer(now, node));
    }

    // the node's own message tells it nothing new, unless it comes over a gap
    private static Step Hear(in State now, int node, int sequence)
    {
        var next = now;
        next.Messages &= (ushort)~State.Message(sequence, node);
        ref var here = ref next.Nodes[node];
        if (!now.IsOwn(node, sequence) || sequence > here.Seen + 1)
            here.Drop();
        here.Seen = Math.Max(here.Seen, (byte)sequence);
        return new("node {0} hears of invalidation {1}", node, sequence, next);
    }

    private static Step Ask(in State now, int node)
    {
        var next = now;
        ref var here = ref next.Nodes[node];
        (here.Asked, here.AskedSince) = ((byte)(now.Sequence + 1), now.Acknowledged);
        return new("node {0} asks for the sequence, which is {1}", node, now.Sequence, next);
    }

    private static Step Answer(in State now, int node)
    {
        var next = now;
        ref var here = ref next.Nodes[node];
        var sequence = here.Asked - 1;
        if (here.Seen < sequence)
        {
            here.Drop();
            here.Seen = (byte)sequence;
        }
        else
        {
            here.Confirmed |= here.AskedSince;
        }
        (here.Asked, here.AskedSince) = (0, 0);
        return new("node {0} learns that the sequence was {1}", node, sequence, next);
    }
}
