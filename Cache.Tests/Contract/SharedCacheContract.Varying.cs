using Cache.Tests.Engine;
using Cache.Tests.Varying;

namespace Cache.Tests.Contract;

// caches that vary by what is ambient, on nodes that share a tier
public abstract partial class SharedCacheContract
{
    [Test]
    public async Task What_one_node_has_loaded_for_a_tenant_another_finds_for_that_tenant()
    {
        var definition = PagesOfTenants();
        await Ambient.AsAsync("acme", () => definition.In(Node.Cache).GetTask(Returns<PageKey>("of acme"), Key));

        Assert.That(await Ambient.AsAsync("acme", () => definition.In(_other.Cache).GetTask(Forbidden<PageKey>(), Key)), Is.EqualTo("of acme"));
        Assert.That(await Ambient.AsAsync("globex", () => definition.In(_other.Cache).GetTask(Returns<PageKey>("of globex"), Key)), Is.EqualTo("of globex"));
    }

    [Test]
    public async Task A_glob_of_one_node_is_that_of_every_tenant_on_another()
    {
        var definition = PagesOfTenants();
        await FillAsync(definition);
        var there = definition.In(_other.Cache);
        Assert.That(await HeldAsync(there), Is.EqualTo("acme:north1 acme:north2 acme:south1 globex:north1 globex:north2 globex:south1"));

        await Ambient.AsAsync("acme", () => definition.In(Node.Cache).InvalidateMatchingAsync("north:*"));

        await EventuallyAsync(async () => await HeldAsync(there) == "acme:south1 globex:south1");
        Assert.That(await HeldAsync(there), Is.EqualTo("acme:south1 globex:south1"));
    }
}
