using System.Globalization;
using Cache.CompilerServices;
using Cache.Policies;
using Cache.Tests.Engine;
using Cache.Time;

namespace Cache.Tests.Policies;

/// <summary>Of two layers that name a setting the higher one wins, for every setting and every pair.</summary>
public class PrecedenceTests
{
    private static readonly CachePolicySource[] s_lowestFirst = Enum.GetValues<CachePolicySource>();

    // two values that are not the default, and differ
    private static readonly Dictionary<string, (string Lower, string Higher)> s_values = new()
    {
        ["Ttl"] = ("7m", "9m"),
        ["Jitter"] = ("10s", "20s"),
        ["LocalTtl"] = ("30s", "40s"),
        ["SlidingTtl"] = ("20s", "30s"),
        ["RefreshAhead"] = ("1", "1.5"),
        ["KeepWarm"] = ("1h", "2h"),
        ["CacheNull"] = ("false", "true"),
        ["Enabled"] = ("false", "true"),
        ["FailSafe"] = ("1h", "2h"),
        ["FailSafeBackoff"] = ("1s", "2s"),
        ["Timeout"] = ("100ms", "200ms"),
        ["HardTimeout"] = ("10s", "20s"),
        ["CacheErrorsFor"] = ("3s", "4s"),
        ["Sensitive"] = ("false", "true"),
    };

    private static IEnumerable<TestCaseData> Pairs =>
        from lower in s_lowestFirst
        from higher in s_lowestFirst
        where lower < higher
        from setting in PolicySettings.All
        select new TestCaseData(setting.Name, lower, higher);

    [TestCaseSource(nameof(Pairs))]
    public async Task The_higher_layer_wins(string setting, CachePolicySource lower, CachePolicySource higher)
    {
        var values = s_values[setting];
        await using var node = Layered(setting, (lower, values.Lower), (higher, values.Higher));

        Assert.That(node.Setting(setting), Is.EqualTo((values.Higher, higher)));
    }

    [Test]
    public async Task With_all_layers_each_that_goes_uncovers_the_one_below()
    {
        await using var node = Layered("Ttl", [.. s_lowestFirst.Skip(1).Select(static layer => (layer, $"{(int)layer}m"))]);
        Assert.That(node.Setting("Ttl"), Is.EqualTo(("4m", CachePolicySource.Override)));

        node.Policies.RemoveOverride(PolicyNode.Name);
        Assert.That(node.Setting("Ttl"), Is.EqualTo(("3m", CachePolicySource.Configuration)));

        node.Configure(("users:Ttl", null));
        Assert.That(node.Setting("Ttl"), Is.EqualTo(("2m", CachePolicySource.Attribute)));
    }

    [TestCase(CachePolicySource.Default, 5)]
    [TestCase(CachePolicySource.ConfigurationDefault, 7)]
    [TestCase(CachePolicySource.Attribute, 7)]
    [TestCase(CachePolicySource.Configuration, 7)]
    [TestCase(CachePolicySource.Override, 7)]
    public async Task An_entry_lives_as_long_as_the_layer_says(CachePolicySource layer, int minutes)
    {
        var definition = PolicyNode.Define(ttl: layer == CachePolicySource.Attribute ? "7m" : null);
        await using var node = Layered(definition, "Ttl", layer == CachePolicySource.Default ? [] : [(layer, "7m")]);
        var cache = definition.In(node.Cache);

        await cache.GetTask(static (_, _, _) => new("value"), 1);

        node.Time.Advance(TimeSpan.FromMinutes(minutes) - CoarseClock.Resolution);
        Assert.That(await cache.ExistsAsync(1), Is.True);
        node.Time.Advance(CoarseClock.Resolution);
        Assert.That(await cache.ExistsAsync(1), Is.False);
    }

