using Cache.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cache.CodeFixes.Syntax;

/// <summary>Makes two methods of one with a body: the partial definition, and the Core method with the body.</summary>
internal static class BodyMove
{
    /// <summary>Whether there is no Core method yet that would be in the way.</summary>
    public static bool IsPossible(MethodDeclarationSyntax method) =>
        method.Parent is TypeDeclarationSyntax type
        && !type.Members.OfType<MethodDeclarationSyntax>().Any(other => other.Identifier.ValueText == CoreMethodParser.NameFor(method.Identifier.ValueText));

    public static SyntaxNode Split(SyntaxNode root, MethodDeclarationSyntax method)
    {
        var mark = new SyntaxAnnotation();
        root = root.ReplaceNode(method, method.WithAdditionalAnnotations(mark));
        root = Members.WithPartialTypesAround(root, root.GetAnnotatedNodes(mark));
        var marked = (MethodDeclarationSyntax)root.GetAnnotatedNodes(mark).Single();
        var core = CoreMethods.Of(method, CoreMethodParser.NameFor(method.Identifier.ValueText), Members.NewLine(root));
        return root.ReplaceNode(marked, [Definition(method), core]);
    }

    private static MemberDeclarationSyntax Definition(MethodDeclarationSyntax method)
    {
        var definition = Members.Partial(CoreMethods.WithoutBody(method));
        return definition.Modifiers.Any(SyntaxKind.AsyncKeyword) ? Members.Without(definition, SyntaxKind.AsyncKeyword) : definition;
    }
}
