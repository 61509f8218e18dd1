using Cache.Local;
using Cache.Tests.Engine;
using Cache.Tests.SharedTier;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Cache.Tests.Quotas;

/// <summary>Where the setting Quota is read, and what it does to memory.</summary>
public sealed class QuotaSettingTests
{
    [TestCase("")]
    [TestCase("0MB")]
    [TestCase("-30MB")]
    [TestCase("30")]
    [TestCase("30 MB")]
    [TestCase("1.5GB")]
    [TestCase("thirty")]
    [TestCase("9999999999999GB")]
    public void What_is_no_size_in_bytes_stops_the_host(string text)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddCache(options => options.Quota = text).AddMemory();
        using var host = builder.Build();

        Assert.That(() => host.StartAsync(), Throws.InstanceOf<FormatException>().With.Message.EqualTo(
            $"Quota = \"{text}\" is not a size in bytes. Write a whole number above zero and a unit, as in \"30MB\" (B, KB, MB or GB)."));
    }

    [Test]
    public void Bad_text_stops_a_node_with_Redis_too_before_it_connects()
    {
        using var services = new ServiceCollection().AddCache(options => options.Quota = "much").AddRedis("127.0.0.1:1").Services.BuildServiceProvider();

        Assert.That(() => services.GetRequiredService<ICache>(), Throws.InstanceOf<FormatException>().With.Message.Contains("Quota = \"much\""));
    }

    [Test]
    public void A_value_limit_above_the_quota_is_refused_and_one_that_nobody_set_is_not()
    {
        var set = new ServiceCollection().AddCache(options => options.Quota = "1MB").AddMemory().Services;
        set.Configure<SharedOptions>(options => options.ValueLimit = (1 << 20) + 1);
        using var services = set.BuildServiceProvider();
        using var others = new ServiceCollection().AddCache(options => options.Quota = "1MB").AddMemory().Services.BuildServiceProvider();

        Assert.That(() => services.GetRequiredService<ICache>(), Throws.InvalidOperationException.With.Message.Contains("Shared:ValueLimit of the cache is 1048577 bytes, and Quota = \"1MB\" is less"));
        Assert.That(others.GetRequiredService<ICache>(), Is.Not.Null);
    }

    [Test]
    public async Task A_shared_tier_that_keeps_no_quota_is_named()
    {
        var time = new ManualTimeProvider();
        await using var services = new ServiceCollection().AddSingleton<TimeProvider>(time).AddSingleton(new DrivenServer(time).NewNode())
            .AddCache(options => options.Quota = "1MB").Services.BuildServiceProvider();

        Assert.That(() => services.GetRequiredService<ICache>(), Throws.InvalidOperationException.With.Message.Contains("the shared tier keeps none"));
    }

    [Test]
    public async Task On_memory_alone_it_is_the_budget_and_statistics_tell_its_use()
    {
        await using var services = new ServiceCollection().AddCache(Configured("64KB")).AddMemory().Services.BuildServiceProvider();
        var cache = Container.Define<int, string>("users").In(services.GetRequiredService<ICache>());
        for (var key = 0; key < 200; key++)
            await cache.GetTask(static (_, _, _) => new(new string('x', 500)), key);

        var told = services.GetRequiredService<ICacheStatistics>().Node;
        Assert.That(told.ByteLimit, Is.EqualTo(64 << 10));
        Assert.That(told.Quota, Is.EqualTo(new CacheQuotaStatistics(told.Bytes, 64 << 10, 200 - told.Entries)));
        Assert.That(told.Bytes, Is.InRange(60 << 10, 64 << 10));
    }

    [TestCase("1MB", "64KB", 64 << 10)]
    [TestCase("64KB", "1MB", 64 << 10)]
    public void Of_two_budgets_of_memory_the_smaller_holds(string quota, string limit, long bytes)
    {
        using var services = new ServiceCollection().AddCache(Configured(quota)).AddMemory(options => options.SizeLimit = limit).Services.BuildServiceProvider();

        Assert.That(services.GetRequiredService<ILocalStore>().ByteLimit, Is.EqualTo(bytes));
    }

    [Test]
    public void A_budget_in_entries_beside_it_is_refused()
    {
        using var services = new ServiceCollection().AddCache(Configured("1MB")).AddMemory(options => options.SizeLimit = "1000").Services.BuildServiceProvider();

        Assert.That(() => services.GetRequiredService<ICache>(), Throws.InvalidOperationException.With.Message.Contains("SizeLimit = \"1000\" of AddMemory counts entries, and Quota = \"1MB\""));
    }

    [Test]
    public void In_the_application_s_MemoryCache_it_is_refused()
    {
        using var services = new ServiceCollection().AddMemoryCache().AddCache(Configured("1MB")).AddMemory(options => options.UseMemoryCache()).Services.BuildServiceProvider();

        Assert.That(() => services.GetRequiredService<ICache>(), Throws.InvalidOperationException.With.Message.Contains("MemoryCacheOptions.SizeLimit").And.Message.Contains("Quota = \"1MB\""));
    }

    [Test]
    public void In_front_of_a_shared_tier_memory_keeps_its_own_budget()
    {
        using var services = new ServiceCollection().AddCache(Configured("1MB")).AddMemory().AddRedis("127.0.0.1:1").Services.BuildServiceProvider();

        Assert.That(services.GetRequiredService<ILocalStore>().ByteLimit, Is.EqualTo(256 << 20));
    }

    private static IConfiguration Configured(string quota) => new ConfigurationBuilder().AddInMemoryCollection([new("Cache:Quota", quota)]).Build().GetSection("Cache");
}
