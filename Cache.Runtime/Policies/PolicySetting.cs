using System.Globalization;
using Cache.CompilerServices;

namespace Cache.Policies;

// what a text does to the values of a policy
internal delegate PolicyValues PolicyChange(PolicyValues values);

/// <summary>One setting of a policy: how it is called, how it is written, where layers say it, and what it does. <see cref="PolicySettings"/> has them all.</summary>
/// <param name="Name">Its name in attribute, configuration and override.</param>
/// <param name="Default">What it is where no layer says anything, as text.</param>
/// <param name="Wanted">What to write, for messages: "a duration ...".</param>
/// <param name="OfDeclaration">What the attribute says.</param>
/// <param name="OfOverride">What an override says.</param>
/// <param name="Read">What a text does; null where it is none that the setting can have.</param>
/// <param name="Check">What has to hold between it and another setting.</param>
internal sealed record PolicySetting(
    string Name,
    string Default,
    string Wanted,
    Func<CacheDefinition, string?> OfDeclaration,
    Func<CachePolicySettings, string?> OfOverride,
    Func<string, PolicyChange?> Read,
    PolicyCheck? Check)
{
    /// <summary>A setting that is a duration.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="otherwise">What it is where no layer says anything.</param>
    /// <param name="allowed">Which durations, beside those above zero.</param>
    /// <param name="ofDeclaration">What the attribute says.</param>
    /// <param name="ofOverride">What an override says.</param>
    /// <param name="apply">What it does.</param>
    /// <param name="check">What has to hold between it and another setting.</param>
    public static PolicySetting Duration(
        string name, string otherwise, Beside allowed, Func<CacheDefinition, string?> ofDeclaration, Func<CachePolicySettings, string?> ofOverride,
        Func<PolicyValues, TimeSpan, PolicyValues> apply, PolicyCheck? check = null) =>
        new(name, otherwise, Wording(allowed), ofDeclaration, ofOverride, text => Change(text, allowed, apply), check);

    /// <summary>A setting that is on or off.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="otherwise">What it is where no layer says anything.</param>
    /// <param name="ofDeclaration">What the attribute says.</param>
    /// <param name="ofOverride">What an override says.</param>
    /// <param name="apply">What it does.</param>
    public static PolicySetting Flag(
        string name, bool otherwise, Func<CacheDefinition, bool?> ofDeclaration, Func<CachePolicySettings, bool?> ofOverride, Func<PolicyValues, bool, PolicyValues> apply) =>
        new(name, Text(otherwise)!, "\"true\" or \"false\"", definition => Text(ofDeclaration(definition)), settings => Text(ofOverride(settings)),
            text => bool.TryParse(text, out var flag) ? values => apply(values, flag) : null, null);

    /// <summary>A setting that is a number from 0 to a greatest one.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="otherwise">What it is where no layer says anything.</param>
    /// <param name="greatest">The greatest it may be.</param>
    /// <param name="ofDeclaration">What the attribute says.</param>
    /// <param name="ofOverride">What an override says.</param>
    /// <param name="apply">What it does.</param>
    public static PolicySetting Factor(
        string name, double otherwise, double greatest, Func<CacheDefinition, double?> ofDeclaration, Func<CachePolicySettings, double?> ofOverride, Func<PolicyValues, double, PolicyValues> apply) =>
        new(name, Text(otherwise)!, $"a number from 0 to {Text(greatest)}, such as \"1\" or \"1.5\"", definition => Text(ofDeclaration(definition)), settings => Text(ofOverride(settings)),
            text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var factor) && factor >= 0 && factor <= greatest ? values => apply(values, factor) : null, null);

    private static PolicyChange? Change(string text, Beside allowed, Func<PolicyValues, TimeSpan, PolicyValues> apply)
    {
        if (!CacheDuration.TryParse(text, out var duration)
            || (duration == TimeSpan.Zero && allowed is not (Beside.Zero or Beside.ZeroOrNever))
            || (duration == Timeout.InfiniteTimeSpan && allowed is not (Beside.Never or Beside.ZeroOrNever)))
            return null;
        return values => apply(values, duration);
    }

    private static string Wording(Beside allowed) => allowed switch
    {
        Beside.Never => "a duration above zero, such as \"500ms\", \"5m\", \"1h30m\" or \"7d\", or \"never\"",
        Beside.ZeroOrNever => "a duration such as \"500ms\", \"5m\" or \"1h30m\", \"0s\" for none, or \"never\"",
        Beside.Zero => "a duration such as \"500ms\", \"5m\" or \"1h30m\", or \"0s\" for none",
        _ => "a duration above zero, such as \"500ms\", \"5m\" or \"1h30m\"",
    };

    private static string? Text(double? number) => number?.ToString(CultureInfo.InvariantCulture);

    private static string? Text(bool? flag) => flag is null ? null : flag.Value ? "true" : "false";
}

// which durations a setting may have beside those above zero
internal enum Beside
{
    Nothing,
    Zero,
    Never,
    ZeroOrNever,
}

/// <summary>What has to hold between a setting and another one.</summary>
/// <param name="Other">The other setting.</param>
/// <param name="Advice">What to write: "write a Jitter below the Ttl".</param>
/// <param name="Holds">Whether it does.</param>
internal sealed record PolicyCheck(string Other, string Advice, Func<PolicyValues, bool> Holds);
