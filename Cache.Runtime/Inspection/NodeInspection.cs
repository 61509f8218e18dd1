using Cache.CompilerServices;
using Cache.Ecosystem;
using Cache.Engine;

namespace Cache.Inspection;

/// <summary>The caches of a container, for those who look into them.</summary>
/// <param name="cache">The container's caches.</param>
/// <param name="definitions">Those that are registered, used or not.</param>
internal sealed class NodeInspection(ICache cache, IEnumerable<CacheDefinition> definitions)
{
    private readonly CacheNode _node = cache as CacheNode ?? Throw.NoInspection(cache.GetType());
    private readonly CacheDefinition[] _registered = [.. definitions];

    public string Namespace => _node.Namespace;

    /// <summary>All caches that are known: registered or used, each once, by their names. A declaration with type parameters is there as itself until it is used with some.</summary>
    public IReadOnlyList<CacheDefinition> Caches
    {
        get
        {
            var byName = new SortedDictionary<string, CacheDefinition>(StringComparer.Ordinal);
            foreach (var used in _node.Tables)
                byName[NameOf(used.Definition)] = used.Definition;
            var usedNames = byName.Values.Select(static one => one.Name).ToHashSet(StringComparer.Ordinal);
            foreach (var definition in _registered)
            {
                if (definition is not OpenCacheDefinition || !usedNames.Contains(definition.Name))
                    byName.TryAdd(NameOf(definition), definition);
            }
            return [.. byName.Values];
        }
    }

    /// <summary>The name of a cache, as its keys have it: with the type arguments of a generic declaration.</summary>
    public static string NameOf(CacheDefinition definition) =>
        definition.TypeArguments.Length == 0 ? definition.Name : $"{definition.Name}<{definition.TypeArguments}>";

    /// <summary>The names of the ambient values that the keys of a cache begin with.</summary>
    public string[] PartsOf(CacheDefinition definition) => Array.ConvertAll(_node.KeyParts.Of(definition), static part => part.Name);

    /// <summary>What a cache is a cache of.</summary>
    public static string KindOf(CacheDefinition definition) =>
        definition.Index == EngineHybridCache.Definition.Index ? "hybrid"
        : definition.Index == EngineDistributedCache.Definition.Index ? "distributed"
        : definition.CallBringsLoad ? "manual" : "method";

    /// <summary>Opens a cache; one that has not been used yet is from then on.</summary>
    /// <returns>The cache; null for a declaration with type parameters, which has none of its own.</returns>
    public ICacheInspection? Open(CacheDefinition definition)
    {
        definition.UseIn(_node);
        return Array.Find(_node.Tables, table => table.Definition.Index == definition.Index)?.Inspect(_node);
    }

    /// <summary>Invalidates all entries of all caches that are known.</summary>
    public async Task<InvalidationResult> InvalidateAllAsync()
    {
        var result = InvalidationResult.Applied;
        foreach (var definition in Caches)
        {
            if (Open(definition) is { } opened && await opened.InvalidateAllAsync().ConfigureAwait(false) == InvalidationResult.Queued)
                result = InvalidationResult.Queued;
        }
        return result;
    }
}
