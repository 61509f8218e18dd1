namespace Cache.Tests.Contract;

/// <summary>A suite that passes unchanged whatever the tiers are: one topology for all of its tests, a node for each.</summary>
public abstract class TopologyContract
{
    private protected Topology Topology { get; private set; } = null!;

    private protected ContractNode Node { get; private set; } = null!;

    private protected abstract Task<Topology> OpenAsync();

    [OneTimeSetUp]
    public async Task OpenTopologyAsync() => Topology = await OpenAsync();

    [OneTimeTearDown]
    public async Task CloseTopologyAsync() => await Topology.DisposeAsync();

    [SetUp]
    public void OpenNode() => Node = Topology.Open();

    [TearDown]
    public async Task CloseNodeAsync() => await Node.DisposeAsync();
}
