using Cache.CompilerServices;
using Cache.Local;
using Cache.SharedTier;
using Cache.Tests.Engine;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Cache.Tests.SharedTier;

public class ProviderChoiceTests
{
    private readonly ManualTimeProvider _time = new();

    [TestCase(null, true, true)]
    [TestCase("", true, true)]
    [TestCase("Memory", true, false)]
    [TestCase("memory", true, false)]
    [TestCase("Redis", false, true)]
    [TestCase("Hybrid", true, true)]
    public async Task The_setting_picks_among_what_was_added(string? provider, bool usesMemory, bool usesServer)
    {
        var server = new DrivenServer(_time);
        var store = new UnboundedStore();
        await using var services = Build(provider, store, server.NewNode());
        var cache = Container.Define<int, string>().In(services.GetRequiredService<ICache>());

        await cache.GetTask(static (_, _, _) => new("value"), 1);

        Assert.That(store.Count, Is.EqualTo(usesMemory ? 1 : 0));
        Assert.That(server.Holds("app:things:1"), Is.EqualTo(usesServer));
    }

    [TestCase("Redis", "AddRedis()")]
    [TestCase("Hybrid", "AddRedis()")]
    public void A_provider_that_was_not_added_is_an_error_that_says_what_to_call(string provider, string call)
    {
        using var services = Build(provider, new UnboundedStore(), null);

        Assert.That(services.GetRequiredService<ICache>, Throws.InvalidOperationException.With.Message.Contains(call).And.Message.Contains(provider));
    }

    [Test]
    public void A_provider_that_does_not_exist_is_an_error_that_names_those_that_do()
    {
        using var services = Build("Postgres", new UnboundedStore(), null);

        Assert.That(services.GetRequiredService<ICache>, Throws.InvalidOperationException.With.Message.Contains("\"Memory\", \"Redis\" or \"Hybrid\""));
    }

    [Test]
    public async Task A_synchronous_method_cannot_have_a_shared_tier_and_says_so_at_the_start()
    {
        var definition = new CacheDefinition<Load<int, string>, int, string>
        {
            Name = "sync",
            Declaration = "Shop.Prices.GetPrice",
            Parameters = ["id"],
            IsSynchronous = true,
            WriteKey = static (int key, ref KeyWriter text) => text.Append(key),
            Load = static (load, key, context, cancellationToken) => load(key, context, cancellationToken),
        };
        await using var services = Build(null, new UnboundedStore(), new DrivenServer(_time).NewNode(), definition);

        Assert.That(services.GetRequiredService<ICache>, Throws.InvalidOperationException.With.Message.Contains("Shop.Prices.GetPrice").And.Message.Contains("Task<T>"));
    }

    [Test]
    public void Settings_of_the_shared_tier_are_read_from_the_configuration()
    {
        using var services = Configured(new()
        {
            ["Cache:Shared:CoherenceWindow"] = "500ms",
            ["Cache:Shared:LeaseLife"] = "2s",
            ["Cache:Shared:CompressOver"] = "100",
            ["Cache:Shared:ValueLimit"] = "2000",
            ["Cache:Shared:InvalidationQueueLimit"] = "7",
            ["Cache:Shared:OnInvalidationFailure"] = "throw",
        });

        var options = services.GetRequiredService<IOptions<SharedOptions>>().Value;

        Assert.That((options.CoherenceWindow, options.LeaseLife), Is.EqualTo((TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(2))));
        Assert.That((options.CompressOver, options.ValueLimit, options.InvalidationQueueLimit), Is.EqualTo((100, 2000, 7)));
        Assert.That(options.OnInvalidationFailure, Is.EqualTo(InvalidationFailure.Throw));
    }

    [TestCase("CoherenceWindow", "soon", "a duration")]
    [TestCase("CompressOver", "4KB", "a whole number")]
    [TestCase("OnInvalidationFailure", "Ignore", "\"Queue\" or \"Throw\"")]
    public void A_bad_setting_says_which_it_is_and_what_to_write(string setting, string value, string wanted)
    {
        using var services = Configured(new() { [$"Cache:Shared:{setting}"] = value });

        Assert.That(() => services.GetRequiredService<IOptions<SharedOptions>>().Value, Throws.InstanceOf<FormatException>()
            .With.Message.Contains($"Shared:{setting}").And.Message.Contains(value).And.Message.Contains(wanted));
    }

    [TestCase("CoherenceWindow", "1ms")]
    [TestCase("LeaseLife", "2h")]
    public void A_setting_out_of_its_range_is_an_error(string setting, string value)
    {
        using var services = Configured(new() { [$"Cache:Shared:{setting}"] = value });

        Assert.That(() => services.GetRequiredService<IOptions<SharedOptions>>().Value, Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    private static ServiceProvider Configured(Dictionary<string, string?> settings)
    {
        var services = new ServiceCollection();
        services.AddCache(new ConfigurationBuilder().AddInMemoryCollection(settings).Build().GetSection("Cache"));
        return services.BuildServiceProvider();
    }

    private ServiceProvider Build(string? provider, ILocalStore store, ISharedStore? shared, params CacheDefinition[] definitions)
    {
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(_time);
        services.AddSingleton(store);
        if (shared is not null)
            services.AddSingleton(shared);
        foreach (var definition in definitions)
            services.AddSingleton(definition);
        services.AddCache(options => options.Provider = provider);
        return services.BuildServiceProvider();
    }
}
