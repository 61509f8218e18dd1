using Cache.Generators.Parsing;
using Microsoft.CodeAnalysis;

namespace Cache.Generators.Analyzers;

/// <summary>The members of a type that bear a cache attribute, where the parser can make something of them.</summary>
internal static class DeclaredMembers
{
    public static IEnumerable<IMethodSymbol> CachedMethods(INamedTypeSymbol type) => Methods(type).Where(ContainerParser.IsCached);

    public static IEnumerable<IMethodSymbol> WriteMethods(INamedTypeSymbol type) => Methods(type).Where(method =>
        method.Attribute(KnownNames.CacheInvalidateAttribute) is not null || method.Attribute(KnownNames.CachePutAttribute) is not null);

    public static IEnumerable<IMethodSymbol> ManyMethods(INamedTypeSymbol type) => Methods(type).Where(method => method.Attribute(KnownNames.CacheManyAttribute) is not null);

    public static IEnumerable<IPropertySymbol> ManualCaches(INamedTypeSymbol type) =>
        type.GetMembers().OfType<IPropertySymbol>().Where(property => property.PartialDefinitionPart is null && ContainerParser.IsCached(property));

    /// <summary>Whether a cached member gives each caller a copy.</summary>
    public static bool Copies(ISymbol member) =>
        member.Attribute(KnownNames.CacheAttribute) is { } attribute && attribute.NamedArguments.Any(static argument => argument.Key == "Copy" && argument.Value.Value is true);

    /// <summary>Whether a compilation knows the library, so that there can be anything to analyze.</summary>
    public static bool CanBeIn(Compilation compilation) => !compilation.GetTypesByMetadataName(KnownNames.CacheAttribute).IsEmpty;

    // accessors, operators and the like cannot be partial; AttributePlaceAnalyzer says so
    private static IEnumerable<IMethodSymbol> Methods(INamedTypeSymbol type) => type.GetMembers().OfType<IMethodSymbol>()
        .Where(method => method.MethodKind == MethodKind.Ordinary && method.PartialDefinitionPart is null);
}
