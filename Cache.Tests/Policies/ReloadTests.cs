using Cache.Tests.Faults;
using Cache.Tests.Samples;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Cache.Tests.Policies;

public class ReloadTests
{
    [Test]
    public async Task A_changed_Ttl_counts_for_entries_made_from_then_on()
    {
        var definition = PolicyNode.Define();
        await using var node = new PolicyNode([definition], [("users:Ttl", "10m")]);
        var cache = definition.In(node.Cache);
        await cache.SetAsync(1, "before");

        node.Configure(("users:Ttl", "1m"));
        await cache.SetAsync(2, "after");
        node.Time.Advance(TimeSpan.FromMinutes(1));

        Assert.That(await cache.ExistsAsync(1), Is.True);
        Assert.That(await cache.ExistsAsync(2), Is.False);
        Assert.That(node.Log.Messages.Select(static message => (message.Id, message.Text)), Has.One.Matches<(int Id, string Text)>(
            static message => message.Id == 20 && message.Text.StartsWith("The policy of the cache 'users' has changed: Ttl = 1m (Cache:Policies:users:Ttl)", StringComparison.Ordinal)));
    }

    [Test]
    public async Task A_section_may_come_and_go()
    {
        await using var node = new PolicyNode([PolicyNode.Define(ttl: "3m"), PolicyNode.Define("orders")]);

        node.Configure(("users:Ttl", "1m"), ("Default:Ttl", "2m"));
        Assert.That(node.Setting("Ttl"), Is.EqualTo(("1m", CachePolicySource.Configuration)));
        Assert.That(node.Setting("Ttl", "orders"), Is.EqualTo(("2m", CachePolicySource.ConfigurationDefault)));

        node.Configure(("users:Ttl", null), ("Default:Ttl", null));
        Assert.That(node.Setting("Ttl"), Is.EqualTo(("3m", CachePolicySource.Attribute)));
        Assert.That(node.Setting("Ttl", "orders"), Is.EqualTo(("5m", CachePolicySource.Default)));
        Assert.That(node.Refusals, Is.Empty);
    }

    [Test]
    public async Task A_bad_value_is_told_and_the_cache_keeps_all_that_it_had()
    {
        await using var node = new PolicyNode([PolicyNode.Define(), PolicyNode.Define("orders")], [("users:Ttl", "10m"), ("users:CacheNull", "false"), ("Default:Jitter", "1s")]);
        var before = node.Policies.Explain("users").ToString();

        node.Configure(("users:Ttl", "10 minutes"), ("users:CacheNull", "true"), ("users:Enabled", "false"), ("Default:Jitter", "2s"), ("orders:Ttl", "3m"));

        Assert.That(node.Policies.Explain("users").ToString(), Is.EqualTo(before), "not one of its settings changes, and not those of Default either");
        Assert.That((node.Setting("Ttl", "orders").Value, node.Setting("Jitter", "orders").Value), Is.EqualTo(("3m", "2s")), "other caches follow");
        Assert.That(node.Refusals, Is.EqualTo((string[])
        [
            "The configuration of policies has changed, and is refused for 'users', which keeps what it had: The setting Cache:Policies:users:Ttl of the cache is '10 minutes'. "
                + "Write a duration above zero, such as \"500ms\", \"5m\", \"1h30m\" or \"7d\", or \"never\".",
        ]));

        node.Configure(("users:Ttl", "11m"));
        Assert.That((node.Setting("Ttl").Value, node.Setting("Enabled").Value), Is.EqualTo(("11m", "false")), "what is right again counts");
    }

    [Test]
    public async Task What_was_told_once_is_not_told_at_every_reload_but_is_after_it_had_been_right()
    {
        await using var node = new PolicyNode([PolicyNode.Define()]);

        node.Configure(("users:Ttl", "soon"));
        node.Configure();
        node.Configure();
        Assert.That(node.Refusals, Has.Length.EqualTo(1));

        node.Configure(("users:Ttl", "later"));
        Assert.That(node.Refusals, Has.Length.EqualTo(2));
        node.Configure(("users:Ttl", "1m"));
        node.Configure(("users:Ttl", "later"));
        Assert.That(node.Refusals, Has.Length.EqualTo(3));
    }

