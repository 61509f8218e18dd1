using Cache.Tests.Contract;

namespace Cache.Tests.Locks;

/// <summary>What locks do beyond that for several processes: nodes of one application that share a server.</summary>
public abstract class SharedLockContract : LockContract
{
    private ContractNode _otherNode = null!;

    private ICacheLocks Other => LocksOf(_otherNode);

    [SetUp]
    public void OpenOtherNode() => _otherNode = Topology.Open();

    [TearDown]
    public async Task CloseOtherNodeAsync() => await _otherNode.DisposeAsync();

    [Test]
    public async Task What_one_node_holds_no_other_gets()
    {
        await using var held = await Locks.AcquireAsync(Key, Long);

        Assert.That(await Other.TryAcquireAsync(Key, Long), Is.Null);
        Assert.That(await Other.IsHeldAsync(Key, held.Owner), Is.True);
        Assert.That(async () => await Other.ReleaseAsync(Key, "me"), Throws.TypeOf<CacheLockNotOwnedException>());
    }

    [Test]
    public Task Who_waits_on_another_node_is_woken_by_the_release() => IsWokenAsync(Other);

    [Test]
    public async Task The_owner_may_release_it_on_another_node()
    {
        await Locks.TryAcquireAsync(Key, "import-17", Long);

        Assert.That(await Other.RenewAsync(Key, "import-17", Long), Is.True);
        Assert.That(await Other.ReleaseAsync(Key, "import-17"), Is.True);
        Assert.That(await Locks.GetHolderAsync(Key), Is.Null);
    }

    [Test]
    public async Task Of_many_that_want_it_on_two_nodes_one_at_a_time_has_it()
    {
        const int Callers = 20;
        var (holders, most, passed) = (0, 0, 0);
        var fences = new List<long>();
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(async number =>
        {
            for (var round = 0; round < 5; round++)
            {
                await using var held = await (number % 2 == 0 ? Locks : Other).AcquireAsync(Key, Long);
                most = Math.Max(most, Interlocked.Increment(ref holders));
                fences.Add(held.Fence);
                await Task.Yield();
                passed++;
                Interlocked.Decrement(ref holders);
            }
        })).WaitAsync(Long);

        Assert.That((most, passed), Is.EqualTo((1, Callers * 5)));
        Assert.That(fences, Is.Ordered.Ascending);
    }
}
