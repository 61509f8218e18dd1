using System.Collections.Immutable;
using Cache.Generators.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace Cache.CodeFixes.Syntax;

/// <summary>Makes Core methods out of the methods that they are the bodies of.</summary>
internal static class CoreMethods
{
    /// <summary>The Core method of a method, with the method's own body where it has one, and one that throws where not.</summary>
    public static MethodDeclarationSyntax Of(MethodDeclarationSyntax method, string name, SyntaxTrivia newLine)
    {
        var core = method
            .WithAttributeLists(default)
            .WithModifiers(TokenList(Modifiers(method)))
            .WithReturnType(method.ReturnType.WithLeadingTrivia())
            .WithIdentifier(Identifier(name).WithTrailingTrivia(method.Identifier.TrailingTrivia))
            .WithParameterList(Plain(method.ParameterList));
        if (core.Body is null && core.ExpressionBody is null)
            core = Throwing(core);
        return core.WithLeadingTrivia(Members.Indentation(method).Insert(0, newLine)).WithTrailingTrivia(newLine);
    }

    /// <summary>A method's declaration without its body.</summary>
    public static MethodDeclarationSyntax WithoutBody(MethodDeclarationSyntax method)
    {
        var trailing = method.GetTrailingTrivia();
        method = method.WithBody(null).WithExpressionBody(null).WithSemicolonToken(default);
        return method.WithTrailingTrivia().WithSemicolonToken(Token(SyntaxKind.SemicolonToken)).WithTrailingTrivia(trailing);
    }

    /// <summary>The same with a list of another type: the body of a method over many keys takes an IReadOnlyList, whatever the method takes.</summary>
    public static MethodDeclarationSyntax WithList(MethodDeclarationSyntax core, ImmutableDictionary<string, string?> properties)
    {
        if (!properties.TryGetValue(ProblemProperties.CoreList, out var name) || !properties.TryGetValue(ProblemProperties.CoreListType, out var type) || name is null || type is null)
            return core;
        var list = core.ParameterList.Parameters.FirstOrDefault(parameter => parameter.Identifier.ValueText == name);
        return list?.Type is null
            ? core
            : core.ReplaceNode(list, list.WithModifiers(default).WithType(ParseTypeName(type).WithTriviaFrom(list.Type)).WithLeadingTrivia(list.GetLeadingTrivia()));
    }

    /// <summary>Parameters without defaults and attributes, which belong to the method that callers see.</summary>
    public static ParameterListSyntax Plain(ParameterListSyntax list) => list.ReplaceNodes(list.Parameters, (_, parameter) =>
    {
        var leading = parameter.GetLeadingTrivia();
        var identifier = parameter.Default is null ? parameter.Identifier : parameter.Identifier.WithTrailingTrivia();
        return parameter.WithDefault(null).WithAttributeLists(default).WithIdentifier(identifier).WithLeadingTrivia(leading);
    });

    private static IEnumerable<SyntaxToken> Modifiers(MethodDeclarationSyntax method) =>
        new[] { SyntaxKind.PrivateKeyword }
            .Concat(method.Modifiers.Select(modifier => modifier.Kind()).Where(kind => kind is SyntaxKind.StaticKeyword or SyntaxKind.AsyncKeyword or SyntaxKind.UnsafeKeyword))
            .Select(Members.Modifier);

    // what an editor's own templates write: the user fills it in
    private static MethodDeclarationSyntax Throwing(MethodDeclarationSyntax core)
    {
        var exception = ParseTypeName("global::System.NotImplementedException").WithAdditionalAnnotations(Microsoft.CodeAnalysis.Simplification.Simplifier.Annotation);
        var creation = ObjectCreationExpression(Token(SyntaxKind.NewKeyword).WithTrailingTrivia(Space), exception, ArgumentList(), null);
        var thrown = ThrowExpression(Token(SyntaxKind.ThrowKeyword).WithTrailingTrivia(Space), creation);
        var arrow = Token(SyntaxKind.EqualsGreaterThanToken).WithLeadingTrivia(Space).WithTrailingTrivia(Space);
        return core.WithSemicolonToken(default).WithTrailingTrivia().WithExpressionBody(ArrowExpressionClause(arrow, thrown)).WithSemicolonToken(Token(SyntaxKind.SemicolonToken));
    }
}
