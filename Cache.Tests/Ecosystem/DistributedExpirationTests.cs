using Cache.Tests.Policies;
using Microsoft.Extensions.Caching.Distributed;

namespace Cache.Tests.Ecosystem;

/// <summary>How long the entries of a distributed cache live. Reads are noted at least every eighth of a sliding time, so an entry lives for that much longer at most.</summary>
[TestFixture(Tiers.Memory)]
[TestFixture(Tiers.Redis)]
[TestFixture(Tiers.Hybrid)]
internal sealed class DistributedExpirationTests(Tiers tiers)
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);
    private static readonly DistributedCacheEntryOptions s_sliding = new() { SlidingExpiration = 16 * s_second };

    private EcosystemNode _node = null!;

    private IBufferDistributedCache Distributed => _node.Distributed;

    [SetUp]
    public void Open() => _node = new(tiers);

    [TearDown]
    public async Task CloseAsync() => await _node.DisposeAsync();

    [Test]
    public async Task Without_a_time_it_does_not_expire()
    {
        await Distributed.SetAsync("a", [1], new());
        await Distributed.SetAsync("b", [1], new() { AbsoluteExpirationRelativeToNow = TimeSpan.MaxValue, SlidingExpiration = TimeSpan.MaxValue });
        await Distributed.SetAsync("c", [1], new() { AbsoluteExpiration = DateTimeOffset.MaxValue });
        _node.Time.Advance(TimeSpan.FromDays(1000));
        Assert.That(await PresentAsync("a", "b", "c"), Is.EqualTo("a b c"));
    }

    [Test]
    public async Task An_absolute_time_ends_it_however_it_is_given()
    {
        await Distributed.SetAsync("at", [1], new() { AbsoluteExpiration = _node.Time.GetUtcNow() + 20 * s_second });
        await Distributed.SetAsync("after", [1], new() { AbsoluteExpirationRelativeToNow = 20 * s_second });
        await Distributed.SetAsync("earlier", [1], new() { AbsoluteExpiration = _node.Time.GetUtcNow() + 5 * s_second, AbsoluteExpirationRelativeToNow = 20 * s_second });
        await Distributed.SetAsync("sooner", [1], new() { AbsoluteExpiration = _node.Time.GetUtcNow() + 20 * s_second, AbsoluteExpirationRelativeToNow = 5 * s_second });

        _node.Time.Advance(4 * s_second);
        Assert.That(await PresentAsync("at", "after", "earlier", "sooner"), Is.EqualTo("at after earlier sooner"));
        _node.Time.Advance(2 * s_second);
        Assert.That(await PresentAsync("at", "after", "earlier", "sooner"), Is.EqualTo("at after"));
        _node.Time.Advance(15 * s_second);
        Assert.That(await PresentAsync("at", "after"), Is.Empty);
    }

    [Test]
    public async Task A_sliding_time_ends_it_when_nobody_reads_it()
    {
        await Distributed.SetAsync("a", [1], s_sliding);
        _node.Time.Advance(19 * s_second);
        Assert.That(await PresentAsync("a"), Is.Empty);
    }

    [Test]
    public async Task Every_read_begins_a_sliding_time_anew([Values] Reading reading)
    {
        await Distributed.SetAsync("a", [1], s_sliding);
        for (var reads = 0; reads < 10; reads++)
        {
            _node.Time.Advance(15 * s_second);
            await ReadAsync(reading);
        }
        _node.Time.Advance(15 * s_second);
        Assert.That(await PresentAsync("a"), Is.EqualTo("a"));
        _node.Time.Advance(19 * s_second);
        Assert.That(await PresentAsync("a"), Is.Empty);
    }

    [Test]
    public async Task A_sliding_time_does_not_outlive_an_absolute_one()
    {
        await Distributed.SetAsync("a", [1], new() { SlidingExpiration = 16 * s_second, AbsoluteExpirationRelativeToNow = 40 * s_second });
        for (var reads = 0; reads < 3; reads++)
        {
            _node.Time.Advance(13 * s_second);
            Assert.That(await PresentAsync("a"), Is.EqualTo("a"));
        }
        _node.Time.Advance(2 * s_second);
        Assert.That(await PresentAsync("a"), Is.Empty, "41 s");
    }

    [Test]
    public async Task Each_entry_has_a_sliding_time_of_its_own()
    {
        await Distributed.SetAsync("short", [1], new() { SlidingExpiration = 8 * s_second });
        await Distributed.SetAsync("long", [1], new() { SlidingExpiration = 40 * s_second });
        await Distributed.SetAsync("none", [1], new());
        _node.Time.Advance(10 * s_second);
        Assert.That(await PresentAsync("short", "long", "none"), Is.EqualTo("long none"));
        _node.Time.Advance(46 * s_second);
        Assert.That(await PresentAsync("short", "long", "none"), Is.EqualTo("none"));
    }

    [Test]
    public void A_time_in_the_past_is_refused()
    {
        var past = new DistributedCacheEntryOptions { AbsoluteExpiration = _node.Time.GetUtcNow() };
        Assert.That(() => Distributed.Set("a", [1], past), Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("in the past"));
        Assert.That(async () => await Distributed.SetAsync("a", [1], past), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(Distributed.Get("a"), Is.Null);
    }

    private async Task ReadAsync(Reading reading)
    {
        switch (reading)
        {
            case Reading.Get:
                Distributed.Get("a");
                break;
            case Reading.GetAsync:
                await Distributed.GetAsync("a");
                break;
            case Reading.TryGet:
                await Distributed.TryGetAsync("a", new System.Buffers.ArrayBufferWriter<byte>());
                break;
            case Reading.Refresh:
                Distributed.Refresh("a");
                break;
            case Reading.RefreshAsync:
                await Distributed.RefreshAsync("a");
                break;
        }
    }

    private async Task<string> PresentAsync(params string[] keys)
    {
        var present = new List<string>();
        foreach (var key in keys)
        {
            if (await Distributed.GetAsync(key) is not null)
                present.Add(key);
        }
        return string.Join(' ', present);
    }

    internal enum Reading
    {
        Get,
        GetAsync,
        TryGet,
        Refresh,
        RefreshAsync,
    }
}
