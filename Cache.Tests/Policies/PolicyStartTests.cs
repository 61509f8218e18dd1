using Cache.Tests.Engine;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Cache.Tests.Policies;

/// <summary>What is wrong with policies is said when the application starts, with what to write.</summary>
public class PolicyStartTests
{
    [TestCase("users:Ttl", "5 minutes", "The setting Cache:Policies:users:Ttl of the cache is '5 minutes'. Write a duration above zero, such as \"500ms\", \"5m\", \"1h30m\" or \"7d\", or \"never\".")]
    [TestCase("users:Ttl", "0s", "The setting Cache:Policies:users:Ttl of the cache is '0s'. Write a duration above zero")]
    [TestCase("users:Ttl", "", "The setting Cache:Policies:users:Ttl of the cache is ''. Write a duration above zero")]
    [TestCase("Default:Ttl", "soon", "The setting Cache:Policies:Default:Ttl of the cache is 'soon'.")]
    [TestCase("users:Jitter", "never", "Write a duration such as \"500ms\", \"5m\" or \"1h30m\", or \"0s\" for none.")]
    [TestCase("users:Jitter", "5m", "The cache 'users' of Cache.Tests.users has Jitter = \"5m\" (Cache:Policies:users:Jitter) and Ttl = \"5m\" (default): write a Jitter below the Ttl.")]
    [TestCase("users:LocalTtl", "0s", "Cache:Policies:users:LocalTtl")]
    [TestCase("users:CacheNull", "1", "The setting Cache:Policies:users:CacheNull of the cache is '1'. Write \"true\" or \"false\".")]
    [TestCase("users:Time", "5m", "The setting Cache:Policies:users:Time of the cache is none that a policy has.")]
    [TestCase("users:Ttl:Value", "5m", "The setting Cache:Policies:users:Ttl:Value of the cache")]
    [TestCase("user:Ttl", "5m", "The section Cache:Policies:user names no cache. Write Default for all caches, or the name of one; near are 'users', 'orders'. "
        + "A cache is known once the generated method of its assembly is called, such as services.AddShopCaches().")]
    [TestCase("Ttl", "5m", "The section Cache:Policies:Ttl names no cache. Write Default for all caches")]
    public void A_setting_that_cannot_be_is_refused(string setting, string value, string message) =>
        Assert.That(() => new PolicyNode([PolicyNode.Define(), PolicyNode.Define("orders")], [(setting, value)]), Throws.InvalidOperationException.With.Message.Contains(message));

    [Test]
    public void Without_registered_caches_a_section_for_one_says_what_to_call() =>
        Assert.That(() => new PolicyNode([], [("users:Ttl", "5m")]), Throws.InvalidOperationException.With.Message.Contains("No cache is registered: call the generated method"));

    [TestCase("USERS:ttl", "7m")]
    [TestCase("users:TTL", "7m")]
    public async Task Names_in_configuration_know_no_case(string setting, string value)
    {
        await using var node = new PolicyNode([PolicyNode.Define()], [(setting, value)]);

        Assert.That(node.Setting("Ttl"), Is.EqualTo((value, CachePolicySource.Configuration)));
    }

    [Test]
    public async Task A_host_does_not_start()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection([new("Cache:Policies:users:Ttl", "5 minutes")]);
        builder.Services.AddCache(builder.Configuration.GetSection("Cache")).AddMemory();
        builder.Services.AddSingleton<Cache.CompilerServices.CacheDefinition>(PolicyNode.Define());
        using var host = builder.Build();

        Assert.That(async () => await host.StartAsync(), Throws.InvalidOperationException.With.Message.Contains("5 minutes"));
        await host.StopAsync();
    }

    [Test]
    public void What_two_layers_say_together_is_checked_together() =>
        Assert.That(() => new PolicyNode([PolicyNode.Define(jitter: "30s")], [("Default:Ttl", "20s")]), Throws.InvalidOperationException.With.Message.Contains(
            "has Jitter = \"30s\" ([Cache] of Cache.Tests.users) and Ttl = \"20s\" (Cache:Policies:Default:Ttl): write a Jitter below the Ttl."));

    [Test]
    public async Task Jitter_without_an_expiry_has_no_effect()
    {
        await using var node = new PolicyNode([PolicyNode.Define(jitter: "30s")], [("users:Ttl", "never")]);

        Assert.That((node.Setting("Ttl").Value, node.Setting("Jitter").Value), Is.EqualTo(("never", "30s")));
    }

    [Test]
    public async Task Without_a_configuration_the_attributes_count_and_overrides_work()
    {
        await using var container = new Container(static services => services.AddSingleton<Cache.CompilerServices.CacheDefinition>(PolicyNode.Define(ttl: "7m")));
        var policies = container.Services.GetRequiredService<ICachePolicies>();
        Assert.That(policies.Explain("users")["Ttl"].Value, Is.EqualTo("7m"));

        policies.Override("users", new() { Ttl = "1m" }, TimeSpan.FromHours(1));

        Assert.That(policies.Explain("users")["Ttl"].Value, Is.EqualTo("1m"));
    }
}
