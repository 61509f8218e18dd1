namespace Cache.Tests.Policies;

public class OverrideTests
{
    private static readonly TimeSpan s_hour = TimeSpan.FromHours(1);

    [Test]
    public async Task It_counts_for_entries_made_from_then_on_and_leaves_the_others_their_time()
    {
        var definition = PolicyNode.Define(ttl: "10m");
        await using var node = new PolicyNode([definition]);
        var cache = definition.In(node.Cache);
        await cache.SetAsync(1, "before");

        node.Policies.Override("users", new() { Ttl = "1m" }, s_hour);
        await cache.SetAsync(2, "after");
        await cache.GetTask(static (_, _, _) => new("loaded"), 3);
        node.Time.Advance(TimeSpan.FromMinutes(1));

        Assert.That(await cache.ExistsAsync(1), Is.True);
        Assert.That(await cache.ExistsAsync(2), Is.False);
        Assert.That(await cache.ExistsAsync(3), Is.False);
    }

    [Test]
    public async Task It_ends_by_itself_on_time_and_says_so()
    {
        await using var node = new PolicyNode([PolicyNode.Define(ttl: "10m")]);
        node.Policies.Override("users", new() { Ttl = "1m" }, s_hour);

        node.Time.Advance(s_hour - TimeSpan.FromTicks(1));
        Assert.That(node.Setting("Ttl"), Is.EqualTo(("1m", CachePolicySource.Override)));

        node.Time.Advance(TimeSpan.FromTicks(1));
        Assert.That(node.Setting("Ttl"), Is.EqualTo(("10m", CachePolicySource.Attribute)));
        var told = node.Log.Messages.Where(static message => message.Id == 20).Select(static message => message.Text).ToArray();
        Assert.That(told, Has.Length.EqualTo(2));
        Assert.That(told[0], Does.StartWith("The policy of the cache 'users' has changed: Ttl = 1m (override until 2026-01-01 01:00:00Z), Jitter = 0s (default)"));
        Assert.That(told[1], Does.StartWith("The policy of the cache 'users' has changed: Ttl = 10m ([Cache] of Cache.Tests.users), Jitter = 0s (default)"));
    }

    [Test]
    public async Task It_can_be_removed_before_its_time_once()
    {
        await using var node = new PolicyNode([PolicyNode.Define()]);
        node.Policies.Override("users", new() { CacheNull = false }, s_hour);

        Assert.That(node.Policies.RemoveOverride("users"), Is.True);
        Assert.That(node.Setting("CacheNull"), Is.EqualTo(("true", CachePolicySource.Default)));
        Assert.That(node.Policies.RemoveOverride("users"), Is.False);
    }

    [Test]
    public async Task A_second_one_takes_the_place_of_the_first_and_its_time_counts()
    {
        await using var node = new PolicyNode([PolicyNode.Define()]);
        node.Policies.Override("users", new() { Ttl = "1m", CacheNull = false }, s_hour);
        node.Time.Advance(s_hour / 2);
        node.Policies.Override("users", new() { Ttl = "2m" }, s_hour);

        node.Time.Advance(s_hour / 2);
        Assert.That(node.Setting("Ttl"), Is.EqualTo(("2m", CachePolicySource.Override)), "the end of the first is not that of the second");
        Assert.That(node.Setting("CacheNull").Source, Is.EqualTo(CachePolicySource.Default), "it takes the place of the whole first one");

        node.Time.Advance(s_hour / 2);
        Assert.That(node.Setting("Ttl").Source, Is.EqualTo(CachePolicySource.Default));
    }

    [Test]
    public async Task It_concerns_no_other_cache_and_no_other_node()
    {
        var definition = PolicyNode.Define();
        await using var node = new PolicyNode([definition, PolicyNode.Define("orders")]);
        await using var other = new PolicyNode([definition]);

        node.Policies.Override("users", new() { Ttl = "1m" }, s_hour);

        Assert.That(node.Setting("Ttl", "orders").Source, Is.EqualTo(CachePolicySource.Default));
        Assert.That(other.Setting("Ttl").Source, Is.EqualTo(CachePolicySource.Default));
    }

    [TestCase("a minute", null, "Ttl is \"a minute\". Write a duration above zero")]
    [TestCase("0s", null, "or \"never\"")]
    [TestCase(null, "never", "\"0s\" for none")]
    [TestCase("1m", "1m", "Jitter = \"1m\" (override until 2026-01-01 01:00:00Z) and Ttl = \"1m\"")]
    [TestCase(null, "10m", "Ttl = \"10m\" ([Cache] of Cache.Tests.users): write a Jitter below the Ttl")]
    [TestCase(null, null, "Set at least one")]
    public async Task One_that_cannot_be_is_refused_and_changes_nothing(string? ttl, string? jitter, string wanted)
    {
        await using var node = new PolicyNode([PolicyNode.Define(ttl: "10m")]);
        node.Policies.Override("users", new() { Ttl = "7m" }, s_hour / 2);
        if (jitter == "10m")
            node.Policies.RemoveOverride("users");
        var before = node.Policies.Explain("users").ToString();

        var failure = Assert.Throws<ArgumentException>(() => node.Policies.Override("users", new() { Ttl = ttl, Jitter = jitter }, s_hour))!;

        Assert.That(failure.Message, Does.Contain(wanted).And.Contain("nothing is changed"));
        Assert.That(node.Policies.Explain("users").ToString(), Is.EqualTo(before));
    }

    [TestCase(0)]
    [TestCase(-1)]
    [TestCase(31 * 24)]
    public async Task Its_time_is_above_zero_and_at_most_thirty_days(int hours)
    {
        await using var node = new PolicyNode([PolicyNode.Define()]);

        Assert.That(() => node.Policies.Override("users", new() { Ttl = "1m" }, TimeSpan.FromHours(hours)), Throws.InstanceOf<ArgumentOutOfRangeException>().With.Property("ParamName").EqualTo("duration"));
        Assert.That(() => node.Policies.Override("users", new() { Ttl = "1m" }, Timeout.InfiniteTimeSpan), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public async Task With_its_container_its_timer_ends()
    {
        var time = new ManualTimeProvider();
        var node = new PolicyNode([PolicyNode.Define()], time: time);
        var before = time.PendingTimers;
        node.Policies.Override("users", new() { Ttl = "1m" }, s_hour);
        Assert.That(time.PendingTimers, Is.EqualTo(before + 1));

        await node.DisposeAsync();

        Assert.That(time.PendingTimers, Is.Zero);
        Assert.That(() => node.Policies.Override("users", new() { Ttl = "1m" }, s_hour), Throws.InstanceOf<ObjectDisposedException>());
    }
}
