using Cache.CompilerServices;
using Cache.Policies;

namespace Cache.Tests.Policies;

public class ExplainTests
{
    [Test]
    public async Task It_says_of_every_setting_what_it_is_and_where_that_comes_from()
    {
        await using var node = new PolicyNode(
            [PolicyNode.Define(ttl: "5m", localTtl: "10s")],
            [("Default:Ttl", "1h"), ("Default:Jitter", "20s"), ("users:LocalTtl", "15s")]);
        node.Policies.Override("users", new() { Enabled = false }, TimeSpan.FromMinutes(30));

        var explanation = node.Policies.Explain("users");

        Assert.That((explanation.Cache, explanation.Declaration), Is.EqualTo(("users", "Cache.Tests.users")));
        Assert.That(explanation.ToString(), Is.EqualTo("""
            Ttl = 5m ([Cache] of Cache.Tests.users)
            Jitter = 20s (Cache:Policies:Default:Jitter)
            LocalTtl = 15s (Cache:Policies:users:LocalTtl)
            SlidingTtl = 0s (default)
            RefreshAhead = 0 (default)
            KeepWarm = 0s (default)
            CacheNull = true (default)
            Enabled = false (override until 2026-01-01 00:30:00Z)
            FailSafe = 0s (default)
            FailSafeBackoff = 5s (default)
            Timeout = 0s (default)
            HardTimeout = 0s (default)
            CacheErrorsFor = 0s (default)
            Sensitive = false (default)
            """));
        Assert.That(explanation["Enabled"].Until, Is.EqualTo(node.Time.GetUtcNow() + TimeSpan.FromMinutes(30)));
        Assert.That(explanation["Ttl"].Until, Is.Null);
    }

    [Test]
    public async Task A_name_that_no_cache_has_is_an_error_that_names_the_nearest()
    {
        await using var node = new PolicyNode([PolicyNode.Define(), PolicyNode.Define("orders"), PolicyNode.Define("user-profile"), PolicyNode.Define("prices-of-everything")]);

        var failure = Assert.Throws<ArgumentException>(() => node.Policies.Explain("user"))!;

        Assert.That(failure.ParamName, Is.EqualTo("name"));
        Assert.That(failure.Message, Does.Contain("'user'").And.Contain("Near are 'users', 'orders', 'user-profile'.").And.Contain("AddShopCaches()").And.Not.Contain("prices"));
        Assert.That(() => node.Policies.Override("user", new() { Ttl = "1s" }, TimeSpan.FromHours(1)), Throws.ArgumentException.With.Message.Contains("'users'"));
        Assert.That(() => node.Policies.RemoveOverride("user"), Throws.ArgumentException.With.Message.Contains("'users'"));
    }

    [Test]
    public async Task A_cache_that_nobody_registered_is_known_once_it_has_been_used()
    {
        await using var node = new PolicyNode([], [("Default:Ttl", "2m")]);
        Assert.That(() => node.Policies.Explain("users"), Throws.ArgumentException.With.Message.Contains("None is known yet"));

        _ = PolicyNode.Define().In(node.Cache);

        Assert.That(node.Setting("Ttl"), Is.EqualTo(("2m", CachePolicySource.ConfigurationDefault)));
    }

    [Test]
    public async Task A_setting_that_there_is_not_is_an_error_that_names_those_that_there_are()
    {
        await using var node = new PolicyNode([PolicyNode.Define()]);

        Assert.That(() => node.Policies.Explain("users")["Tll"], Throws.InstanceOf<KeyNotFoundException>().With.Message.Contains("'Tll'").And.Message.Contains("Ttl, Jitter"));
    }

    [Test]
    public void Each_setting_has_its_place_in_attribute_definition_and_override()
    {
        foreach (var setting in PolicySettings.All)
        {
            foreach (var type in new[] { typeof(CacheAttribute), typeof(CacheDefinition), typeof(CachePolicySettings), typeof(PolicyValues) })
                Assert.That(type.GetProperty(setting.Name), Is.Not.Null, $"{type.Name}.{setting.Name}");
        }
        Assert.That(typeof(CachePolicySettings).GetProperties().Select(static property => property.Name), Is.EquivalentTo(PolicySettings.All.Select(static setting => setting.Name)));
        Assert.That(typeof(PolicyValues).GetProperties().Where(static property => property.Name != "EqualityContract").Select(static property => property.Name),
            Is.EquivalentTo(PolicySettings.All.Select(static setting => setting.Name)));
    }

    [Test]
    public void The_defaults_of_the_table_are_those_of_the_values()
    {
        foreach (var setting in PolicySettings.All)
            Assert.That(setting.Read(setting.Default)!(new()), Is.EqualTo(new PolicyValues()), setting.Name);
    }
}
