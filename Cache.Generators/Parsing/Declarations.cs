using Cache.Generators.Diagnostics;
using Cache.Generators.Models;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cache.Generators.Parsing;

/// <summary>What cached and writing members have in common: they are partial, without a body, and not static.</summary>
internal static class Declarations
{
    /// <summary>The identifier of a member's declaration.</summary>
    public static Location Identifier(ISymbol member, CancellationToken cancellationToken) => Syntax(member, cancellationToken) switch
    {
        MethodDeclarationSyntax method => method.Identifier.GetLocation(),
        PropertyDeclarationSyntax property => property.Identifier.GetLocation(),
        _ => member.Locations.FirstOrDefault() ?? Location.None,
    };

    public static void Check(IMethodSymbol method, Location location, ProblemList problems, CancellationToken cancellationToken)
    {
        if (!method.IsPartialDefinition && method.PartialDefinitionPart is null && !IsPartial(method, cancellationToken))
            problems.Add(CacheDiagnostics.MemberNotPartial, location, method.Name);
        else if (!method.IsPartialDefinition || (method.PartialImplementationPart is { } written && !written.IsGenerated()))
            problems.Add(CacheDiagnostics.AlreadyImplemented, location, method.Name, CoreMethodParser.NameFor(method.Name));
        if (method.IsStatic)
            problems.Add(CacheDiagnostics.StaticMember, location, method.Name);
    }

    public static string Modifiers(ISymbol member, CancellationToken cancellationToken) =>
        string.Join(" ", ((MemberDeclarationSyntax)Syntax(member, cancellationToken)!).Modifiers.Select(modifier => modifier.ValueText));

    public static bool IsPartial(ISymbol member, CancellationToken cancellationToken) =>
        Syntax(member, cancellationToken) is MemberDeclarationSyntax declaration && declaration.Modifiers.Any(SyntaxKind.PartialKeyword);

    public static MethodModel Method(
        IMethodSymbol method, ResultKind kind, string? result, EquatableArray<ParameterModel> parameters, CoreModel core, CancellationToken cancellationToken) => new(
        method.Name,
        Modifiers(method, cancellationToken),
        method.DeclaredAccessibility.InCode(),
        method.ReturnType.InCode(),
        kind,
        result,
        TypeParameters.List(method.TypeParameters),
        TypeParameters.Names(method.TypeParameters),
        TypeParameters.Constraints(method.TypeParameters),
        OwnConstraints(method, cancellationToken),
        parameters,
        core,
        Cref(method),
        DocComments.Of(method, cancellationToken));

    // an override may say class, struct and default only, which need no qualification
    private static EquatableArray<string> OwnConstraints(IMethodSymbol method, CancellationToken cancellationToken) =>
        method.IsOverride && Syntax(method, cancellationToken) is MethodDeclarationSyntax syntax
            ? syntax.ConstraintClauses.Select(clause => clause.NormalizeWhitespace().ToString()).ToEquatableArray()
            : TypeParameters.Constraints(method.TypeParameters);

    // a name alone is what a colleague would write; it must be the only one of its name, and not generic
    private static string Cref(IMethodSymbol method) =>
        method.Arity == 0 && method.ContainingType.Arity == 0 && method.ContainingType.GetMembers(method.Name).Length == 1
            ? TypeNames.Escaped(method.Name)
            : method.GetDocumentationCommentId() ?? method.Name;

    private static SyntaxNode? Syntax(ISymbol member, CancellationToken cancellationToken) =>
        member.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(cancellationToken);
}
