using Cache.CompilerServices;
using Cache.Inspection;
using Cache.Responses;

namespace Cache.Admin;

/// <summary>The caches of the container, as the API tells of them.</summary>
internal sealed class AdminCaches(NodeInspection node, ICachePolicies policies, ICacheStatistics statistics)
{
    public AdminAnswer List()
    {
        var figures = Figures();
        return AdminAnswer.Of(new CachesView([.. node.Caches.Select(definition => View(definition, figures))]), AdminJson.Default.CachesView);
    }

    public AdminAnswer One(string name)
    {
        var definition = Find(name);
        var view = View(definition, Figures());
        return AdminAnswer.Of(new CacheDetailView
        {
            Name = view.Name,
            Kind = view.Kind,
            DeclaredBy = view.DeclaredBy,
            Parameters = view.Parameters,
            ValueType = view.ValueType,
            IsSensitive = view.IsSensitive,
            IsEnabled = view.IsEnabled,
            Hits = view.Hits,
            Misses = view.Misses,
            HitRatio = view.HitRatio,
            SharedHits = view.SharedHits,
            SharedMisses = view.SharedMisses,
            Loads = view.Loads,
            FailedLoads = view.FailedLoads,
            LoadMsMean = view.LoadMsMean,
            Entries = view.Entries,
            Bytes = view.Bytes,
            Policy = [.. Explain(definition).Select(static one => new SettingView(one.Name, one.Value, From(one.Source, one.Origin), one.Origin, one.Until))],
            Tags = definition.TagTemplates,
            Groups = [.. definition.Groups.Select(position => definition.Parameters[position])],
        }, AdminJson.Default.CacheDetailView);
    }

    public AdminAnswer Live(DateTimeOffset at)
    {
        var of = statistics.Node;
        var caches = statistics.Caches.Select(static one => new CacheFiguresView(
            NameOf(one), Of(one)?.Hits ?? 0, Of(one)?.Misses ?? 0, one.Loads, one.AverageLoadTime?.TotalMilliseconds, one.Entries, one.Bytes));
        return AdminAnswer.Of(new StatisticsView(at, [.. caches.OrderBy(static one => one.Name, StringComparer.Ordinal)], of.Entries, of.Bytes), AdminJson.Default.StatisticsView);
    }

    /// <summary>A cache by its name. What the protocol keeps beside the caches has names that no cache may have, and so is none.</summary>
    public CacheDefinition Find(string name) => node.Caches.FirstOrDefault(definition => NodeInspection.NameOf(definition) == name)
        ?? throw AdminProblem.Missing($"There is no cache named '{name}' in this application. GET .../api/caches lists those that there are.");

    /// <summary>The entries of a cache.</summary>
    public ICacheInspection Open(CacheDefinition definition) => node.Open(definition)
        ?? throw AdminProblem.Missing($"The cache '{definition.Name}' of {definition.Declaration} has type parameters, and no entries before it has been used with some. Each use has a name of its own in GET .../api/caches.");

    public bool IsSensitive(CacheDefinition definition) => Explain(definition).Any(static one => one is { Name: "Sensitive", Value: "true" });

    /// <summary>The arguments that a key was made of, by their names; ambient values first.</summary>
    public ArgumentView[] Arguments(CacheDefinition definition, string key)
    {
        string[] names = [.. node.PartsOf(definition), .. definition.Parameters];
        var values = KeyTextReader.Read(key, names.Length - definition.Parameters.Length, definition.Parameters.Length);
        // of an application that was changed since the key was written there may be more, or fewer
        return [.. values.Select((value, at) => new ArgumentView(at < names.Length ? names[at] : "?", value))];
    }

    private CacheView View(CacheDefinition definition, Dictionary<string, CacheStatistics> figures)
    {
        figures.TryGetValue(NodeInspection.NameOf(definition), out var done);
        var calls = done is null ? null : Of(done);
        var policy = Explain(definition);
        return new()
        {
            Name = NodeInspection.NameOf(definition),
            Kind = definition.Index == ResponseEntries.Definition.Index ? "responses" : NodeInspection.KindOf(definition),
            DeclaredBy = definition.Declaration,
            Parameters = [.. node.PartsOf(definition).Select(static part => new ParameterView(part, "string", true)), .. definition.Parameters.Select(name => new ParameterView(name, TypeOf(definition), false))],
            ValueType = definition.ValueType is { } type ? TypeNames.Of(type) : null,
            IsSensitive = policy.Any(static one => one is { Name: "Sensitive", Value: "true" }),
            IsEnabled = policy.Any(static one => one is { Name: "Enabled", Value: "true" }),
            Hits = calls?.Hits ?? 0,
            Misses = calls?.Misses ?? 0,
            HitRatio = calls is { } counted && counted.Hits + counted.Misses > 0 ? (double)counted.Hits / (counted.Hits + counted.Misses) : null,
            SharedHits = done?.Memory is null ? null : done.Shared?.Hits,
            SharedMisses = done?.Memory is null ? null : done.Shared?.Misses,
            Loads = done?.Loads ?? 0,
            FailedLoads = done?.LoadFailures ?? 0,
            LoadMsMean = done?.AverageLoadTime?.TotalMilliseconds,
            Entries = done?.Entries ?? 0,
            Bytes = done?.Bytes ?? 0,
        };
    }

    // the first tier that a call asks
    private static CacheTierStatistics? Of(CacheStatistics one) => one.Memory ?? one.Shared;

    private static string NameOf(CacheStatistics one) => one.TypeArguments.Length == 0 ? one.Name : $"{one.Name}<{one.TypeArguments}>";

    // with several parameters the key is of a generated type
    private static string? TypeOf(CacheDefinition definition) =>
        definition is { Parameters.Length: 1, KeyType: { } type } && (type.Namespace == nameof(System) || type.IsEnum) ? TypeNames.Of(type) : null;

    private static string From(CachePolicySource source, string origin) => source switch
    {
        CachePolicySource.Default => "default",
        CachePolicySource.Attribute => "attribute",
        CachePolicySource.Override => "override",
        _ => origin[..origin.LastIndexOf(':')],
    };

    private Dictionary<string, CacheStatistics> Figures() => statistics.Caches.ToDictionary(NameOf, StringComparer.Ordinal);

    private IReadOnlyList<CacheSettingExplanation> Explain(CacheDefinition definition) => policies.Explain(definition.Name).Settings;
}
