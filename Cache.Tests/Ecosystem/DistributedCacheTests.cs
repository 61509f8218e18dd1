using System.Buffers;
using Cache.Tests.Policies;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.DependencyInjection;

namespace Cache.Tests.Ecosystem;

/// <summary>The members of IDistributedCache and IBufferDistributedCache, as their documentation says what they do, with every choice of tiers.</summary>
[TestFixture(Tiers.Memory)]
[TestFixture(Tiers.Redis)]
[TestFixture(Tiers.Hybrid)]
internal sealed class DistributedCacheTests(Tiers tiers)
{
    private static readonly DistributedCacheEntryOptions s_none = new();

    private EcosystemNode _node = null!;

    private IBufferDistributedCache Distributed => _node.Distributed;

    [SetUp]
    public void Open() => _node = new(tiers);

    [TearDown]
    public async Task CloseAsync() => await _node.DisposeAsync();

    [Test]
    public void One_object_is_both_interfaces() => Assert.That(_node.Services.GetRequiredService<IDistributedCache>(), Is.SameAs(Distributed));

    [Test]
    public async Task What_is_set_is_found_until_it_is_removed()
    {
        Assert.That(await Distributed.GetAsync("a"), Is.Null);
        await Distributed.SetAsync("a", [1, 2], s_none);
        Assert.That(await Distributed.GetAsync("a"), Is.EqualTo(new byte[] { 1, 2 }));
        await Distributed.SetAsync("a", [3], s_none);
        Assert.That(await Distributed.GetAsync("a"), Is.EqualTo(new byte[] { 3 }));
        await Distributed.RemoveAsync("a");
        Assert.That(await Distributed.GetAsync("a"), Is.Null);
        await Distributed.RemoveAsync("a");
    }

    [Test]
    public void The_synchronous_members_do_the_same()
    {
        Assert.That(Distributed.Get("a"), Is.Null);
        Distributed.Set("a", [1, 2], s_none);
        Assert.That(Distributed.Get("a"), Is.EqualTo(new byte[] { 1, 2 }));
        Distributed.Refresh("a");
        Distributed.Refresh("never there");
        Distributed.Remove("a");
        Assert.That(Distributed.Get("a"), Is.Null);
    }

    [Test]
    public async Task Bytes_are_read_into_a_buffer_and_written_from_a_sequence()
    {
        var target = new ArrayBufferWriter<byte>();
        Assert.That(Distributed.TryGet("a", target) || await Distributed.TryGetAsync("a", target), Is.False);
        Assert.That(target.WrittenCount, Is.Zero);

        await Distributed.SetAsync("a", Sequence([1, 2], [3]), s_none);
        Assert.That(await Distributed.TryGetAsync("a", target), Is.True);
        Assert.That(target.WrittenSpan.ToArray(), Is.EqualTo(new byte[] { 1, 2, 3 }));

        Distributed.Set("a", Sequence([4], [5]), s_none);
        Assert.That(Distributed.TryGet("a", target), Is.True);
        Assert.That(target.WrittenSpan.ToArray(), Is.EqualTo(new byte[] { 1, 2, 3, 4, 5 }));
    }

    [Test]
    public async Task No_bytes_are_a_value()
    {
        await Distributed.SetAsync("a", [], s_none);
        Assert.That(await Distributed.GetAsync("a"), Is.Not.Null.And.Empty);
        Assert.That(await Distributed.TryGetAsync("a", new ArrayBufferWriter<byte>()), Is.True);
    }

    [Test]
    public async Task What_becomes_of_an_array_concerns_nobody_else()
    {
        var written = new byte[] { 1 };
        await Distributed.SetAsync("a", written, s_none);
        Distributed.Set("b", written, s_none);
        await Distributed.SetAsync("c", new ReadOnlySequence<byte>(written), s_none);
        written[0] = 9;
        foreach (var key in new[] { "a", "b", "c" })
        {
            var read = await Distributed.GetAsync(key);
            Assert.That(read, Is.EqualTo(new byte[] { 1 }), key);
            read![0] = 8;
            Assert.That(Distributed.Get(key), Is.EqualTo(new byte[] { 1 }), key);
        }
    }