    [Test]
    public async Task Each_setting_goes_by_itself()
    {
        await using var node = new PolicyNode(
            [PolicyNode.Define(jitter: "10s"), PolicyNode.Define("orders", ttl: "1h")],
            [("Default:Ttl", "10m"), ("Default:Jitter", "1m"), ("users:CacheNull", "false")]);

        Assert.That((node.Setting("Ttl").Value, node.Setting("Jitter").Value, node.Setting("CacheNull").Value), Is.EqualTo(("10m", "10s", "false")));
        Assert.That((node.Setting("Ttl", "orders").Value, node.Setting("Jitter", "orders").Value, node.Setting("CacheNull", "orders").Value), Is.EqualTo(("1h", "1m", "true")));
    }

    [Test]
    public async Task The_type_arguments_of_one_declaration_have_one_policy()
    {
        await using var node = new PolicyNode([Announced()], [("users:Ttl", "1m")]);
        var caches = new[] { Generic("int"), Generic("string") }.Select(definition => definition.In(node.Cache)).ToArray();
        node.Policies.Override(PolicyNode.Name, new() { Ttl = "3s" }, TimeSpan.FromHours(1));

        foreach (var cache in caches)
            await cache.SetAsync(1, "value");
        node.Time.Advance(TimeSpan.FromSeconds(3));

        foreach (var cache in caches)
            Assert.That(await cache.ExistsAsync(1), Is.False);
    }

    [Test]
    public async Task What_the_registration_announces_is_known_before_it_is_used_and_its_name_is_taken()
    {
        await using var node = new PolicyNode([Announced()], [("users:Ttl", "1m")]);

        Assert.That(node.Setting("Ttl"), Is.EqualTo(("1m", CachePolicySource.Configuration)));
        Assert.That(node.Setting("Jitter"), Is.EqualTo(("2s", CachePolicySource.Attribute)));
        Assert.That(() => PolicyNode.Define().In(node.Cache), Throws.InvalidOperationException.With.Message.Contains("Two caches are named 'users'"));
    }

    // as the registration has it, which cannot name what has type parameters
    private static OpenCacheDefinition Announced() => new() { Name = PolicyNode.Name, Declaration = "Shop.Users.GetAsync", Parameters = ["id"], Jitter = "2s" };

    private static CacheDefinition<Load<int, string>, int, string> Generic(string argument) => new()
    {
        Name = PolicyNode.Name,
        Declaration = "Shop.Users.GetAsync",
        TypeArguments = argument,
        Parameters = ["id"],
        WriteKey = static (int key, ref KeyWriter text) => text.Append(key),
        Load = static (load, key, context, cancellationToken) => load(key, context, cancellationToken),
    };

    private static PolicyNode Layered(string setting, params (CachePolicySource Layer, string Value)[] layers)
    {
        CacheDefinition definition = PolicyNode.Define();
        if (layers.FirstOrDefault(static layer => layer.Layer == CachePolicySource.Attribute).Value is { } declared)
            Set(definition, setting, declared);
        return Layered(definition, setting, layers);
    }

    private static PolicyNode Layered(CacheDefinition definition, string setting, (CachePolicySource Layer, string Value)[] layers)
    {
        var node = new PolicyNode([definition],
        [
            .. layers.Where(static layer => layer.Layer == CachePolicySource.ConfigurationDefault).Select(layer => ($"Default:{setting}", layer.Value)),
            .. layers.Where(static layer => layer.Layer == CachePolicySource.Configuration).Select(layer => ($"users:{setting}", layer.Value)),
        ]);
        foreach (var (_, value) in layers.Where(static layer => layer.Layer == CachePolicySource.Override))
            node.Policies.Override(PolicyNode.Name, Set(new CachePolicySettings(), setting, value), TimeSpan.FromDays(1));
        return node;
    }

    // as an attribute or an initializer would, whatever the setting
    private static T Set<T>(T target, string setting, string value)
    {
        var property = typeof(T).GetProperty(setting)!;
        property.SetValue(target, property.PropertyType switch
        {
            var type when type == typeof(string) => value,
            var type when type == typeof(double?) => double.Parse(value, CultureInfo.InvariantCulture),
            _ => bool.Parse(value),
        });
        return target;
    }
}
