using Cache.Admin;
using Cache.CompilerServices;
using Cache.Tests.Engine;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;

namespace Cache.Tests.Diagnostics;

/// <summary>What docs/mistakes.md says that one sees is what one sees.</summary>
public sealed class MistakeTests
{
    // the registrations of the page, by title
    private static readonly Dictionary<string, Action<IServiceCollection>> s_registrations = new()
    {
        ["No provider"] = services => services.AddCache(),
        ["No cache at all"] = services => services.AddSingleton<Users>(),
        ["A size limit that is no size"] = services => services.AddCache().AddMemory(memory => memory.SizeLimit = "256 megabytes"),
        ["A quota without a unit"] = services => services.AddCache(cache => cache.Quota = "30").AddMemory(),
        ["One value larger than the quota"] = services =>
        {
            services.AddCache(cache => cache.Quota = "30MB").AddMemory();
            services.Configure<SharedOptions>(shared => shared.ValueLimit = 64 * 1024 * 1024);
        },
        ["A namespace with blanks"] = services => services.AddCache(cache => cache.Namespace = "my shop").AddMemory(),
        ["A provider that was not added"] = services => services.AddCache(cache => cache.Provider = "Redis").AddMemory(),
        ["The application's MemoryCache, without one"] = services => services.AddCache().AddMemory(memory => memory.UseMemoryCache()),
        ["One name in two assemblies"] = services =>
        {
            services.AddCache().AddMemory();
            services.AddSingleton<CacheDefinition>(Define("Shop.Orders.GetAsync"));
            services.AddSingleton<CacheDefinition>(Define("Billing.Orders.GetAsync"));
        },
        ["A policy in words"] = services => AddConfigured(services, "users:Ttl", "5 minutes"),
        ["A policy for a cache that there is not"] = services => AddConfigured(services, "user:Ttl", "5m"),
        ["Keys that vary by what is not registered"] = services => AddVaried(services),
        ["Keys that vary by what a request has"] = services => AddVaried(services.AddScoped<Shop.CultureKey>()),
        ["An admin page that anybody may open"] = AddOpenAdmin,
        ["Policies that do not fit together"] = services => AddConfigured(services, "users:Ttl", "20s"),
    };

    private static IEnumerable<string> Compiled => Mistake.AtCompileTime.Select(mistake => mistake.Title);

    private static IEnumerable<string> Started => Mistake.AtStartUp.Select(mistake => mistake.Title);

    [TestCaseSource(nameof(Compiled))]
    public async Task The_compiler_says_what_the_page_says(string title)
    {
        var mistake = Mistake.AtCompileTime.Single(candidate => candidate.Title == title);
        Assert.That(string.Join("\n", (await Analysis.AnalyzeAsync(mistake.Code)).Select(Analysis.Text)), Is.EqualTo(mistake.Message));
    }

    [TestCaseSource(nameof(Started))]
    public async Task The_start_says_what_the_page_says(string title)
    {
        var mistake = Mistake.AtStartUp.Single(candidate => candidate.Title == title);
        var services = new ServiceCollection();
        s_registrations[mistake.Title](services);
        await using var provider = services.BuildServiceProvider();
        var seen = (await Assert.CatchAsync(() => StartAsync(provider)))!;
        var message = seen.Message.Replace(typeof(Users).FullName!, nameof(Users), StringComparison.Ordinal);
        Assert.That($"{seen.GetType().FullName}: {message}", Is.EqualTo(mistake.Message));
    }

    [Test]
    public void The_page_has_the_mistakes_of_both_times() =>
        Assert.That((Mistake.AtCompileTime.Count(), Mistake.AtStartUp.Count()), Is.EqualTo((18, s_registrations.Count)));

    // as a host does, with what its container makes first
    private static async Task StartAsync(IServiceProvider provider)
    {
        foreach (var service in provider.GetServices<IHostedService>())
            await service.StartAsync(default);
        foreach (var service in provider.GetServices<IHostedService>().OfType<IHostedLifecycleService>())
            await service.StartedAsync(default);
        _ = provider.GetService<Users>();
    }

    private static void AddVaried(IServiceCollection services)
    {
        services.AddCache().AddMemory();
        services.AddSingleton<CacheDefinition>(Define("Shop.ProductTexts.GetTitleAsync", "title", varyBy: [typeof(Shop.CultureKey)]));
    }

    private static void AddOpenAdmin(IServiceCollection services)
    {
        services.AddCache().AddMemory().AddAdmin();
        services.AddSingleton<IHostEnvironment>(new HostingEnvironment { EnvironmentName = "Production" });
        services.AddSingleton<EndpointDataSource>(new DefaultEndpointDataSource(new Endpoint(null, new(AdminEndpoint.Instance), "admin")));
    }

    private static void AddConfigured(IServiceCollection services, string setting, string value)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Cache:Policies:" + setting, value)]).Build();
        services.AddCache(configuration.GetSection("Cache")).AddMemory();
        services.AddSingleton<CacheDefinition>(Define("Shop.Users.GetAsync", "users", jitter: "30s"));
    }

    private static CacheDefinition<Load<int, int>, int, int> Define(string declaration, string name = "orders", string? jitter = null, Type[]? varyBy = null) => new()
    {
        Name = name,
        Declaration = declaration,
        Ttl = "5m",
        Jitter = jitter,
        VaryBy = varyBy ?? [],
        Parameters = ["id"],
        WriteKey = static (int id, ref KeyWriter text) => text.Append(id),
        Load = static (load, id, context, cancellationToken) => load(id, context, cancellationToken),
    };

    private sealed class Users(ICache cache)
    {
        public ICache Cache => cache;
    }
}
