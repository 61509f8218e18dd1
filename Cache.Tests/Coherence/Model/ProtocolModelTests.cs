namespace Cache.Tests.Coherence.Model;

/// <summary>Every interleaving of two readers and two writers on two nodes: the protocol keeps its promises in all of them, and needs each of its parts for that.</summary>
public class ProtocolModelTests
{
    private const string StaleInSlot = "L2 holds a value from before a write that is acknowledged";
    private const string StaleInL1 = "L1 serves a value from before a write that this node has acknowledged, or any node a window ago";

    [TestCase(0, 0, 0)]
    [TestCase(1, 1, 1)]
    [TestCase(0, 1, 0)]
    [TestCase(0, 1, 1)]
    public void No_interleaving_breaks_a_promise(int reader, int other, int asking)
    {
        var exploration = Explore(Parts.All, reader, other, asking);
        Assert.That(exploration.Trace, Is.Empty);
        Assert.That(exploration.States, Is.GreaterThan(100_000), "a model in which little can happen proves little");
    }

    [Test]
    public void Without_the_lease_L2_takes_a_value_from_before_the_write() => Breaks(Parts.Lease, StaleInSlot, "fills L2 with value 0");

    [Test]
    public void Without_the_ticket_L1_takes_a_value_from_before_the_write() => Breaks(Parts.Ticket, StaleInL1, "fills L1, and returns value 0");

    [Test]
    public void An_invalidation_before_the_commit_lets_a_load_between_them_stay() => Breaks(Parts.CommitFirst, StaleInSlot, "fills L2 with value 0");

    [Test]
    public void Without_the_watermark_a_lost_message_is_never_made_good() => Breaks(Parts.Watermark, StaleInL1, "the window passes after the acknowledgement of writer 0");

    // readers on both nodes, so that each of them can be the one that is told and the one that has to hear
    private static void Breaks(Parts without, string promise, string because)
    {
        var exploration = Explore(Parts.All & ~without, reader: 0, other: 1, asking: 1);
        Assert.That(exploration.Trace, Is.Not.Empty, $"{exploration.States} moments without {without}, and no promise is broken");
        Assert.Multiple(() =>
        {
            Assert.That(exploration.Trace[^1].Broken, Is.EqualTo(promise));
            Assert.That(exploration.Trace.Select(step => step.ToString()), Has.Some.Contains(because));
        });
    }

    private static Exploration Explore(Parts parts, int reader, int other, int asking)
    {
        var exploration = new Explorer(new(parts)).Run(Protocol.Start(reader, other, asking));
        TestContext.Out.WriteLine($"{parts}: {exploration.States} moments");
        foreach (var step in exploration.Trace)
            TestContext.Out.WriteLine("  " + step);
        return exploration;
    }
}
