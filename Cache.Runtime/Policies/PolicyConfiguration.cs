using Microsoft.Extensions.Configuration;

namespace Cache.Policies;

/// <summary>One reading of the section <c>Policies</c>: the layer for all caches, and one for each that it names.</summary>
internal sealed class PolicyConfiguration
{
    /// <summary>The name under which settings for all caches stand.</summary>
    public const string ForAll = "Default";

    private readonly Dictionary<string, PolicyReading> _sections = new(StringComparer.OrdinalIgnoreCase);
    private readonly string _path;

    /// <param name="policies">The section; null where the application has given no configuration.</param>
    public PolicyConfiguration(IConfigurationSection? policies)
    {
        _path = policies?.Path ?? "Policies";
        foreach (var section in policies?.GetChildren() ?? [])
            _sections[section.Key] = new(section, section.Key.Equals(ForAll, StringComparison.OrdinalIgnoreCase) ? CachePolicySource.ConfigurationDefault : CachePolicySource.Configuration);
    }

    /// <summary>What it says of all caches.</summary>
    public PolicyReading Defaults => Of(ForAll);

    /// <summary>What it says of one cache.</summary>
    public PolicyReading Of(string cache) => _sections.GetValueOrDefault(cache);

    /// <summary>What is wrong with sections that cannot be read.</summary>
    public IEnumerable<string> Unreadable => _sections.Values.Select(static reading => reading.Problem).OfType<string>();

    /// <summary>The names that are those of no cache, each with what to write instead.</summary>
    /// <param name="caches">The caches that are known.</param>
    public IEnumerable<(string Name, string Problem)> Unknown(IReadOnlyCollection<string> caches) => _sections.Keys
        .Where(name => !name.Equals(ForAll, StringComparison.OrdinalIgnoreCase) && !caches.Contains(name, StringComparer.OrdinalIgnoreCase))
        .Select(name => (name, Complain(name, caches)));

    private string Complain(string name, IReadOnlyCollection<string> caches) =>
        $"The section {_path}:{name} names no cache. " + (caches.Count == 0
            ? "No cache is registered: call the generated method, such as services.AddShopCaches() for the assembly Shop."
            : $"Write Default for all caches, or the name of one; near are {NearNames.Quoted(name, caches, 3)}. A cache is known once the generated method of its assembly is called, such as services.AddShopCaches().");
}

/// <summary>What a section came to: a layer, or what is wrong with it; neither where there is no section.</summary>
internal readonly struct PolicyReading
{
    public PolicyReading(IConfigurationSection section, CachePolicySource source)
    {
        PolicyLayer.TryRead(section, source, out var layer, out var problem);
        Layer = layer;
        Problem = problem;
    }

    public PolicyLayer? Layer { get; }

    public string? Problem { get; }
}
