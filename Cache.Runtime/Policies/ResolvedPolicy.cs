using System.Diagnostics.CodeAnalysis;
using Cache.CompilerServices;

namespace Cache.Policies;

/// <summary>What all layers of one cache come to: the values, and which layer each is from.</summary>
internal sealed class ResolvedPolicy
{
    private ResolvedPolicy(PolicyValues values, CachePolicyExplanation explanation)
    {
        Values = values;
        Explanation = explanation;
    }

    public PolicyValues Values { get; }

    public CachePolicyExplanation Explanation { get; }

    /// <summary>Resolves the policy of a cache, or says which settings do not fit each other.</summary>
    /// <param name="definition">The cache.</param>
    /// <param name="layers">The layers above the library's defaults, the lowest first.</param>
    /// <param name="policy">The policy.</param>
    /// <param name="problem">What is wrong.</param>
    public static bool TryResolve(
        CacheDefinition definition, IEnumerable<PolicyLayer> layers, [NotNullWhen(true)] out ResolvedPolicy? policy, [NotNullWhen(false)] out string? problem)
    {
        PolicyLayer[] highestFirst = [.. layers.Reverse(), PolicyLayer.Default];
        var values = new PolicyValues();
        var settings = new List<CacheSettingExplanation>();
        foreach (var setting in PolicySettings.All)
        {
            var layer = highestFirst.First(layer => layer.Names(setting));
            values = layer.Apply(setting, values);
            settings.Add(layer.Explain(setting));
        }
        policy = new(values, new(definition.Name, definition.Declaration, settings));
        var broken = PolicySettings.All.FirstOrDefault(setting => setting.Check is { } check && !check.Holds(values));
        problem = broken is null ? null : Complain(policy.Explanation, broken.Name, broken.Check!);
        return problem is null;
    }

    private static string Complain(CachePolicyExplanation policy, string setting, PolicyCheck check)
    {
        var (one, other) = (policy[setting], policy[check.Other]);
        return $"The cache '{policy.Cache}' of {policy.Declaration} has {one.Name} = \"{one.Value}\" ({one.Origin}) and {other.Name} = \"{other.Value}\" ({other.Origin}): {check.Advice}.";
    }
}