    [TestCase("users:Jitter", "10m", "Jitter = \"10m\" (Cache:Policies:users:Jitter) and Ttl = \"10m\" (Cache:Policies:users:Ttl)")]
    [TestCase("Default:Jitter", "10m", "Jitter = \"10m\" (Cache:Policies:Default:Jitter)")]
    [TestCase("users:Tll", "1m", "Cache:Policies:users:Tll of the cache is none that a policy has. Perhaps 'Ttl' is meant")]
    [TestCase("users:Enabled", "off", "Cache:Policies:users:Enabled of the cache is 'off'. Write \"true\" or \"false\".")]
    public async Task What_does_not_fit_is_refused(string setting, string value, string wanted)
    {
        await using var node = new PolicyNode([PolicyNode.Define()], [("users:Ttl", "10m")]);
        var before = node.Policies.Explain("users").ToString();

        node.Configure((setting, value));

        Assert.That(node.Refusals, Has.One.Contains(wanted));
        Assert.That(node.Policies.Explain("users").ToString(), Is.EqualTo(before));
    }

    [Test]
    public async Task A_bad_Default_keeps_the_former_one_for_all_and_sections_still_count()
    {
        await using var node = new PolicyNode([PolicyNode.Define(), PolicyNode.Define("orders")], [("Default:Ttl", "10m")]);

        node.Configure(("Default:Ttl", "0s"), ("Default:CacheNull", "false"), ("users:Ttl", "1m"));

        Assert.That(node.Setting("Ttl"), Is.EqualTo(("1m", CachePolicySource.Configuration)));
        Assert.That((node.Setting("Ttl", "orders").Value, node.Setting("CacheNull", "orders").Value), Is.EqualTo(("10m", "true")));
        Assert.That(node.Refusals, Has.One.Contains("'Default'"));
    }

    [Test]
    public async Task A_section_that_names_no_cache_is_told_and_the_others_count()
    {
        await using var node = new PolicyNode([PolicyNode.Define()]);

        node.Configure(("user:Ttl", "1m"), ("users:Ttl", "2m"));

        Assert.That(node.Refusals, Has.One.Contains("Cache:Policies:user names no cache").And.One.Contains("'users'"));
        Assert.That(node.Setting("Ttl").Value, Is.EqualTo("2m"));
    }

    [Test]
    public async Task An_override_stays_above_what_is_reloaded_and_uncovers_it_when_it_ends()
    {
        await using var node = new PolicyNode([PolicyNode.Define()]);
        node.Policies.Override("users", new() { Ttl = "1h" }, TimeSpan.FromHours(1));

        node.Configure(("users:Ttl", "2m"));
        Assert.That(node.Setting("Ttl").Value, Is.EqualTo("1h"));
        // it would fit below the override, and not without it
        node.Configure(("users:Jitter", "30m"));
        Assert.That(node.Refusals, Has.One.Contains("Jitter = \"30m\""));

        node.Time.Advance(TimeSpan.FromHours(1));
        Assert.That(node.Setting("Ttl"), Is.EqualTo(("2m", CachePolicySource.Configuration)));
        Assert.That(node.Setting("Jitter").Source, Is.EqualTo(CachePolicySource.Default));
    }

    [Test]
    public async Task After_its_container_is_gone_nothing_listens()
    {
        var node = new PolicyNode([PolicyNode.Define()]);
        await node.DisposeAsync();

        node.Configure(("users:Ttl", "soon"));

        Assert.That(node.Refusals, Is.Empty);
    }

    [Test]
    public async Task A_running_host_follows_its_edited_appsettings_within_a_second()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder["appsettings.json"], Settings("1h"));
        var definition = PolicyNode.Define();
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddJsonFile(folder["appsettings.json"], optional: false, reloadOnChange: true);
        builder.Services.AddCache(builder.Configuration.GetSection("Cache")).AddMemory();
        builder.Services.AddSingleton<Cache.CompilerServices.CacheDefinition>(definition);
        using var host = builder.Build();
        await host.StartAsync();
        var cache = definition.In(host.Services.GetRequiredService<ICache>());
        await cache.GetTask(static (_, _, _) => new("old"), 1);

        await File.WriteAllTextAsync(folder["appsettings.json"], Settings("1ms"));
        var since = TimeProvider.System.GetTimestamp();
        await Until.TrueAsync(() => host.Services.GetRequiredService<ICachePolicies>().Explain("users")["Ttl"].Value == "1ms", "the file is read");

        Assert.That(TimeProvider.System.GetElapsedTime(since), Is.LessThan(TimeSpan.FromSeconds(1)));
        await cache.SetAsync(2, "short");
        await Until.TrueAsync(async () => !await cache.ExistsAsync(2), "it lives for a millisecond");
        Assert.That(await cache.ExistsAsync(1), Is.True);
        await host.StopAsync();

        static string Settings(string ttl) => $$"""{ "Cache": { "Policies": { "users": { "Ttl": "{{ttl}}" } } } }""";
    }
}
