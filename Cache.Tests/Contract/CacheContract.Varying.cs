using Cache.CompilerServices;
using Cache.Tests.Engine;
using Cache.Tests.Varying;

namespace Cache.Tests.Contract;

// caches that vary by what is ambient
public abstract partial class CacheContract
{
    private protected static readonly string[] Tenants = ["acme", "globex"];
    private static readonly PageKey[] s_pages = [new("north", 1), new("north", 2), new("south", 1)];

    [Test]
    public async Task Two_tenants_never_see_each_others_values()
    {
        var names = Container.Define<string, string>($"c-{Guid.NewGuid():N}", varyBy: [typeof(TenantKey)]).In(Node.Cache);
        foreach (var tenant in Tenants)
        {
            Assert.That(await Ambient.AsAsync(tenant, () => names.GetTask(static (key, _, _) => new($"{key} of {Ambient.Tenant}"), "one")), Is.EqualTo($"one of {tenant}"));
            await Ambient.AsAsync(tenant, async () =>
            {
                await names.SetAsync("two", $"set by {tenant}");
                return await CacheWrite.PutAsync(tenant, static tenant => new ValueTask<string>($"put by {tenant}"), [names.Puts("three")]);
            });
        }

        foreach (var tenant in Tenants)
        {
            Assert.That(await Ambient.AsAsync(tenant, () => names.GetTask(Forbidden<string>(), "one")), Is.EqualTo($"one of {tenant}"));
            Assert.That(await Ambient.AsAsync(tenant, async () => (await names.TryGetAsync("two")).Value), Is.EqualTo($"set by {tenant}"));
            Assert.That(await Ambient.AsAsync(tenant, () => names.GetTask(Forbidden<string>(), "three")), Is.EqualTo($"put by {tenant}"));
        }
        Assert.That(await Ambient.AsAsync(null, () => names.ExistsAsync("one")), Is.False, "no tenant is another one");
    }

    [Test]
    public async Task A_touch_is_of_the_current_tenant_and_a_listing_of_all_of_them()
    {
        var names = Container.Define<string, string>($"c-{Guid.NewGuid():N}", varyBy: [typeof(TenantKey)]).In(Node.Cache);
        foreach (var tenant in Tenants)
            await Ambient.AsAsync(tenant, async () => { await names.SetAsync("one", tenant); return true; });

        Assert.That(await Ambient.AsAsync("acme", () => names.TouchAsync("one", Timeout.InfiniteTimeSpan)), Is.True);

        var keys = (await PagesAsync(names, "one")).Single();
        Assert.That(keys.Select(static key => key.Text), Is.EquivalentTo(new[] { "acme:one", "globex:one" }));
        Assert.That(keys.Count(static key => key.TimeToLive == Timeout.InfiniteTimeSpan), Is.EqualTo(1));
    }

    [Test]
    public async Task A_key_is_invalidated_for_the_current_tenant()
    {
        var pages = await FillAsync(PagesOfTenants());

        await Ambient.AsAsync("acme", () => pages.InvalidateAsync(s_pages[0]));

        Assert.That(await HeldAsync(pages), Is.EqualTo("acme:north2 acme:south1 globex:north1 globex:north2 globex:south1"));
    }

    [Test]
    public async Task A_glob_and_partial_arguments_are_those_of_every_tenant_and_of_nothing_else()
    {
        var pages = await FillAsync(PagesOfTenants());
        await Ambient.AsAsync("acme", () => pages.InvalidateMatchingAsync("*:2"));
        Assert.That(await HeldAsync(pages), Is.EqualTo("acme:north1 acme:south1 globex:north1 globex:south1"));

        await Ambient.AsAsync("acme", () => pages.InvalidateMatchingAsync("acme:*"));
        Assert.That(await HeldAsync(pages), Is.EqualTo("acme:north1 acme:south1 globex:north1 globex:south1"), "the glob is over the arguments");

        await Ambient.AsAsync("acme", () => pages.InvalidateWhereAsync(PageKey.Where(tenant: "north")));
        Assert.That(await HeldAsync(pages), Is.EqualTo("acme:south1 globex:south1"));
    }

    [Test]
    public async Task A_group_is_that_of_every_tenant()
    {
        var pages = await FillAsync(PagesOfTenants(groups: [0]));

        await Ambient.AsAsync("acme", () => pages.InvalidateWhereAsync(PageKey.Where(tenant: "north")));

        Assert.That(await HeldAsync(pages), Is.EqualTo("acme:south1 globex:south1"));
    }

    private protected static CacheDefinition<Load<PageKey, string>, PageKey, string> PagesOfTenants(int[]? groups = null) => Container.Define<PageKey, string>(
        $"c-{Guid.NewGuid():N}", parameters: ["tenant", "page"], groups: groups, varyBy: [typeof(TenantKey)], write: static (PageKey key, ref KeyWriter text) =>
        {
            text.Append(key.Tenant);
            text.Append(key.Page);
        });

    private protected async Task<MethodCache<Load<PageKey, string>, PageKey, string>> FillAsync(CacheDefinition<Load<PageKey, string>, PageKey, string> definition)
    {
        var pages = definition.In(Node.Cache);
        foreach (var tenant in Tenants)
        {
            foreach (var key in s_pages)
                await Ambient.AsAsync(tenant, () => pages.GetTask(Returns<PageKey>("value"), key));
        }
        return pages;
    }

    private protected static async Task<string> HeldAsync(MethodCache<Load<PageKey, string>, PageKey, string> pages)
    {
        var held = new List<string>();
        foreach (var tenant in Tenants)
        {
            foreach (var key in s_pages)
            {
                if (await Ambient.AsAsync(tenant, () => pages.ExistsAsync(key)))
                    held.Add($"{tenant}:{key.Tenant}{key.Page}");
            }
        }
        return string.Join(' ', held);
    }
}
