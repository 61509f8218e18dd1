using Cache.CompilerServices;
using Cache.Tests.Engine;
using Microsoft.Extensions.DependencyInjection;

namespace Cache.Tests.Policies;

/// <summary>Kinds of caches that are switched off, and the moment of switching.</summary>
public class SwitchedOffTests
{
    [Test]
    public async Task A_synchronous_method_runs_on_the_thread_of_each_caller()
    {
        var definition = new CacheDefinition<object, int, int>
        {
            Name = "sync",
            Declaration = "Shop.Prices.GetPrice",
            Parameters = ["id"],
            IsSynchronous = true,
            Enabled = false,
            WriteKey = static (int key, ref KeyWriter text) => text.Append(key),
            Load = static (_, key, _, _) => key < 0 ? throw new ArgumentOutOfRangeException(nameof(key)) : new(Environment.CurrentManagedThreadId),
        };
        await using var container = new Container(services => services.AddSingleton<CacheDefinition>(definition));
        var cache = definition.In(container.Cache);

        Assert.That(cache.GetValue(this, 1), Is.EqualTo(Environment.CurrentManagedThreadId));
        Assert.That(() => cache.GetValue(this, -1), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(container.Store.Count, Is.Zero);
    }

    [Test]
    public async Task A_Core_method_that_takes_a_context_gets_one_that_has_no_effect()
    {
        var definition = Container.Define<int, string>("users", takesContext: true, enabled: false);
        await using var container = new Container(services => services.AddSingleton<CacheDefinition>(definition));

        var value = await definition.In(container.Cache).GetTask(static (_, context, _) =>
        {
            context.AddTag("tag");
            context.Ttl = TimeSpan.FromHours(1);
            return new("value");
        }, 1);

        Assert.That((value, container.Store.Count), Is.EqualTo(("value", 0)));
    }

    [Test]
    public async Task A_refresh_under_way_does_not_bring_back_what_it_stood_in_front_of()
    {
        var definition = PolicyNode.Define();
        await using var node = new PolicyNode([definition]);
        var cache = definition.In(node.Cache);
        await cache.SetAsync(1, "old");
        var loads = new HeldLoads<int, string>();
        var refresh = cache.RefreshAsync(loads.Of(), 1).AsTask();

        node.Policies.Override("users", new() { Enabled = false }, TimeSpan.FromHours(1));
        node.Policies.RemoveOverride("users");
        loads[0].Throw(new InvalidOperationException("the database is down"));

        Assert.That(async () => await refresh, Throws.InvalidOperationException);
        Assert.That(await cache.ExistsAsync(1), Is.False);
        Assert.That(node.Store.Count, Is.Zero);
    }

    [TestCase(nameof(Tiers.Redis))]
    [TestCase(nameof(Tiers.Hybrid))]
    public async Task Other_nodes_go_on(string tiers)
    {
        var definition = PolicyNode.Define();
        await using var node = new PolicyNode([definition], tiers: Enum.Parse<Tiers>(tiers));
        await using var other = new PolicyNode([definition], tiers: Enum.Parse<Tiers>(tiers), server: node.Server, time: node.Time);
        var (here, there) = (definition.In(node.Cache), definition.In(other.Cache));
        node.Policies.Override("users", new() { Enabled = false }, TimeSpan.FromHours(1));
        await there.GetTask(static (_, _, _) => new("there"), 1);

        Assert.That(await here.GetTask(static (_, _, _) => new("here"), 1), Is.EqualTo("here"));
        Assert.That(await there.GetTask(static (_, _, _) => new("again"), 1), Is.EqualTo("there"));

        await here.InvalidateAsync(1);
        Assert.That(await there.GetTask(static (_, _, _) => new("new"), 1), Is.EqualTo("new"), "what this node invalidates, they hear of");
    }

    [Test]
    public async Task What_is_being_stored_at_the_moment_of_switching_is_not_in_memory_afterwards(
        [Values("set", "put", "load", "refresh")] string how, [Values(nameof(Tiers.Memory), nameof(Tiers.Hybrid))] string tiers)
    {
        var definition = PolicyNode.Define();
        await using var node = new PolicyNode([definition], tiers: Enum.Parse<Tiers>(tiers));
        var cache = definition.In(node.Cache);
        // an entry is measured when it is made: after the policy was asked, before the entry stands in its slot
        node.Store.Size = _ =>
        {
            node.Policies.Override("users", new() { Enabled = false }, TimeSpan.FromHours(1));
            return 0;
        };

        await (how switch
        {
            "set" => cache.SetAsync(1, "stored").AsTask(),
            "put" => CacheWrite.PutAsync(0, static _ => new ValueTask<string>("stored"), [cache.Puts(1)]),
            "load" => cache.GetTask(static (_, _, _) => new("stored"), 1),
            _ => cache.RefreshAsync(static (_, _, _) => new("stored"), 1).AsTask(),
        });

        Assert.That(node.Setting("Enabled").Value, Is.EqualTo("false"));
        Assert.That(node.Store.Count, Is.Zero);
        Assert.That(await cache.GetTask(static (_, _, _) => new("alone"), 1), Is.EqualTo("alone"));
    }

    [Test]
    public async Task Whatever_runs_at_the_moment_of_switching_memory_is_empty_once_it_has_ended([Values(nameof(Tiers.Memory), nameof(Tiers.Hybrid))] string tiers)
    {
        var definition = PolicyNode.Define();
        await using var node = new PolicyNode([definition], tiers: Enum.Parse<Tiers>(tiers));
        var cache = definition.In(node.Cache);
        for (var round = 0; round < 200; round++)
        {
            using var together = new Barrier(4);
            await Task.WhenAll(
                At(together, () =>
                {
                    node.Policies.Override("users", new() { Enabled = false }, TimeSpan.FromHours(1));
                    return Task.CompletedTask;
                }),
                At(together, async () => await cache.SetAsync(1, "set")),
                At(together, async () => await cache.GetTask(static (_, _, _) => new("loaded"), 2)),
                At(together, async () => await CacheWrite.PutAsync(0, static _ => new ValueTask<string>("put"), [cache.Puts(3)])));

            Assert.That(node.Store.Count, Is.Zero, $"round {round}");
            for (var key = 1; key <= 3; key++)
                Assert.That(await cache.GetTask(static (_, _, _) => new("alone"), key), Is.EqualTo("alone"), $"round {round}, key {key}");
            node.Policies.RemoveOverride("users");
        }

        static Task At(Barrier together, Func<Task> action) => Task.Run(() =>
        {
            together.SignalAndWait();
            return action();
        });
    }
}
