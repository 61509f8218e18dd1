using Cache.Tests.Policies;

namespace Cache.Tests.Ecosystem;

/// <summary>What several nodes have in common of a distributed cache.</summary>
[TestFixture(Tiers.Redis)]
[TestFixture(Tiers.Hybrid)]
internal sealed class DistributedSharingTests(Tiers tiers)
{
    [Test]
    public async Task Reads_on_one_node_count_for_all()
    {
        await using var node = new EcosystemNode(tiers);
        await using var other = new EcosystemNode(tiers, node.Server, node.Time);
        await node.Distributed.SetAsync("a", [1], new() { SlidingExpiration = TimeSpan.FromSeconds(16) });
        for (var reads = 0; reads < 10; reads++)
        {
            node.Time.Advance(TimeSpan.FromSeconds(15));
            Assert.That(await other.Distributed.GetAsync("a"), Is.EqualTo(new byte[] { 1 }), "read by a node that has not written it, with the time of the entry");
        }
        Assert.That(await node.Distributed.GetAsync("a"), Is.EqualTo(new byte[] { 1 }));
    }
}
