using Cache.Tests.Engine;
using Cache.Tests.Upkeep;
using Microsoft.Extensions.Logging;

namespace Cache.Tests.Varying;

// entries of a cache that varies live on where somebody calls, whose values flow with the call
public sealed class VaryingUpkeepTests
{
    private static readonly TimeSpan s_load = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan s_ttl = TimeSpan.FromMinutes(5);

    [Test]
    public async Task A_load_ahead_of_the_end_is_that_of_the_tenant_whose_call_began_it()
    {
        await using var node = new UpkeepNode(Container.Define<int, string>("varied-ahead", ahead: 1, varyBy: [typeof(TenantKey)]), Ambient.Register);
        Ambient.Tenant = "acme";
        await node.LoadAsync("old", s_load);
        node.Time.Advance(s_ttl - s_load);

        var load = await node.HitUntilRefreshedAsync("old");
        load.Return("new");
        await node.SettledAsync();

        Assert.That(await node.GetAsync("unexpected"), Is.EqualTo("new"));
        Assert.That(await Ambient.AsAsync("globex", () => node.GetAsync("of globex")), Is.EqualTo("of globex"));
    }

    [Test]
    public async Task Nothing_is_kept_warm_where_nobody_calls()
    {
        await using var node = new UpkeepNode(Container.Define<int, string>("varied-warm", keepWarm: "1h", varyBy: [typeof(TenantKey)]), Ambient.Register);
        Ambient.Tenant = "acme";
        await node.LoadAsync("old", s_load);

        for (var second = 0; second <= 5 * 60; second++)
            node.Time.Advance(TimeSpan.FromSeconds(1));
        await node.SettledAsync();

        Assert.That(node.Background.Count, Is.Zero);
        Assert.That(node.Log.Messages.Where(static message => message.Level >= LogLevel.Warning), Is.Empty);
        Assert.That(await node.GetAsync("new"), Is.EqualTo("new"));
    }
}
