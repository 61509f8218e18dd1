using Cache.CompilerServices;
using Cache.Local;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Cache.Tests.Engine;

public class StartupTests
{
    [Test]
    public void Two_caches_of_one_name_are_refused_with_both_declarations()
    {
        var one = Define("Shop.Users.GetAsync", "users");
        var two = Define("Shop.Admin.GetAsync", "users");

        Assert.That(() => new Container(services => services.AddSingleton<CacheDefinition>(one).AddSingleton<CacheDefinition>(two)),
            Throws.InvalidOperationException.With.Message.Contains("'users'").And.Message.Contains("Shop.Users.GetAsync").And.Message.Contains("Shop.Admin.GetAsync"));
    }

    [Test]
    public async Task A_service_that_was_registered_by_hand_finds_it_out_at_its_first_call()
    {
        await using var container = new Container(static services => services.AddSingleton<CacheDefinition>(Define("Shop.Users.GetAsync", "users")));

        Assert.That(() => Define("Shop.Admin.GetAsync", "users").In(container.Cache),
            Throws.InvalidOperationException.With.Message.Contains("Shop.Users.GetAsync").And.Message.Contains("Shop.Admin.GetAsync"));
    }

    [Test]
    public async Task One_declaration_in_two_assemblies_is_two_of_one_name_and_one_with_other_type_arguments_is_not()
    {
        await using var container = new Container(static services => services.AddSingleton<CacheDefinition>(Define("Shop.Users.GetAsync", "users")));
        var generic = Define("Shop.Repository.GetAsync", "generic", "int").In(container.Cache);

        Assert.That(() => Define("Shop.Users.GetAsync", "users").In(container.Cache), Throws.InvalidOperationException.With.Message.Contains("'users'"));
        Assert.That(Define("Shop.Repository.GetAsync", "generic", "string").In(container.Cache), Is.Not.SameAs(generic));
    }

    [Test]
    public async Task A_definition_that_is_registered_twice_is_one()
    {
        var definition = Define("Shop.Users.GetAsync", "users");
        await using var container = new Container(services => services.AddSingleton<CacheDefinition>(definition).AddSingleton<CacheDefinition>(definition));

        var state = definition.In(container.Cache);
        Assert.That(definition.In(container.Cache), Is.SameAs(state));
    }

    [Test]
    public void A_bad_Ttl_or_Jitter_of_a_definition_is_refused()
    {
        Assert.That(() => new Container(static services => services.AddSingleton<CacheDefinition>(Container.Define<int, int>("users", ttl: "5 minutes"))),
            Throws.InvalidOperationException.With.Message.Contains("'users'").And.Message.Contains("5 minutes"));
        Assert.That(() => new Container(static services => services.AddSingleton<CacheDefinition>(Container.Define<int, int>("users", jitter: "6m"))),
            Throws.InvalidOperationException.With.Message.Contains("Jitter").And.Message.Contains("6m"));
    }

    [Test]
    public void A_bad_failure_policy_of_a_definition_is_refused()
    {
        Assert.That(() => Start(Container.Define<int, int>("users", failSafe: "an hour")), Throws.InvalidOperationException.With.Message.Contains("FailSafe").And.Message.Contains("an hour"));
        Assert.That(() => Start(Container.Define<int, int>("users", hardTimeout: "never")), Throws.InvalidOperationException.With.Message.Contains("HardTimeout").And.Message.Contains("never"));
        Assert.That(() => Start(Container.Define<int, int>("users", timeout: "5s", hardTimeout: "5s")), Throws.InvalidOperationException.With.Message.Contains("write a Timeout below the HardTimeout"));
        Assert.That(() => Start(Container.Define<int, int>("users", errorsFor: "a while")), Throws.InvalidOperationException.With.Message.Contains("CacheErrorsFor").And.Message.Contains("a while"));
        Assert.That(() => Start(Container.Define<int, int>("users", backoff: "0s")), Throws.InvalidOperationException.With.Message.Contains("FailSafeBackoff"));

        static Container Start(CacheDefinition definition) => new(services => services.AddSingleton(definition));
    }

