using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Cache.CompilerServices;
using Microsoft.Extensions.Configuration;

namespace Cache.Policies;

/// <summary>One layer of a policy: the settings that it names, each read and checked by itself.</summary>
internal sealed class PolicyLayer
{
    private readonly Dictionary<PolicySetting, (string Text, PolicyChange Change)> _choices = [];
    private readonly Func<PolicySetting, string> _origin;

    private PolicyLayer(CachePolicySource source, Func<PolicySetting, string> origin, DateTimeOffset? until = null)
    {
        Source = source;
        Until = until;
        _origin = origin;
    }

    public CachePolicySource Source { get; }

    /// <summary>When it ends; null where it does not.</summary>
    public DateTimeOffset? Until { get; }

    /// <summary>Whether it says nothing.</summary>
    public bool IsEmpty => _choices.Count == 0;

    /// <summary>What the library says: every setting has a default.</summary>
    public static PolicyLayer Default { get; } = OfDefaults();

    /// <summary>What an attribute says.</summary>
    public static bool TryRead(CacheDefinition definition, [NotNullWhen(true)] out PolicyLayer? layer, [NotNullWhen(false)] out string? problem) =>
        TryRead(
            new(CachePolicySource.Attribute, _ => $"[Cache] of {definition.Declaration}"),
            setting => setting.OfDeclaration(definition),
            (setting, text) => $"The cache '{definition.Name}' of {definition.Declaration} has {setting.Name} = \"{text}\". Write {setting.Wanted}.",
            out layer, out problem);

    /// <summary>What an override says.</summary>
    public static bool TryRead(CachePolicySettings settings, DateTimeOffset until, [NotNullWhen(true)] out PolicyLayer? layer, [NotNullWhen(false)] out string? problem) =>
        TryRead(
            new(CachePolicySource.Override, _ => string.Create(CultureInfo.InvariantCulture, $"override until {until:u}"), until),
            setting => setting.OfOverride(settings),
            static (setting, text) => $"{setting.Name} is \"{text}\". Write {setting.Wanted}.",
            out layer, out problem);

    /// <summary>What a section of the configuration says.</summary>
    public static bool TryRead(IConfigurationSection section, CachePolicySource source, [NotNullWhen(true)] out PolicyLayer? layer, [NotNullWhen(false)] out string? problem)
    {
        layer = null;
        // a setting is text: below it there is none
        problem = section.GetChildren().SelectMany(static child => PolicySettings.Find(child.Key) is null ? [child] : child.GetChildren()).Select(UnknownSetting).FirstOrDefault();
        return problem is null && TryRead(
            new(source, setting => section.GetSection(setting.Name).Path),
            setting => section[setting.Name],
            (setting, text) => $"The setting {section.Path}:{setting.Name} of the cache is '{text}'. Write {setting.Wanted}.",
            out layer, out problem);
    }

    /// <summary>Whether it names a setting.</summary>
    public bool Names(PolicySetting setting) => _choices.ContainsKey(setting);

    /// <summary>The values with what it says of a setting.</summary>
    public PolicyValues Apply(PolicySetting setting, PolicyValues values) => _choices[setting].Change(values);

    /// <summary>What it says of a setting, for people.</summary>
    public CacheSettingExplanation Explain(PolicySetting setting) => new(setting.Name, _choices[setting].Text, Source, _origin(setting), Until);

    private static bool TryRead(
        PolicyLayer empty, Func<PolicySetting, string?> text, Func<PolicySetting, string, string> complain,
        [NotNullWhen(true)] out PolicyLayer? layer, [NotNullWhen(false)] out string? problem)
    {
        layer = null;
        foreach (var setting in PolicySettings.All)
        {
            if (text(setting) is not { } written)
                continue;
            if (setting.Read(written) is not { } change)
            {
                problem = complain(setting, written);
                return false;
            }
            empty._choices.Add(setting, (written, change));
        }
        layer = empty;
        problem = null;
        return true;
    }

    private static PolicyLayer OfDefaults()
    {
        var layer = new PolicyLayer(CachePolicySource.Default, static _ => "default");
        foreach (var setting in PolicySettings.All)
            layer._choices.Add(setting, (setting.Default, setting.Read(setting.Default)!));
        return layer;
    }

    private static string UnknownSetting(IConfigurationSection child)
    {
        var names = PolicySettings.All.Select(static setting => setting.Name).ToList();
        return $"The setting {child.Path} of the cache is none that a policy has. Perhaps {NearNames.Quoted(child.Key, names, 1)} is meant; the settings are {string.Join(", ", names)}.";
    }
}
