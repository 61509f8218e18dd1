using Microsoft.CodeAnalysis;

namespace Cache.Generators.Parsing;

/// <summary>Finds the cached methods that another method of the type names.</summary>
internal static class CachedTargets
{
    /// <summary>Those of a name, of a cache's name, or of both.</summary>
    public static List<IMethodSymbol> Named(INamedTypeSymbol type, string? name, string? cache) =>
    [
        .. type.GetMembers().OfType<IMethodSymbol>()
            .Where(candidate => candidate.PartialDefinitionPart is null && ContainerParser.IsCached(candidate))
            .Where(candidate => (name is null || candidate.Name == name) && (cache is null || CacheName(candidate) == cache) && (name ?? cache) is not null),
    ];

    /// <summary>The name of a method's cache.</summary>
    public static string CacheName(IMethodSymbol cached) =>
        new AttributeArguments(cached.Attribute(KnownNames.CacheAttribute)!, Location.None).Text("Name")
            ?? ContainerParser.DisplayName(cached.ContainingType) + "." + cached.Name;
}
