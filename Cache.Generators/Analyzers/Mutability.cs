using Cache.Generators.Parsing;
using Microsoft.CodeAnalysis;

namespace Cache.Generators.Analyzers;

/// <summary>Whether an object can be changed by who holds it, as far as its public members say.</summary>
internal static class Mutability
{
    /// <summary>How it can be changed, or null where nothing shows that it can.</summary>
    public static string? Reason(ITypeSymbol type) => Reason(type, new(SymbolEqualityComparer.Default));

    private static string? Reason(ITypeSymbol type, HashSet<ITypeSymbol> seen)
    {
        if (type is ITypeParameterSymbol || type.SpecialType != SpecialType.None && type is not IArrayTypeSymbol && !IsCollection(type) || !seen.Add(type))
            return null;
        if (type is IArrayTypeSymbol)
            return $"the elements of {type.InMessage()} can be set";
        if (type is not INamedTypeSymbol { TypeKind: TypeKind.Class or TypeKind.Struct or TypeKind.Interface } named)
            return null;
        if (IsCollection(named))
            return $"{type.InMessage()} can be added to and removed from";
        // a struct is copied on its way out; only what it refers to is shared
        if (!named.IsValueType && Settable(named) is { } member)
            return $"{type.InMessage()}.{member.Name} can be set";
        return Held(named).Select(held => Reason(held, seen)).FirstOrDefault(reason => reason is not null);
    }

    private static ISymbol? Settable(INamedTypeSymbol type) => Public(type).FirstOrDefault(member => member switch
    {
        IPropertySymbol { IsIndexer: false, SetMethod: { IsInitOnly: false, DeclaredAccessibility: Accessibility.Public } } => true,
        IFieldSymbol { IsReadOnly: false, IsConst: false } => true,
        _ => false,
    });

    // what the platform's types hold is their own affair, but for the elements of its collections, tuples and the like
    private static IEnumerable<ITypeSymbol> Held(INamedTypeSymbol type)
    {
        if (type.IsTupleType || IsOfPlatform(type))
            return type.TypeArguments;
        return Public(type).Select(member => member is IPropertySymbol property ? property.Type : ((IFieldSymbol)member).Type);
    }

    private static IEnumerable<ISymbol> Public(INamedTypeSymbol type) => new[] { type }.Concat(ContainerParser.Bases(type))
        .SelectMany(declaring => declaring.GetMembers())
        .Where(member => member is IPropertySymbol or IFieldSymbol && member is { IsStatic: false, IsImplicitlyDeclared: false, DeclaredAccessibility: Accessibility.Public });

    private static bool IsCollection(ITypeSymbol type) =>
        type.TypeKind is TypeKind.Class or TypeKind.Interface
        && (IsMutableInterface(type) || type.AllInterfaces.Any(IsMutableInterface))
        && type.ContainingNamespace.ToDisplayString() is not ("System.Collections.Immutable" or "System.Collections.Frozen" or "System.Linq")
        && !type.Name.StartsWith("ReadOnly", StringComparison.Ordinal)
        && type.SpecialType != SpecialType.System_String;

    private static bool IsMutableInterface(ITypeSymbol type) =>
        type.OriginalDefinition.SpecialType == SpecialType.System_Collections_Generic_ICollection_T || type.Is("System.Collections.IList") || type.Is("System.Collections.IDictionary");

    private static bool IsOfPlatform(INamedTypeSymbol type)
    {
        for (var space = type.ContainingNamespace; space is { IsGlobalNamespace: false }; space = space.ContainingNamespace)
        {
            if (space is { Name: "System", ContainingNamespace.IsGlobalNamespace: true })
                return true;
        }
        return false;
    }
}
