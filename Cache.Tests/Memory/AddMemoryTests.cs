using Cache.Local;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Cache.Tests.Memory;

public class AddMemoryTests
{
    [Test]
    public void Memory_has_a_store_with_a_budget_in_bytes_by_default()
    {
        using var services = new ServiceCollection().AddCache().AddMemory().Services.BuildServiceProvider();

        Assert.That(services.GetRequiredService<ILocalStore>(), Is.InstanceOf<LocalStore>());
        Assert.That(services.GetRequiredService<ILocalStore>().SizerFor<int, int>(null), Is.Not.Null);
    }

    [Test]
    public void A_budget_in_entries_comes_from_code()
    {
        using var services = new ServiceCollection().AddCache().AddMemory(options => options.SizeLimit = "10").Services.BuildServiceProvider();

        Assert.That(Held(services, 100), Is.EqualTo(10));
    }

    [Test]
    public void Configuration_goes_before_code()
    {
        using var services = new ServiceCollection().AddCache(Configured("20").GetSection("Cache"))
            .AddMemory(options => options.SizeLimit = "10").Services.BuildServiceProvider();

        Assert.That(Held(services, 100), Is.EqualTo(20));
    }

    [Test]
    public void Configuration_that_says_nothing_leaves_what_code_says()
    {
        using var services = new ServiceCollection().AddCache(Configured(null).GetSection("Cache"))
            .AddMemory(options => options.SizeLimit = "10").Services.BuildServiceProvider();

        Assert.That(Held(services, 100), Is.EqualTo(10));
    }

    [Test]
    public void Entries_live_in_the_application_s_MemoryCache_where_asked()
    {
        using var services = new ServiceCollection().AddMemoryCache().AddCache().AddMemory(options => options.UseMemoryCache()).Services.BuildServiceProvider();

        Assert.That(services.GetRequiredService<ILocalStore>(), Is.InstanceOf<MemoryCacheStore>());
    }

    [Test]
    public void A_MemoryCache_that_is_missing_is_asked_for()
    {
        using var services = new ServiceCollection().AddCache().AddMemory(options => options.UseMemoryCache()).Services.BuildServiceProvider();

        Assert.That(() => services.GetRequiredService<ICache>(), Throws.InvalidOperationException.With.Message.Contains("services.AddMemoryCache()"));
    }

    [Test]
    public void A_limit_beside_the_limit_of_the_MemoryCache_is_refused()
    {
        using var services = new ServiceCollection().AddMemoryCache().AddCache()
            .AddMemory(options => options.UseMemoryCache().SizeLimit = "1GB").Services.BuildServiceProvider();

        Assert.That(() => services.GetRequiredService<ICache>(), Throws.InvalidOperationException.With.Message.Contains("MemoryCacheOptions.SizeLimit"));
    }

    [Test]
    public void A_limit_that_is_not_a_size_stops_the_host_before_the_first_request()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddCache().AddMemory(options => options.SizeLimit = "256 megabytes");
        using var host = builder.Build();

        Assert.That(() => host.StartAsync(), Throws.InstanceOf<FormatException>().With.Message.Contains("SizeLimit = \"256 megabytes\""));
    }

    private static long Held(IServiceProvider services, int added)
    {
        var store = services.GetRequiredService<ILocalStore>();
        var table = new FakeTable(store);
        for (var key = 0; key < added; key++)
            table.Add(key);
        return store.Count;
    }

    private static IConfiguration Configured(string? limit) => new ConfigurationBuilder()
        .AddInMemoryCollection(new Dictionary<string, string?> { ["Cache:Memory:SizeLimit"] = limit })
        .Build();
}
