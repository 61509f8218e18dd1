using Cache.Tests.Policies;
using Microsoft.Extensions.Caching.Hybrid;

namespace Cache.Tests.Ecosystem;

/// <summary>How long the entries of a HybridCache live: by the call's options, by the default options, by the policy.</summary>
internal sealed class HybridExpirationTests
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    [TestCase(Tiers.Memory)]
    [TestCase(Tiers.Redis)]
    [TestCase(Tiers.Hybrid)]
    public async Task Expiration_ends_an_entry_that_was_made_or_set(Tiers tiers)
    {
        await using var node = new EcosystemNode(tiers);
        await node.GetAsync("made", "1", expiration: 20 * s_second);
        await node.Hybrid.SetAsync("set", "2", new() { Expiration = 20 * s_second });
        await node.Hybrid.SetAsync("ever", "3", new() { Expiration = Timeout.InfiniteTimeSpan });
        await node.Hybrid.SetAsync("longest", "4", new() { Expiration = TimeSpan.MaxValue, LocalCacheExpiration = TimeSpan.MaxValue });

        node.Time.Advance(19 * s_second);
        Assert.That((await node.FindAsync<string>("made"), await node.FindAsync<string>("set")), Is.EqualTo(("1", "2")));
        node.Time.Advance(2 * s_second);
        Assert.That((await node.FindAsync<string>("made"), await node.FindAsync<string>("set")), Is.EqualTo((null as string, null as string)));
        node.Time.Advance(TimeSpan.FromDays(1000));
        Assert.That((await node.FindAsync<string>("ever"), await node.FindAsync<string>("longest")), Is.EqualTo(("3", "4")));
    }

    [Test]
    public async Task LocalCacheExpiration_ends_it_in_memory_and_not_in_the_shared_tier()
    {
        await using var node = new EcosystemNode(Tiers.Hybrid);
        await node.GetAsync("made", "1", expiration: 40 * s_second, local: 10 * s_second);
        await node.Hybrid.SetAsync("set", "2", new() { Expiration = 40 * s_second, LocalCacheExpiration = 10 * s_second });

        node.Time.Advance(11 * s_second);
        Assert.That((await LocalAsync(node, "made"), await LocalAsync(node, "set")), Is.EqualTo((null as string, null as string)));
        Assert.That(await node.GetAsync("made", "again", local: 10 * s_second), Is.EqualTo("1"), "from the shared tier, for another such time");
        Assert.That(await LocalAsync(node, "made"), Is.EqualTo("1"));
        node.Time.Advance(11 * s_second);
        Assert.That(await LocalAsync(node, "made"), Is.Null);
    }

    [Test]
    public async Task What_comes_from_the_shared_tier_lives_in_memory_no_longer_than_there()
    {
        await using var one = new EcosystemNode(Tiers.Hybrid);
        await using var other = new EcosystemNode(Tiers.Hybrid, one.Server, one.Time);
        await one.GetAsync("a", "1", expiration: 20 * s_second);
        one.Time.Advance(15 * s_second);
        Assert.That(await other.GetAsync("a", "again", expiration: 40 * s_second, local: 30 * s_second), Is.EqualTo("1"));
        one.Time.Advance(6 * s_second);
        Assert.That(await LocalAsync(other, "a"), Is.Null);
    }

    [Test]
    public async Task In_memory_alone_the_shorter_of_the_two_ends_it()
    {
        await using var node = new EcosystemNode();
        await node.GetAsync("made", "1", expiration: 40 * s_second, local: 10 * s_second);
        await node.Hybrid.SetAsync("set", "2", new() { LocalCacheExpiration = 10 * s_second });
        node.Time.Advance(11 * s_second);
        Assert.That((await node.FindAsync<string>("made"), await node.FindAsync<string>("set")), Is.EqualTo((null as string, null as string)));
    }

    [Test]
    public async Task Without_options_entries_live_for_five_minutes()
    {
        await using var node = new EcosystemNode();
        await node.GetAsync("a", "1");
        node.Time.Advance(299 * s_second);
        Assert.That(await node.FindAsync<string>("a"), Is.EqualTo("1"));
        node.Time.Advance(2 * s_second);
        Assert.That(await node.FindAsync<string>("a"), Is.Null);
    }

    [Test]
    public async Task Each_setting_is_that_of_the_call_or_of_the_default_options_or_of_the_policy()
    {
        await using var node = new EcosystemNode(
            configure: static settings => settings.DefaultEntryOptions = new() { Expiration = 20 * s_second, Flags = HybridCacheEntryFlags.DisableLocalCacheWrite }, policies: ("hybrid:Ttl", "1h"));
        Assert.That(await node.GetAsync("a", "1"), Is.EqualTo("1"));
        Assert.That(await node.FindAsync<string>("a"), Is.Null, "the flags are those of the default options");

        await node.GetAsync("a", "2", HybridCacheEntryFlags.None);
        await node.GetAsync("b", "3", HybridCacheEntryFlags.None, expiration: 30 * s_second);
        node.Time.Advance(21 * s_second);
        Assert.That((await node.FindAsync<string>("a"), await node.FindAsync<string>("b")), Is.EqualTo((null as string, "3")));

        await using var configured = new EcosystemNode(policies: ("hybrid:Ttl", "10s"));
        await configured.GetAsync("a", "1");
        configured.Time.Advance(11 * s_second);
        Assert.That(await configured.FindAsync<string>("a"), Is.Null);
    }

    [Test]
    public async Task The_default_options_may_forbid_reads_of_memory()
    {
        await using var node = new EcosystemNode(configure: static settings => settings.DefaultEntryOptions = new() { Flags = HybridCacheEntryFlags.DisableLocalCacheRead });
        await node.GetAsync("a", "1");
        Assert.That(await node.GetAsync("a", "2"), Is.EqualTo("2"));
        Assert.That(await node.GetAsync("a", "3", HybridCacheEntryFlags.None), Is.EqualTo("2"));
    }

    [TestCase(0)]
    [TestCase(-5)]
    public async Task An_expiration_that_is_not_above_zero_is_refused(int seconds)
    {
        await using var node = new EcosystemNode();
        Assert.That(async () => await node.GetAsync("a", "1", expiration: seconds * s_second), Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("above zero"));
        Assert.That(async () => await node.Hybrid.SetAsync("a", "1", new() { LocalCacheExpiration = seconds * s_second }), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public async Task A_cache_that_is_switched_off_makes_each_value_and_keeps_none()
    {
        await using var node = new EcosystemNode(policies: ("hybrid:Enabled", "false"));
        Assert.That(await node.GetAsync("a", "1"), Is.EqualTo("1"));
        Assert.That(await node.GetAsync("a", "2"), Is.EqualTo("2"));
        await node.Hybrid.SetAsync("a", "3");
        Assert.That(await node.FindAsync<string>("a"), Is.Null);
    }

    private static async Task<string?> LocalAsync(EcosystemNode node, string key) => await node.Hybrid.GetOrCreateAsync<string>(
        key, static _ => throw new InvalidOperationException("not to be called"), new() { Flags = HybridCacheEntryFlags.DisableUnderlyingData | HybridCacheEntryFlags.DisableDistributedCache });
}
