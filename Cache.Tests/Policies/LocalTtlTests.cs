using Cache.Time;

namespace Cache.Tests.Policies;

/// <summary>LocalTtl bounds the life of an entry in memory where there is a shared tier behind it, and nowhere else.</summary>
public class LocalTtlTests
{
    private static readonly TimeSpan s_local = TimeSpan.FromSeconds(10);

    [Test]
    public async Task On_hybrid_an_entry_is_read_from_the_shared_tier_again_after_it()
    {
        var definition = PolicyNode.Define(ttl: "5m", localTtl: "10s");
        await using var node = new PolicyNode([definition], tiers: Tiers.Hybrid);
        var cache = definition.In(node.Cache);
        await cache.GetTask(static (_, _, _) => new("value"), 1);
        var before = Gets(node);

        node.Time.Advance(s_local - CoarseClock.Resolution);
        await cache.GetTask(Forbidden, 1);
        Assert.That(Gets(node), Is.EqualTo(before), "it is in memory still");

        node.Time.Advance(CoarseClock.Resolution);
        Assert.That(await cache.GetTask(Forbidden, 1), Is.EqualTo("value"));
        Assert.That(Gets(node), Is.EqualTo(before + 1));
        await cache.GetTask(Forbidden, 1);
        Assert.That(Gets(node), Is.EqualTo(before + 1), "what was read again is in memory for as long again");
    }

    [Test]
    public async Task What_is_set_or_put_obeys_it_whatever_Ttl_of_its_own_it_has()
    {
        var definition = PolicyNode.Define(ttl: "5m", localTtl: "10s");
        await using var node = new PolicyNode([definition], tiers: Tiers.Hybrid);
        var cache = definition.In(node.Cache);

        await cache.SetAsync(1, "set");
        await cache.SetAsync(2, "long", TimeSpan.FromDays(1));
        await cache.SetAsync(3, "short", TimeSpan.FromSeconds(4));
        await cache.SetAsync(4, "for ever", Timeout.InfiniteTimeSpan);

        Assert.That(Lives(node), Is.EqualTo((double[])[4, 10, 10, 10]));
    }

    [TestCase("30s", "never")]
    [TestCase("30s", "1h")]
    [TestCase("30s", null)]
    public async Task One_that_is_longer_than_the_Ttl_has_no_effect(string ttl, string? localTtl)
    {
        var definition = PolicyNode.Define();
        await using var node = new PolicyNode([definition], localTtl is null ? [("users:Ttl", ttl)] : [("users:Ttl", ttl), ("users:LocalTtl", localTtl)], Tiers.Hybrid);

        await definition.In(node.Cache).SetAsync(1, "value");

        Assert.That(Lives(node), Is.EqualTo((double[])[30]));
    }

    [Test]
    public async Task On_memory_alone_it_has_no_effect()
    {
        var definition = PolicyNode.Define(ttl: "5m", localTtl: "10s");
        await using var node = new PolicyNode([definition], tiers: Tiers.Memory);

        await definition.In(node.Cache).GetTask(static (_, _, _) => new("value"), 1);

        Assert.That(Lives(node), Is.EqualTo((double[])[300]));
    }

    [Test]
    public async Task On_Redis_alone_it_has_no_effect()
    {
        var definition = PolicyNode.Define(ttl: "5m", localTtl: "10s");
        await using var node = new PolicyNode([definition], tiers: Tiers.Redis);
        var cache = definition.In(node.Cache);
        await cache.GetTask(static (_, _, _) => new("value"), 1);

        node.Time.Advance(TimeSpan.FromSeconds(59));

        Assert.That(node.Store.Count, Is.Zero);
        Assert.That(await cache.GetTask(Forbidden, 1), Is.EqualTo("value"));
    }

    [Test]
    public async Task An_override_of_it_counts_for_what_comes_into_memory_from_then_on()
    {
        var definition = PolicyNode.Define(ttl: "5m");
        await using var node = new PolicyNode([definition], tiers: Tiers.Hybrid);
        await definition.In(node.Cache).SetAsync(1, "before");

        node.Policies.Override("users", new() { LocalTtl = "2s" }, TimeSpan.FromHours(1));
        await definition.In(node.Cache).SetAsync(2, "after");

        Assert.That(Lives(node), Is.EqualTo((double[])[2, 300]));
    }

    private static int Gets(PolicyNode node) => node.Server.Commands.Count(static command => command == "get");

    private static ValueTask<string> Forbidden(int key, CacheContext context, CancellationToken cancellationToken) => throw new AssertionException($"{key} was loaded");

    // in seconds; the clock stands at zero
    private static double[] Lives(PolicyNode node) => [.. node.Store.Entries.Select(static entry => TimeSpan.FromTicks(entry.ExpiresAt).TotalSeconds).Order()];
}
