using Cache.Generators.Diagnostics;
using Cache.Generators.Models;
using Microsoft.CodeAnalysis;

namespace Cache.Generators.Parsing;

/// <summary>Reads the ambient values that keys begin with: a class, or a tuple of several.</summary>
internal sealed class VaryByParser(ISymbol member, Compilation compilation)
{
    private const string Setting = "VaryBy";

    // as many as the keys of a cache have room for
    private const int Most = 4;

    public EquatableArray<string> Parse(AttributeArguments attribute, ProblemList problems)
    {
        if (attribute.Type(Setting) is not { } named)
            return default;
        ITypeSymbol[] types = named is INamedTypeSymbol { IsTupleType: true } tuple ? [.. tuple.TupleElements.Select(element => element.Type)] : [named];
        var locations = attribute.LocationsOfTypes(Setting);
        for (var index = 0; index < types.Length; index++)
        {
            if (types[index].TypeKind == TypeKind.Error)
                problems.Silent = true;
            else if (Wrong(types[index], types.Take(index)) is { } wrong)
                problems.Add(CacheDiagnostics.VaryByType, index < locations.Count ? locations[index] : attribute.LocationOf(Setting), types[index].InMessage(), member.Name, wrong);
        }
        if (types.Length > Most)
            problems.Add(CacheDiagnostics.VaryByType, attribute.LocationOf(Setting), named.InMessage(), member.Name, $"there are {Most} at most");
        return types.Select(type => type.InCode()).ToEquatableArray();
    }

    private string? Wrong(ITypeSymbol type, IEnumerable<ITypeSymbol> before) => type switch
    {
        _ when before.Contains(type, SymbolEqualityComparer.Default) => "it is named twice",
        INamedTypeSymbol { IsUnboundGenericType: true } => "its type arguments are open",
        _ when type.IsTupleType => "it is a tuple in a tuple",
        _ when type.TypeKind != TypeKind.Class => "it is no class",
        _ when type.IsStatic => "it is static",
        _ when !type.AllInterfaces.Any(implemented => implemented.Is(KnownNames.CacheKeyPart)) => "it does not implement ICacheKeyPart",
        _ when type.IsAbstract => "it is abstract",
        // the registration of the assembly names it as well
        INamedTypeSymbol named when IsFileLocal(named) || !compilation.IsSymbolAccessibleWithin(type, compilation.Assembly) => "the rest of the assembly cannot see it. Make it internal or public",
        _ => null,
    };

    private static bool IsFileLocal(INamedTypeSymbol type) => type.IsFileLocal || (type.ContainingType is { } outer && IsFileLocal(outer));
}