    [Test]
    public async Task The_extensions_for_strings_work()
    {
        await Distributed.SetStringAsync("a", "grüße");
        Assert.That(Distributed.GetString("a"), Is.EqualTo("grüße"));
        Assert.That(await Distributed.GetStringAsync("b"), Is.Null);
    }

    [Test]
    public async Task A_call_that_is_cancelled_already_does_nothing()
    {
        var cancelled = new CancellationToken(canceled: true);
        Assert.That(async () => await Distributed.SetAsync("a", [1], s_none, cancelled), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(await Distributed.GetAsync("a"), Is.Null);
        await Distributed.SetAsync("a", [1], s_none);
        Assert.That(async () => await Distributed.RemoveAsync("a", cancelled), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(async () => await Distributed.GetAsync("a", cancelled), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(async () => await Distributed.RefreshAsync("a", cancelled), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(async () => await Distributed.TryGetAsync("a", new ArrayBufferWriter<byte>(), cancelled), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(await Distributed.GetAsync("a"), Is.EqualTo(new byte[] { 1 }));
    }

    [TestCase("")]
    [TestCase(null)]
    public void An_empty_key_is_refused_by_every_member(string? key) => Assert.Multiple(() =>
    {
        var bytes = new ArrayBufferWriter<byte>();
        Assert.That(() => Distributed.Get(key!), Throws.InstanceOf<ArgumentException>());
        Assert.That(() => Distributed.Set(key!, [], s_none), Throws.InstanceOf<ArgumentException>());
        Assert.That(() => Distributed.Refresh(key!), Throws.InstanceOf<ArgumentException>());
        Assert.That(() => Distributed.Remove(key!), Throws.InstanceOf<ArgumentException>());
        Assert.That(() => Distributed.TryGet(key!, bytes), Throws.InstanceOf<ArgumentException>());
        Assert.That(() => Distributed.Set(key!, default(ReadOnlySequence<byte>), s_none), Throws.InstanceOf<ArgumentException>());
        Assert.That(async () => await Distributed.GetAsync(key!), Throws.InstanceOf<ArgumentException>());
        Assert.That(async () => await Distributed.SetAsync(key!, [], s_none), Throws.InstanceOf<ArgumentException>());
        Assert.That(async () => await Distributed.RefreshAsync(key!), Throws.InstanceOf<ArgumentException>());
        Assert.That(async () => await Distributed.RemoveAsync(key!), Throws.InstanceOf<ArgumentException>());
        Assert.That(async () => await Distributed.TryGetAsync(key!, bytes), Throws.InstanceOf<ArgumentException>());
        Assert.That(async () => await Distributed.SetAsync(key!, default(ReadOnlySequence<byte>), s_none), Throws.InstanceOf<ArgumentException>());
    });

    [Test]
    public void Null_is_no_value_no_options_and_no_buffer()
    {
        Assert.That(() => Distributed.Set("a", null!, s_none), Throws.ArgumentNullException);
        Assert.That(async () => await Distributed.SetAsync("a", null!, s_none), Throws.ArgumentNullException);
        Assert.That(() => Distributed.Set("a", [], null!), Throws.ArgumentNullException);
        Assert.That(async () => await Distributed.SetAsync("a", [], null!), Throws.ArgumentNullException);
        Assert.That(() => Distributed.TryGet("a", null!), Throws.ArgumentNullException);
        Assert.That(async () => await Distributed.TryGetAsync("a", null!), Throws.ArgumentNullException);
    }

    private static ReadOnlySequence<byte> Sequence(byte[] first, byte[] second)
    {
        var (one, other) = (new Part(first, 0), new Part(second, first.Length));
        one.Follow(other);
        return new(one, 0, other, second.Length);
    }

    private sealed class Part : ReadOnlySequenceSegment<byte>
    {
        public Part(byte[] bytes, int at) => (Memory, RunningIndex) = (bytes, at);

        public void Follow(Part next) => Next = next;
    }
}
