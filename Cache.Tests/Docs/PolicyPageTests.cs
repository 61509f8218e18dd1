using System.Text.RegularExpressions;
using Cache.Policies;
using Cache.Tests.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Shop;

namespace Cache.Tests.Docs;

/// <summary>The pages of policies show what the code does: their configuration, their calls and the table of settings.</summary>
public sealed class PolicyPageTests
{
    private static readonly string s_page = Repository.Read("docs/configuration.md");

    [Test]
    public async Task The_calls_of_the_page_give_what_it_shows()
    {
        await using var services = Build();
        var policies = services.GetRequiredService<ICachePolicies>();
        PolicyCalls.Override(policies);
        Assert.That(policies.Explain("price")["Enabled"].Source, Is.EqualTo(CachePolicySource.Default), "the override was removed");

        policies.Override("price", new() { Ttl = "40s", CacheNull = false }, TimeSpan.FromMinutes(30));

        Assert.That(PolicyCalls.Explain(policies), Is.EqualTo("40s Override\n" + DiagnosticPage.Block("text", s_page)));
    }

    [Test]
    public async Task Its_configuration_gives_the_layers_that_it_tells_of()
    {
        await using var services = Build();

        var explanation = services.GetRequiredService<ICachePolicies>().Explain("price");

        Assert.That((explanation["Ttl"].Value, explanation["Ttl"].Source), Is.EqualTo(("1m", CachePolicySource.Configuration)));
        Assert.That((explanation["Jitter"].Value, explanation["Jitter"].Source), Is.EqualTo(("30s", CachePolicySource.Attribute)));
        Assert.That((explanation["LocalTtl"].Value, explanation["LocalTtl"].Source), Is.EqualTo(("1m", CachePolicySource.ConfigurationDefault)));
    }

    [Test]
    public void The_table_has_every_setting_with_its_default() =>
        Assert.That(
            Regex.Matches(Repository.Read("docs/policies.md"), @"^\| `(\w+)` \|[^|]*\|[^|]*\| `(\w+)` \|", RegexOptions.Multiline).Select(static row => (row.Groups[1].Value, row.Groups[2].Value)),
            Is.EqualTo(PolicySettings.All.Select(static setting => (setting.Name, setting.Default))));

    private static ServiceProvider Build()
    {
        using var json = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(DiagnosticPage.Block("json", s_page)));
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(new ManualTimeProvider());
        services.AddCache(new ConfigurationBuilder().AddJsonStream(json).Build().GetSection("Cache")).AddMemory();
        services.AddCacheTestsCaches();
        return services.BuildServiceProvider();
    }
}
