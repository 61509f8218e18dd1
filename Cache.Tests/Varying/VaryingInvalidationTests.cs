using Cache.CompilerServices;
using Cache.Tests.Engine;

namespace Cache.Tests.Varying;

// one key is the current tenant's; what names several keys has them of every tenant
public sealed class VaryingInvalidationTests
{
    private static readonly string[] s_tenants = ["acme", "globex"];

    private Container _container = null!;

    [SetUp]
    public void Open() => _container = new(Ambient.Register);

    [TearDown]
    public async Task CloseAsync() => await _container.DisposeAsync();

    [Test]
    public async Task An_invalidation_by_key_and_a_write_concern_the_current_tenant()
    {
        var pages = await FillAsync(Define());
        await Ambient.AsAsync("acme", () => pages.InvalidateAsync(new("north", 1)));
        await Ambient.AsAsync("globex", async () =>
        {
            await CacheWrite.RunAsync(0, static _ => default, pages.Invalidates(new PageKey("north", 2)));
            return 0;
        });

        Assert.That(await HeldAsync(pages), Is.EqualTo("acme:north2 acme:south1 globex:north1 globex:south1"));
    }

    [Test]
    public async Task Partial_arguments_concern_every_tenant()
    {
        var pages = await FillAsync(Define());
        await Ambient.AsAsync("acme", () => pages.InvalidateWhereAsync(PageKey.Where(tenant: "north")));
        Assert.That(await HeldAsync(pages), Is.EqualTo("acme:south1 globex:south1"));

        await CacheWrite.RunAsync(0, static _ => default, pages.Invalidates(PageKey.Where(page: 1)));
        Assert.That(await HeldAsync(pages), Is.Empty);
    }

    [Test]
    public async Task A_write_that_names_every_argument_may_concern_every_tenant()
    {
        var pages = await FillAsync(Define());
        await Ambient.AsAsync("acme", async () =>
        {
            await CacheWrite.RunAsync(0, static _ => default, pages.InvalidatesVariants(new("north", 2)));
            return 0;
        });
        Assert.That(await HeldAsync(pages), Is.EqualTo("acme:north1 acme:south1 globex:north1 globex:south1"));

        var one = Container.Define<string, string>("one", varyBy: [typeof(TenantKey)]).In(_container.Cache);
        var none = Container.Define<NoKey, string>("none", parameters: [], varyBy: [typeof(TenantKey)], write: static (NoKey _, ref KeyWriter _) => { }).In(_container.Cache);
        foreach (var tenant in s_tenants)
        {
            await Ambient.AsAsync(tenant, () => one.GetTask(static (_, _, _) => new("value"), "a:b"));
            await Ambient.AsAsync(tenant, () => one.GetTask(static (_, _, _) => new("value"), "a"));
            await Ambient.AsAsync(tenant, () => none.GetTask(static (_, _, _) => new("value"), default));
        }
        await CacheWrite.RunAsync(0, static _ => default, one.InvalidatesVariants("a:b"), none.InvalidatesVariants(default));

        foreach (var tenant in s_tenants)
        {
            Assert.That(await Ambient.AsAsync(tenant, async () => await one.ExistsAsync("a:b") || await none.ExistsAsync(default)), Is.False);
            Assert.That(await Ambient.AsAsync(tenant, () => one.ExistsAsync("a")));
        }
        Assert.That(none.Key(default), Is.EqualTo("app:none:%null"));
    }

    [TestCase("north:*", "acme:south1 globex:south1")]
    [TestCase("*:1", "acme:north2 globex:north2")]
    [TestCase("south:1", "acme:north1 acme:north2 globex:north1 globex:north2")]
    [TestCase("acme:*", "acme:north1 acme:north2 acme:south1 globex:north1 globex:north2 globex:south1")]
    [TestCase("*", "")]
    public async Task A_glob_sees_the_arguments_alone_and_concerns_every_tenant(string glob, string left)
    {
        var pages = await FillAsync(Define());

        await Ambient.AsAsync("acme", () => pages.InvalidateMatchingAsync(glob));

        Assert.That(await HeldAsync(pages), Is.EqualTo(left));
    }

    [Test]
    public async Task A_group_concerns_every_tenant()
    {
        var pages = await FillAsync(Define(groups: [0]));

        await Ambient.AsAsync("acme", () => pages.InvalidateWhereAsync(PageKey.Where(tenant: "north")));

        Assert.That(await HeldAsync(pages), Is.EqualTo("acme:south1 globex:south1"));
    }

    [Test]
    public async Task Tags_and_all_concern_every_tenant()
    {
        var pages = await FillAsync(Define(tags: static key => [key.Tenant]));
        await Ambient.AsAsync("acme", () => _container.Cache.InvalidateTagAsync("north"));
        Assert.That(await HeldAsync(pages), Is.EqualTo("acme:south1 globex:south1"));

        await Ambient.AsAsync("acme", () => pages.InvalidateAllAsync());
        Assert.That(await HeldAsync(pages), Is.Empty);
    }

    [Test]
    public async Task The_text_of_one_argument_is_matched_as_it_is_without_parts()
    {
        var sessions = Container.Define<string, string>("sessions", varyBy: [typeof(TenantKey)]).In(_container.Cache);
        foreach (var key in new[] { "user:1:a", "user:2:a", "group:1" })
            await Ambient.AsAsync("acme:x", () => sessions.GetTask(static (_, _, _) => new("value"), key));

        await sessions.InvalidateMatchingAsync("user:*:a");

        Assert.That(await Ambient.AsAsync("acme:x", async () => await sessions.ExistsAsync("user:1:a") || await sessions.ExistsAsync("user:2:a")), Is.False);
        Assert.That(await Ambient.AsAsync("acme:x", () => sessions.ExistsAsync("group:1")));
    }

    private static CacheDefinition<Load<PageKey, string>, PageKey, string> Define(int[]? groups = null, Func<PageKey, string[]>? tags = null) => Container.Define<PageKey, string>(
        "pages", parameters: ["tenant", "page"], groups: groups, tags: tags, varyBy: [typeof(TenantKey)], write: static (PageKey key, ref KeyWriter text) =>
        {
            text.Append(key.Tenant);
            text.Append(key.Page);
        });

    private async Task<MethodCache<Load<PageKey, string>, PageKey, string>> FillAsync(CacheDefinition<Load<PageKey, string>, PageKey, string> definition)
    {
        var pages = definition.In(_container.Cache);
        foreach (var tenant in s_tenants)
        {
            foreach (var key in s_keys)
                await Ambient.AsAsync(tenant, () => pages.GetTask(static (_, _, _) => new("value"), key));
        }
        return pages;
    }

    private static readonly PageKey[] s_keys = [new("north", 1), new("north", 2), new("south", 1)];

    private static async Task<string> HeldAsync(MethodCache<Load<PageKey, string>, PageKey, string> pages)
    {
        var held = new List<string>();
        foreach (var tenant in s_tenants)
        {
            foreach (var key in s_keys)
            {
                if (await Ambient.AsAsync(tenant, () => pages.ExistsAsync(key)))
                    held.Add($"{tenant}:{key.Tenant}{key.Page}");
            }
        }
        return string.Join(' ', held);
    }
}
