using System.Reflection;
using Cache.CompilerServices;
using Cache.Tests.Engine;
using Cache.Varying;

namespace Cache.Tests.Varying;

// a cache that varies has every setting of its declaration
public sealed class VariedDefinitionTests
{
    [Test]
    public void Nothing_that_a_declaration_says_is_lost()
    {
        var declared = new ManualCacheDefinition<int, int, string>
        {
            Name = "",
            Declaration = "",
            Parameters = [],
            ToKey = static key => key,
            WriteKey = static (int key, ref KeyWriter text) => text.Append(key),
            Load = ManualCacheDefinition<int, int, string>.RunFactory,
        };
        var settings = typeof(CacheDefinition).GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(static setting => setting.Name != nameof(CacheDefinition.IsWarmed)).ToList();
        foreach (var setting in settings.Where(static setting => setting.CanWrite))
            setting.SetValue(declared, Another(setting));

        var varied = new VariedDefinition<ManualLoad<int, string>, int, string>(declared, [new TenantKey()]);

        Assert.That(settings.Select(setting => (setting.Name, setting.GetValue(varied))), Is.EqualTo(settings.Select(setting => (setting.Name, setting.GetValue(declared)))));
    }

    [Test]
    public void What_is_typed_is_asked_of_the_declaration_by_its_own_key()
    {
        var kept = 0;
        var declared = new CacheDefinition<Load<int, string>, int, string>
        {
            Name = "",
            Declaration = "",
            Parameters = ["key"],
            WriteKey = static (int key, ref KeyWriter text) => text.Append(key),
            Load = static (load, key, context, cancellationToken) => load(key, context, cancellationToken),
            Keep = key => kept = key + 1,
            Tags = static key => [$"tag {key}"],
            Size = static (key, value) => key + value.Length,
        };
        var varied = new VariedDefinition<Load<int, string>, int, string>(declared, [new TenantKey()]);
        var parts = default(PartValues);
        parts[0] = "acme";
        var key = new VariedKey<int>(parts, 7);

        Assert.That(varied.Keep!(key), Is.EqualTo(new VariedKey<int>(parts, 8)));
        Assert.That(kept, Is.EqualTo(8));
        Assert.That(varied.Tags!(key), Is.EqualTo(new[] { "tag 7" }));
        Assert.That(varied.Size!(key, "four"), Is.EqualTo(11 + ObjectSize.Of("acme")));
    }

    private static object Another(PropertyInfo setting) =>
        setting.PropertyType == typeof(string) ? setting.Name
        : setting.PropertyType == typeof(string[]) ? new[] { setting.Name }
        : setting.PropertyType == typeof(double?) ? 0.5
        : setting.PropertyType == typeof(int[]) ? new[] { 7 }
        : setting.PropertyType == typeof(Type[]) ? new[] { typeof(TenantKey) }
        : setting.PropertyType == typeof(bool) || setting.PropertyType == typeof(bool?) ? setting.Name != nameof(CacheDefinition.VaryByDefaults)
        : setting.PropertyType == typeof(ICacheSerializer) ? new JsonCacheSerializer()
        : throw new NotSupportedException($"Give {setting.Name} a value that is not its default.");
}
