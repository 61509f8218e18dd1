using Cache.CompilerServices;
using Cache.Tests.Engine;
using Microsoft.Extensions.DependencyInjection;

namespace Cache.Tests.Varying;

// a cache that varies by what is ambient: each value has entries of its own, on every way into the cache
public sealed class VaryingTests
{
    private static readonly CacheDefinition<Load<int, string>, int, string> s_names = Container.Define<int, string>("names", varyBy: [typeof(TenantKey)]);

    private Container _container = null!;
    private MethodCache<Load<int, string>, int, string> _names = null!;

    [SetUp]
    public void Open()
    {
        _container = new(Ambient.Register);
        _names = s_names.In(_container.Cache);
    }

    [TearDown]
    public async Task CloseAsync() => await _container.DisposeAsync();

    [Test]
    public async Task Two_tenants_never_see_each_others_values()
    {
        Func<Task<string>>[] calls =
        [
            () => _names.GetTask(OfTheTenant, 1),
            async () => await _names.GetValueTask(OfTheTenant, 1),
            () => Task.FromResult(_names.GetValue(OfTheTenant, 1)),
            async () => await _names.RefreshAsync(OfTheTenant, 1),
            async () => (await _names.TryGetAsync(1)).Value,
        ];
        foreach (var one in calls)
        {
            foreach (var other in calls)
            {
                Assert.That(await Ambient.AsAsync("acme", one), Is.EqualTo("1 of acme"));
                Assert.That(await Ambient.AsAsync("globex", one == calls[^1] ? calls[0] : one), Is.EqualTo("1 of globex"));
                Assert.That(await Ambient.AsAsync("acme", other), Is.EqualTo("1 of acme"));
            }
        }
    }

    [Test]
    public async Task Many_keys_are_those_of_the_tenant()
    {
        var many = Many.Define<string>();
        Task<IReadOnlyDictionary<int, string>> CallAsync() => many.GetTask(
            _names, OfTheTenant, static (ids, _, _) => new(ids.ToDictionary(static id => id, static id => $"{id} of {Ambient.Tenant}")), [1, 2]);

        Assert.That((await Ambient.AsAsync("acme", CallAsync))[1], Is.EqualTo("1 of acme"));
        Assert.That((await Ambient.AsAsync("globex", CallAsync))[2], Is.EqualTo("2 of globex"));
        Assert.That((await Ambient.AsAsync("acme", CallAsync))[2], Is.EqualTo("2 of acme"));
    }

    [Test]
    public async Task No_value_an_empty_one_and_what_looks_like_none_are_four()
    {
        string?[] tenants = [null, "", "null", "%null"];
        foreach (var tenant in tenants)
            await Ambient.AsAsync(tenant, () => _names.GetTask(Returns($"of '{tenant ?? "nobody"}'"), 1));

        foreach (var tenant in tenants)
            Assert.That(await Ambient.AsAsync(tenant, () => _names.GetTask(Forbidden, 1)), Is.EqualTo($"of '{tenant ?? "nobody"}'"));
        Assert.That(_container.Store.Count, Is.EqualTo(4));
    }

    [Test]
    public async Task Values_are_told_apart_by_case_and_found_whatever_object_they_are()
    {
        await Ambient.AsAsync("acme", () => _names.GetTask(Returns("small"), 1));
        await Ambient.AsAsync("ACME", () => _names.GetTask(Returns("large"), 1));

        Assert.That(await Ambient.AsAsync(new string("acme".AsSpan()), () => _names.GetTask(Forbidden, 1)), Is.EqualTo("small"));
    }

    [Test]
    public async Task What_is_set_or_put_is_the_current_tenants()
    {
        await Ambient.AsAsync("acme", async () =>
        {
            await _names.SetAsync(1, "set");
            await CacheWrite.PutAsync(0, static _ => new ValueTask<string>("put"), [_names.Puts(2)]);
            return 0;
        });

        Assert.That(await Ambient.AsAsync("acme", async () => (await _names.TryGetAsync(1)).Value + (await _names.TryGetAsync(2)).Value), Is.EqualTo("setput"));
        Assert.That(await Ambient.AsAsync("globex", async () => await _names.ExistsAsync(1) || await _names.ExistsAsync(2)), Is.False);
    }