    [Test]
    public async Task Without_a_provider_the_message_says_what_to_add()
    {
        var services = new ServiceCollection();
        services.AddCache();
        await using var provider = services.BuildServiceProvider();

        Assert.That(() => provider.GetRequiredService<ICache>(), Throws.InvalidOperationException.With.Message.Contains("AddMemory()"));
    }

    [TestCase("Redis")]
    [TestCase("memory ")]
    public void A_provider_that_was_not_added_is_refused(string name) =>
        Assert.That(() => new Container(services => services.Configure<CacheOptions>(options => options.Provider = name)),
            Throws.InvalidOperationException.With.Message.Contains($"'{name}'").And.Message.Contains("Provider"));

    [TestCase("")]
    [TestCase("my app")]
    [TestCase("a:b")]
    [TestCase("{a}")]
    public void A_namespace_that_cannot_stand_in_a_key_is_refused(string name) =>
        Assert.That(() => new Container(services => services.Configure<CacheOptions>(options => options.Namespace = name)),
            Throws.InstanceOf<OptionsValidationException>().With.Message.Contains("Namespace"));

    [Test]
    public async Task Settings_come_from_configuration()
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new("Cache:Namespace", "shop"), new("Cache:Provider", "Memory")])
            .Build();
        var services = new ServiceCollection();
        services.AddSingleton<ILocalStore>(new UnboundedStore());
        services.AddCache(configuration.GetSection("Cache"));
        await using var provider = services.BuildServiceProvider();

        Assert.That(Define("Shop.Users.GetAsync", "users").In(provider.GetRequiredService<ICache>()).Key(7), Is.EqualTo("shop:users:7"));
    }

    [Test]
    public async Task A_host_fails_to_start_before_its_first_request()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton<ILocalStore>(new UnboundedStore());
        builder.Services.AddCache();
        builder.Services.AddSingleton<CacheDefinition>(Define("Shop.Users.GetAsync", "users"));
        builder.Services.AddSingleton<CacheDefinition>(Define("Shop.Admin.GetAsync", "users"));
        using var host = builder.Build();

        Assert.That(async () => await host.StartAsync(), Throws.InvalidOperationException.With.Message.Contains("Two caches are named 'users'"));
        await host.StopAsync();
    }

    [Test]
    public async Task A_host_that_starts_says_that_the_cache_is_ready()
    {
        var log = new RecordingLog();
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton<ILocalStore>(new UnboundedStore());
        builder.Services.AddCache();
        builder.Services.AddSingleton<ILogger<ICache>>(log);
        builder.Services.AddSingleton<CacheDefinition>(Define("Shop.Users.GetAsync", "users"));
        using var host = builder.Build();

        await host.StartAsync();

        Assert.That(log.Messages.Select(static message => message.Text), Has.One.Contains("1 caches registered"));
        await host.StopAsync();
    }

    [Test]
    public async Task Two_containers_of_one_process_share_nothing()
    {
        await using var one = new Container();
        await using var two = new Container();
        var definition = Container.Define<int, string>(tags: static _ => ["tag"]);
        await definition.In(one.Cache).SetAsync(1, "one");
        await definition.In(two.Cache).SetAsync(1, "two");

        await one.Cache.InvalidateTagAsync("tag");
        await definition.In(one.Cache).InvalidateAllAsync();
        one.Time.Advance(TimeSpan.FromDays(1));

        Assert.That(await definition.In(one.Cache).ExistsAsync(1), Is.False);
        Assert.That((await definition.In(two.Cache).TryGetAsync(1)).Value, Is.EqualTo("two"));
        Assert.That(two.Store.Count, Is.EqualTo(1));
    }

    private static CacheDefinition<object, int, int> Define(string declaration, string name, string typeArguments = "") => new()
    {
        Name = name,
        Declaration = declaration,
        TypeArguments = typeArguments,
        Parameters = ["id"],
        WriteKey = static (int key, ref KeyWriter text) => text.Append(key),
        Load = static (_, key, _, _) => new(key),
    };
}
