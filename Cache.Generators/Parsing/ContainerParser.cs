using Cache.Generators.Diagnostics;
using Cache.Generators.Models;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cache.Generators.Parsing;

/// <summary>Reads the type that declares a cached member, and checks that a generated file can add to it.</summary>
internal static class ContainerParser
{
    public static ContainerModel Parse(ISymbol member, Location location, ProblemList problems, CancellationToken cancellationToken)
    {
        var type = member.ContainingType;
        var types = new Stack<INamedTypeSymbol>();
        for (var current = type; current is not null; current = current.ContainingType)
        {
            types.Push(current);
            Check(current, member, location, problems, cancellationToken);
        }

        var outer = types.Where(declared => !SymbolEqualityComparer.Default.Equals(declared, type)).Select(Declaration).ToEquatableArray();
        return new(
            type.ContainingNamespace.IsGlobalNamespace ? "" : Namespace(type.ContainingNamespace),
            outer,
            Declaration(type),
            type.InCode(),
            DisplayName(type),
            HintName(type, types),
            types.All(declared => declared.DeclaredAccessibility is Accessibility.Public or Accessibility.Internal or Accessibility.ProtectedOrInternal));
    }

    /// <summary>The base types, nearest first.</summary>
    public static IEnumerable<INamedTypeSymbol> Bases(INamedTypeSymbol type)
    {
        for (var current = type.BaseType; current is not null; current = current.BaseType)
            yield return current;
    }

    public static bool IsCached(ISymbol member) =>
        member is IMethodSymbol or IPropertySymbol && member.Attribute(KnownNames.CacheAttribute) is not null;

    /// <summary>How a person names a type: with its namespace and outer types, without type parameters.</summary>
    public static string DisplayName(INamedTypeSymbol type) =>
        type.ToDisplayString(new SymbolDisplayFormat(typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameAndContainingTypesAndNamespaces));

    private static void Check(INamedTypeSymbol type, ISymbol member, Location location, ProblemList problems, CancellationToken cancellationToken)
    {
        var unsupported = type switch
        {
            { IsFileLocal: true } => "local to its file",
            { IsRefLikeType: true } => "a ref struct",
            { TypeKind: TypeKind.Interface } when SymbolEqualityComparer.Default.Equals(type, member.ContainingType) => "an interface",
            { IsExtension: true } => "an extension block",
            _ => null,
        };
        if (unsupported is not null)
        {
            problems.Add(CacheDiagnostics.TypeUnsupported, location, type.InMessage(), unsupported);
            return;
        }
        foreach (var reference in type.DeclaringSyntaxReferences)
        {
            if (reference.GetSyntax(cancellationToken) is not TypeDeclarationSyntax syntax || syntax.Modifiers.Any(SyntaxKind.PartialKeyword))
                continue;
            problems.Add(CacheDiagnostics.TypeNotPartial, syntax.Identifier.GetLocation(), type.InMessage(), member.Name);
            return;
        }
    }

    private static TypeDeclaration Declaration(INamedTypeSymbol type) => new(
        type switch
        {
            { IsRecord: true, IsValueType: true } => "record struct",
            { IsRecord: true } => "record",
            { IsValueType: true } => "struct",
            { TypeKind: TypeKind.Interface } => "interface",
            _ => "class",
        },
        type.Name,
        TypeParameters.List(type.TypeParameters),
        TypeParameters.Names(type.TypeParameters),
        TypeParameters.Constraints(type.TypeParameters),
        type.DeclaredAccessibility.InCode());

    private static string Namespace(INamespaceSymbol space)
    {
        var name = TypeNames.Escaped(space.Name);
        return space.ContainingNamespace.IsGlobalNamespace ? name : Namespace(space.ContainingNamespace) + "." + name;
    }

    // dots separate names and a dash the number of type parameters, neither of which a name can hold: no two types share a file
    private static string HintName(INamedTypeSymbol type, IEnumerable<INamedTypeSymbol> types)
    {
        var names = types.Select(declared => declared.Arity == 0 ? declared.Name : $"{declared.Name}-{declared.Arity}").ToList();
        for (var space = type.ContainingNamespace; !space.IsGlobalNamespace; space = space.ContainingNamespace)
            names.Insert(0, space.Name);
        return string.Join(".", names);
    }
}
