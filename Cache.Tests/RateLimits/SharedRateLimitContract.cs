using Cache.Tests.Contract;

namespace Cache.Tests.RateLimits;

/// <summary>What rate limits do beyond that for several processes: nodes of one application that share a server.</summary>
public abstract class SharedRateLimitContract : RateLimitContract
{
    private ContractNode _otherNode = null!;

    private ICacheRateLimits Other => LimitsOf(_otherNode);

    [SetUp]
    public void OpenOtherNode() => _otherNode = Topology.Open();

    [TearDown]
    public async Task CloseOtherNodeAsync() => await _otherNode.DisposeAsync();

    [Test]
    public async Task All_nodes_count_together()
    {
        await Limits.CheckAsync(Key, 3, Long);
        await Other.CheckAsync(Key, 3, Long);

        Assert.That((await Limits.CheckAsync(Key, 3, Long)).Remaining, Is.Zero);
        Assert.That((await Other.CheckAsync(Key, 3, Long)).Allowed, Is.False);
        Assert.That((await Other.GetStatusAsync(Key, 3, Long)).Remaining, Is.Zero);
        await Other.ResetAsync(Key, Long);
        Assert.That((await Limits.CheckAsync(Key, 3, Long)).Remaining, Is.EqualTo(2));
    }

    [Test]
    public async Task Callers_on_two_nodes_at_once_get_no_more_than_the_limit()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => (i % 2 == 0 ? Limits : Other).CheckAsync(Key, 30, Long).AsTask()));

        Assert.That(results.Count(static one => one.Allowed), Is.EqualTo(30));
    }
}
