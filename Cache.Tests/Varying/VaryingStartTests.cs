using Cache.CompilerServices;
using Cache.Local;
using Cache.Tests.Engine;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Cache.Tests.Varying;

// what the compiler cannot see of parts stops the application before its first request
public sealed class VaryingStartTests
{
    private const string Keys = "The keys of the cache 'things' of Cache.Tests.things vary by Cache.Tests.Varying.TenantKey";

    private static readonly CacheDefinition<Load<int, string>, int, string> s_things = Container.Define<int, string>(varyBy: [typeof(TenantKey)]);

    [Test]
    public Task A_part_that_is_not_registered_is_named_with_the_line_that_registers_it() => RefusedAsync(
        s_things, static _ => { }, Keys + ", which is not registered. Register it as a singleton: services.AddSingleton<TenantKey>().");

    [Test]
    public Task A_scoped_part_is_refused() => RefusedAsync(s_things, static services => services.AddScoped<TenantKey>(), Keys + ", which is registered as scoped or transient. *services.AddSingleton<TenantKey>()*");

    [Test]
    public Task A_transient_part_is_refused() => RefusedAsync(s_things, static services => services.AddTransient<TenantKey>(), Keys + ", which is registered as scoped or transient. *");

    [Test]
    public Task A_scoped_part_of_all_caches_is_refused() => RefusedAsync(
        Container.Define<int, string>(), static services => services.AddScoped<TenantKey>().AddCache().VaryBy<TenantKey>(), Keys + ", which is registered as scoped or transient. *");

    [Test]
    public Task More_parts_than_a_key_has_room_for_are_refused() => RefusedAsync(
        Container.Define<int, string>(varyBy: [typeof(Numbered<int>), typeof(Numbered<long>), typeof(Numbered<byte>), typeof(Numbered<char>)]),
        static services => services.AddCache().VaryBy<TenantKey>(), "The keys of the cache 'things' of Cache.Tests.things vary by 5 ambient values, *There are 4 at most: *");

    [Test]
    public Task A_part_whose_name_cannot_be_one_is_refused() => RefusedAsync(
        Container.Define<int, string>(varyBy: [typeof(Numbered<int>)]), static services => services.AddSingleton<Numbered<int>>(), "The Name of *Numbered*Int32* is 'part of int'. Return letters and digits, such as \"tenant\".");

    [Test]
    public Task What_is_no_part_is_refused() => RefusedAsync(
        Container.Define<int, string>(varyBy: [typeof(string)]), static services => services.AddSingleton("text"), "*vary by System.String, which does not implement ICacheKeyPart. Implement it.");

    [Test]
    public async Task Without_a_host_the_first_call_is_refused()
    {
        await using var container = new Container(static services => services.AddScoped<TenantKey>());

        Assert.That(() => s_things.In(container.Cache), Throws.InvalidOperationException.With.Message.StartsWith(Keys));
        Assert.That(() => s_things.In(container.Cache), Throws.InvalidOperationException.With.Message.StartsWith(Keys), "and so is the next");
    }

    [Test]
    public async Task A_part_may_itself_ask_for_the_caches()
    {
        using var host = Build(s_things, static services => services.AddSingleton<TenantKey>(static provider =>
        {
            _ = provider.GetRequiredService<ICache>();
            return new();
        }));
        await host.StartAsync();

        Assert.That(await s_things.In(host.Services.GetRequiredService<ICache>()).GetTask(static (_, _, _) => new("value"), 1), Is.EqualTo("value"));
    }

    [Test]
    public async Task Rows_are_warmed_for_what_the_parts_say_without_a_request()
    {
        var warmed = new CacheDefinition<Titles, int, string>
        {
            Name = "warmed",
            Declaration = "Cache.Tests.warmed",
            Parameters = ["id"],
            VaryBy = [typeof(TenantKey)],
            Copy = true,
            WriteKey = static (int key, ref KeyWriter text) => text.Append(key),
            Load = static (_, id, _, _) => new($"{id} of {Ambient.Tenant ?? "nobody"}"),
            WarmKeys = [7],
        };
        using var host = Build(warmed, static services => services.AddSingleton<TenantKey>());
        var cache = warmed.In(host.Services.GetRequiredService<ICache>());

        await foreach (var load in warmed.WarmLoads(host.Services.GetRequiredService<ICache>())[0])
            await load(CancellationToken.None);

        Assert.That(await Ambient.AsAsync(null, async () => (await cache.TryGetAsync(7)).Value), Is.EqualTo("7 of nobody"));
        Assert.That(await Ambient.AsAsync("acme", () => cache.ExistsAsync(7)), Is.False);
    }

    private static async Task RefusedAsync(CacheDefinition definition, Action<IServiceCollection> register, string message)
    {
        using var host = Build(definition, register);
        Assert.That(async () => await host.StartAsync(), Throws.InvalidOperationException.With.Message.Matches("^" + System.Text.RegularExpressions.Regex.Escape(message).Replace("\\*", ".*") + "$"));
        await host.StopAsync();
    }

    private static IHost Build(CacheDefinition definition, Action<IServiceCollection> register)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton<ILocalStore>(new UnboundedStore());
        builder.Services.AddCache();
        builder.Services.AddSingleton(definition);
        register(builder.Services);
        return builder.Build();
    }

    private sealed class Titles;

    private sealed class Numbered<T> : ICacheKeyPart
    {
        public string Name => "part of int";

        public string? Value => typeof(T).Name;
    }
}
