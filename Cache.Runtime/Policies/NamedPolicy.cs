using System.Diagnostics.CodeAnalysis;
using Cache.CompilerServices;
using Cache.Engine;

namespace Cache.Policies;

/// <summary>The layers of one cache, and the policy that they come to. Guarded by the lock of <see cref="CachePolicies"/>.</summary>
/// <remarks>A change either takes effect as a whole or not at all: a set of layers whose settings do not fit each other is refused, and the former stays.</remarks>
internal sealed class NamedPolicy
{
    private readonly CacheDefinition _definition;
    private readonly PolicyLayer _attribute;
    private PolicyLayer? _defaults;
    private PolicyLayer? _section;
    private ITimer? _end;

    private NamedPolicy(CacheDefinition definition, PolicyLayer attribute, PolicyLayer? defaults, PolicyLayer? section, ResolvedPolicy policy)
    {
        _definition = definition;
        _attribute = attribute;
        _defaults = defaults;
        _section = section;
        Current = policy;
        Entries = new(policy.Values);
    }

    public string Name => _definition.Name;

    /// <summary>What the engine asks.</summary>
    public EntryPolicy Entries { get; }

    public ResolvedPolicy Current { get; private set; }

    /// <summary>The override that is in force.</summary>
    public PolicyLayer? Override { get; private set; }

    /// <summary>Makes the policy of a cache that the container meets for the first time.</summary>
    public static bool TryMake(
        CacheDefinition definition, PolicyLayer? defaults, PolicyLayer? section, [NotNullWhen(true)] out NamedPolicy? policy, [NotNullWhen(false)] out string? problem)
    {
        policy = null;
        if (!PolicyLayer.TryRead(definition, out var attribute, out problem) || !ResolvedPolicy.TryResolve(definition, Layers(defaults, attribute, section), out var resolved, out problem))
            return false;
        policy = new(definition, attribute, defaults, section, resolved);
        return true;
    }

    /// <summary>Takes over what the configuration says now.</summary>
    /// <returns>Whether it fits, with the override that is in force and without it.</returns>
    public bool TryConfigure(PolicyLayer? defaults, PolicyLayer? section, [NotNullWhen(false)] out string? problem)
    {
        if (!ResolvedPolicy.TryResolve(_definition, Layers(defaults, _attribute, section), out var policy, out problem)
            || (Override is not null && !ResolvedPolicy.TryResolve(_definition, Layers(defaults, _attribute, section, Override), out policy, out problem)))
            return false;
        (_defaults, _section) = (defaults, section);
        Current = policy;
        return true;
    }

    /// <summary>Puts an override above the other layers, in the place of one that is there.</summary>
    /// <param name="layer">The override.</param>
    /// <param name="end">The timer that ends it, which is this object's from then on.</param>
    /// <param name="problem">What does not fit.</param>
    public bool TryOverride(PolicyLayer layer, Func<ITimer> end, [NotNullWhen(false)] out string? problem)
    {
        if (!ResolvedPolicy.TryResolve(_definition, Layers(_defaults, _attribute, _section, layer), out var policy, out problem))
            return false;
        EndOverride();
        _end = end();
        Override = layer;
        Current = policy;
        return true;
    }

    /// <summary>Goes back to what attribute and configuration say, which fitted when they were taken over.</summary>
    public void EndOverride()
    {
        _end?.Dispose();
        (_end, Override) = (null, null);
        if (ResolvedPolicy.TryResolve(_definition, Layers(_defaults, _attribute, _section), out var policy, out _))
            Current = policy;
    }

    private static IEnumerable<PolicyLayer> Layers(params PolicyLayer?[] lowestFirst) => lowestFirst.OfType<PolicyLayer>();
}