    [Test]
    public async Task A_hit_allocates_nothing()
    {
        Ambient.Tenant = "acme";
        Ambient.Language = "de";
        var both = Container.Define<string, string>("both", varyBy: [typeof(TenantKey), typeof(LanguageKey)]).In(_container.Cache);
        Load<string, string> load = static (_, _, _) => new("value");
        await both.GetTask(load, "key");

        // the first round makes what is made once
        Assert.That(new[] { Measure(), Measure() }[1], Is.Zero);

        long Measure()
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 1000; i++)
            {
                _ = both.GetTask(load, "key");
                _ = both.GetValueTask(load, "key");
                _ = both.GetValue(load, "key");
            }
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    [Test]
    public async Task The_parts_of_all_caches_come_first_and_one_that_is_named_twice_counts_once()
    {
        await using var container = Default();
        (Ambient.Tenant, Ambient.Language) = ("acme", "de");

        Assert.That(Key("none"), Is.EqualTo("app:none:acme:1"));
        Assert.That(Key("same", typeof(TenantKey)), Is.EqualTo("app:same:acme:1"));
        Assert.That(Key("more", typeof(LanguageKey)), Is.EqualTo("app:more:acme:de:1"));
        Assert.That(Key("both", typeof(LanguageKey), typeof(TenantKey)), Is.EqualTo("app:both:acme:de:1"));

        string Key(string name, params Type[] varyBy) => Container.Define<int, string>(name, varyBy: varyBy).In(container.Cache).Key(1);
    }

    [Test]
    public async Task A_cache_may_be_shared_by_all_tenants_all_the_same()
    {
        await using var container = Default();
        var shared = Container.Define<int, string>("countries", varyByDefaults: false).In(container.Cache);
        await Ambient.AsAsync("acme", () => shared.GetTask(Returns("loaded"), 1));

        Assert.That(await Ambient.AsAsync("globex", () => shared.GetTask(Forbidden, 1)), Is.EqualTo("loaded"));
        Assert.That(shared.Key(1), Is.EqualTo("app:countries:1"));
    }

    [Test]
    public async Task Copies_are_made_of_the_current_tenants_value()
    {
        var lists = new CacheDefinition<Load<int, List<string>>, int, List<string>>
        {
            Name = "lists",
            Declaration = "Cache.Tests.lists",
            Parameters = ["key"],
            Copy = true,
            VaryBy = [typeof(TenantKey)],
            WriteKey = static (int key, ref KeyWriter text) => text.Append(key),
            Load = static (load, key, context, cancellationToken) => load(key, context, cancellationToken),
        }.In(_container.Cache);
        Load<int, List<string>> load = static (_, _, _) => new([Ambient.Tenant!]);

        (await Ambient.AsAsync("acme", () => lists.GetTask(load, 1))).Add("mine");
        (await Ambient.AsAsync("globex", () => lists.GetTask(load, 1))).Add("mine");

        Assert.That(await Ambient.AsAsync("acme", () => lists.GetTask(load, 1)), Is.EqualTo(new[] { "acme" }));
    }

    [Test]
    public async Task A_manual_cache_varies_too()
    {
        var sessions = new ManualCacheDefinition<string, string, string>
        {
            Name = "sessions",
            Declaration = "Cache.Tests.sessions",
            Parameters = ["key"],
            VaryBy = [typeof(TenantKey)],
            ToKey = static key => key,
            WriteKey = static (string key, ref KeyWriter text) => text.Append(key),
            Load = ManualCacheDefinition<string, string, string>.RunFactory,
            Timeout = "1s",
            FailSafe = "1h",
        }.OpenIn(_container.Cache);

        foreach (var tenant in new[] { "acme", "globex" })
            Assert.That(await Ambient.AsAsync(tenant, () => sessions.GetOrCreateAsync("user:1", static (_, _) => new(Ambient.Tenant!))), Is.EqualTo(tenant));

        Assert.That(await Ambient.AsAsync("acme", () => sessions.ExistsAsync("user:1", "acme")));
        Assert.That(await Ambient.AsAsync("acme", () => Task.FromResult(sessions.Key("user:1"))), Is.EqualTo("app:sessions:acme:user:1"));
        await Ambient.AsAsync("acme", () => sessions.InvalidateAsync("user:1"));
        Assert.That(await Ambient.AsAsync("acme", () => sessions.ExistsAsync("user:1")), Is.False);
        Assert.That(await Ambient.AsAsync("globex", () => sessions.ExistsAsync("user:1")));
    }

    [Test]
    public void A_key_that_is_null_is_refused_as_it_is_elsewhere()
    {
        var texts = Container.Define<string, string>("texts", varyBy: [typeof(TenantKey)]).In(_container.Cache);

        Assert.That(() => texts.GetTask(static (_, _, _) => new(""), null!), Throws.ArgumentNullException);
    }

    private static Container Default() => new(static services =>
    {
        services.AddCache().VaryBy<TenantKey>();
        services.AddSingleton<LanguageKey>();
    });

    private static ValueTask<string> OfTheTenant(int key, CacheContext context, CancellationToken cancellationToken) => new($"{key} of {Ambient.Tenant}");

    private static ValueTask<string> Forbidden(int key, CacheContext context, CancellationToken cancellationToken) => throw new NotSupportedException("It is cached.");

    private static Load<int, string> Returns(string value) => (_, _, _) => new(value);
}
