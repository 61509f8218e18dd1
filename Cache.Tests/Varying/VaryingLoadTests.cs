using Cache.CompilerServices;
using Cache.Tests.Engine;
using Microsoft.Extensions.DependencyInjection;

namespace Cache.Tests.Varying;

// whoever runs a load, it runs where the parts say what its key says, or not at all
public sealed class VaryingLoadTests
{
    [Test]
    public async Task A_load_that_finds_another_tenant_than_its_key_was_made_for_is_refused_and_nothing_is_stored()
    {
        var part = new SwitchingKey();
        await using var container = new Container(services => services.AddSingleton(part));
        var cache = Container.Define<int, string>(varyBy: [typeof(SwitchingKey)]).In(container.Cache);
        part.Next = ["acme", "globex"];

        Assert.That(async () => await cache.GetTask(static (_, _, _) => throw new NotSupportedException("loaded"), 1), Throws.InvalidOperationException
            .With.Message.StartsWith("The part 'tenant' says \"globex\" where a load of the cache 'things' runs, while its key was made for \"acme\""));

        part.Next = ["acme"];
        Assert.That(await cache.ExistsAsync(1), Is.False);
        part.Next = ["globex"];
        Assert.That(await cache.ExistsAsync(1), Is.False);
        part.Next = ["acme", null];
        Assert.That(async () => await cache.RefreshAsync(static (_, _, _) => new("value"), 1), Throws.InvalidOperationException.With.Message.Contains("says null"));
    }

    [Test]
    public async Task A_load_that_is_handed_over_runs_with_what_is_ambient_for_its_new_caller()
    {
        await using var container = new Container(Ambient.Register);
        var cache = Container.Define<int, string>(varyBy: [typeof(TenantKey)]).In(container.Cache);
        var loads = new HeldLoads<int, string>();
        using var leaving = new CancellationTokenSource();

        var first = Ambient.AsAsync("acme", () => cache.GetTask(loads.Of("first"), 1, leaving.Token));
        var second = Ambient.AsAsync("acme", () => cache.GetTask(loads.Of("second"), 1));
        await leaving.CancelAsync();
        Assert.That(async () => await first, Throws.InstanceOf<OperationCanceledException>());
        Ambient.Tenant = "globex";
        loads[0].Throw(new ObjectDisposedException("the first caller's DbContext"));
        loads[1].Return("value");

        Assert.That(await second, Is.EqualTo("value"));
        Assert.That(await Ambient.AsAsync("acme", () => cache.ExistsAsync(1)));
    }

    [Test]
    public async Task A_refresh_without_an_instance_keeps_what_is_ambient()
    {
        await using var container = new Container(static services =>
        {
            Ambient.Register(services);
            services.AddScoped<Names>();
        });
        var cache = Names.Cache.In(container.Cache);

        Assert.That(await Ambient.AsAsync("acme", () => cache.RefreshAsync(1)), Is.EqualTo("1 of acme"));
        Assert.That(await Ambient.AsAsync("globex", () => cache.RefreshAsync(1)), Is.EqualTo("1 of globex"));
        Assert.That(await Ambient.AsAsync("acme", async () => (await cache.TryGetAsync(1)).Value), Is.EqualTo("1 of acme"));
    }

    [Test]
    public async Task A_load_that_callers_leave_behind_stores_for_the_tenant_that_it_began_for()
    {
        await using var container = new Container(static services =>
        {
            Ambient.Register(services);
            services.AddScoped<Names>();
        });
        var cache = Names.Slow.In(container.Cache);
        Names.Held = new();
        Names.Held.SetResult();
        await Ambient.AsAsync("acme", () => cache.GetTask(new(), 1));
        container.Time.Advance(TimeSpan.FromMinutes(6));
        Names.Held = new();

        var answer = Ambient.AsAsync("acme", () => cache.GetTask(new(), 1));
        container.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.That(await answer, Is.EqualTo("1 of acme"), "the stale value");
        Names.Version = 2;
        Names.Held.SetResult();

        await Until(() => Ambient.AsAsync("acme", () => cache.ExistsAsync(1)));
        Assert.That(await Ambient.AsAsync("acme", async () => (await cache.TryGetAsync(1)).Value), Is.EqualTo("1 of acme, 2"));
        Assert.That(await Ambient.AsAsync("globex", () => cache.ExistsAsync(1)), Is.False);
    }

    [Test]
    public async Task A_cache_that_is_switched_off_runs_its_loads_for_the_tenant_of_the_call()
    {
        await using var container = new Container(Ambient.Register);
        var cache = Container.Define<int, string>(enabled: false, varyBy: [typeof(TenantKey)]).In(container.Cache);

        Assert.That(await Ambient.AsAsync("acme", () => cache.GetTask(static (_, _, _) => new(Ambient.Tenant!), 1)), Is.EqualTo("acme"));
        Assert.That(cache.WarmLoads(), Is.Empty);
    }

    // the load goes on on a thread of its own, without a clock to drive
    private static async Task Until(Func<Task<bool>> holds)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (!await holds())
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private sealed class SwitchingKey : ICacheKeyPart
    {
        private int _reads;

        public string Name => "tenant";

        public string? Value => Next[Math.Min(_reads++, Next.Length - 1)];

        public string?[] Next
        {
            get;
            set => (field, _reads) = (value, 0);
        } = [null];
    }

    private sealed class Names
    {
        public static TaskCompletionSource Held { get; set; } = new();

        public static int Version { get; set; } = 1;

        public static readonly CacheDefinition<Names, int, string> Cache = Define("names", static (_, id) => new($"{id} of {Ambient.Tenant}"), null);

        public static readonly CacheDefinition<Names, int, string> Slow = Define("slow", static async (_, id) =>
        {
            await Held.Task;
            return Version == 1 ? $"{id} of {Ambient.Tenant}" : $"{id} of {Ambient.Tenant}, {Version}";
        }, "1s");

        private static CacheDefinition<Names, int, string> Define(string name, Func<Names, int, ValueTask<string>> load, string? timeout) => new()
        {
            Name = name,
            Declaration = "Cache.Tests.Varying." + name,
            Parameters = ["id"],
            VaryBy = [typeof(TenantKey)],
            Timeout = timeout,
            FailSafe = timeout is null ? null : "1h",
            WriteKey = static (int key, ref KeyWriter text) => text.Append(key),
            Load = (service, key, _, _) => load(service, key),
        };
    }
}
