using System.ComponentModel;
using Cache.Tests.Policies;
using Microsoft.Extensions.Caching.Hybrid;

namespace Cache.Tests.Ecosystem;

/// <summary>A hit in memory of a value that cannot be changed allocates nothing, whatever is in front of it.</summary>
internal sealed class HybridAllocationTests
{
    private const int Hits = 1000;

    private static readonly HybridCacheEntryOptions s_options = new() { Expiration = TimeSpan.FromMinutes(1), LocalCacheExpiration = TimeSpan.FromMinutes(1) };
    private static readonly string[] s_tags = ["some"];

    [TestCase(Tiers.Memory)]
    [TestCase(Tiers.Hybrid)]
    public async Task A_hit_of_what_cannot_be_changed_allocates_nothing(Tiers tiers)
    {
        await using var node = new EcosystemNode(tiers);
        Assert.That(Measure(node.Hybrid, "text", "made"), Is.Zero);
        Assert.That(Measure(node.Hybrid, "number", 5), Is.Zero);
        Assert.That(Measure(node.Hybrid, "point", new Point(1, 2)), Is.Zero);
    }

    [Test]
    public async Task A_hit_of_what_another_node_has_written_allocates_nothing_either()
    {
        await using var one = new EcosystemNode(Tiers.Hybrid);
        await using var other = new EcosystemNode(Tiers.Hybrid, one.Server, one.Time);
        await one.Hybrid.SetAsync("point", new Point(3, 4));
        Assert.That(Measure(other.Hybrid, "point", new Point(1, 2)), Is.Zero);
        Assert.That(await other.GetAsync("point", new Point(1, 2)), Is.EqualTo(new Point(3, 4)));
    }

    private static long Measure<T>(HybridCache cache, string key, T made)
    {
        Hit(cache, key, made);
        Hit(cache, key, made);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Hits; i++)
            Hit(cache, key, made);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static void Hit<T>(HybridCache cache, string key, T made)
    {
        var call = cache.GetOrCreateAsync(key, made, static (made, _) => new ValueTask<T>(made), s_options, s_tags);
        if (!call.IsCompletedSuccessfully)
            Assert.Fail("a hit waits for nothing");
        _ = call.Result;
    }

    [ImmutableObject(true)]
    public sealed record Point(int X, int Y);
}
