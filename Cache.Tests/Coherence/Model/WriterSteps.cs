namespace Cache.Tests.Coherence.Model;

/// <summary>A write: commit; then drop here, empty the slot and tell the others, drop here again; then it is acknowledged.</summary>
internal sealed class WriterSteps(Parts parts)
{
    public void Add(in State now, int writer, List<Step> steps)
    {
        switch (now.Writers[writer].Phase)
        {
            case WriterPhase.Waiting:
                // nodes and writers are alike: the one that begins first is writer 0 on node 0
                for (var node = 0; node <= writer && now.Writers[0].Phase >= (WriterPhase)writer; node++)
                    steps.Add(Begin(now, writer, node));
                break;
            case WriterPhase.Committed:
                steps.Add(Drop(now, writer));
                break;
            case WriterPhase.Dropped:
                steps.Add(Unlink(now, writer));
                break;
            case WriterPhase.Unlinked:
                steps.Add(Acknowledge(now, writer));
                break;
            case WriterPhase.Acknowledged:
                steps.Add(Elapse(now, writer));
                break;
        }
    }

    private Step Begin(in State now, int writer, int node)
    {
        var next = now;
        next.Writers[writer].Node = (byte)node;
        next.Writers[writer].Phase = WriterPhase.Committed;
        if (!parts.HasFlag(Parts.CommitFirst))
            return new("writer {0} begins on node {1}, and will commit at the end", writer, node, next);
        Commit(ref next, writer);
        return new($"writer {{0}} on node {node} commits value {{1}}", writer, next.Database, next);
    }

    private Step Acknowledge(in State now, int writer)
    {
        var next = now;
        next.Nodes[now.Writers[writer].Node].Drop();
        next.Writers[writer].Phase = WriterPhase.Acknowledged;
        if (parts.HasFlag(Parts.CommitFirst))
            return new("writer {0} drops L1 and the flight of node {1} again, and is acknowledged", writer, now.Writers[writer].Node, next);
        Commit(ref next, writer);
        return new($"writer {{0}} drops L1 and the flight of node {now.Writers[writer].Node} again, commits value {{1}}, and is acknowledged", writer, next.Database, next);
    }

    // one script: the slot, the sequence, the message to all nodes
    private static Step Unlink(in State now, int writer)
    {
        var next = now;
        next.Slot = 0;
        next.Sequence++;
        next.Messages |= (ushort)(State.Message(next.Sequence, 0) | State.Message(next.Sequence, 1));
        next.Writers[writer].Sequence = next.Sequence;
        next.Writers[writer].Phase = WriterPhase.Unlinked;
        return new("writer {0} empties L2, and publishes invalidation {1}", writer, next.Sequence, next);
    }

    private static Step Drop(in State now, int writer)
    {
        var next = now;
        var node = now.Writers[writer].Node;
        next.Nodes[node].Drop();
        next.Writers[writer].Phase = WriterPhase.Dropped;
        return new("writer {0} drops L1 and the flight of node {1}", writer, node, next);
    }

    private static Step Elapse(in State now, int writer)
    {
        var next = now;
        next.Writers[writer].Phase = WriterPhase.Elapsed;
        return new("the window passes after the acknowledgement of writer {0}", writer, 0, next);
    }

    private static void Commit(ref State next, int writer) => next.Writers[writer].Version = ++next.Database;
}
