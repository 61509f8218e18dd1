using System.Collections.Immutable;
using System.Composition;
using Cache.CodeFixes.Syntax;
using Cache.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cache.CodeFixes.Fixes;

/// <summary>Makes a cached member or its types partial. The body that a method had becomes its Core method.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(MakePartialFix)), Shared]
public sealed class MakePartialFix : CacheFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ["CACHE001", "CACHE002"];

    private protected override Task OfferAsync(FixSite site)
    {
        switch (site.Node)
        {
            case TypeDeclarationSyntax type:
                site.Offer($"Make '{type.Identifier.ValueText}' partial", () => Members.WithPartialTypesAround(site.Root, [type, .. CachedMembers(type)]));
                break;
            case MethodDeclarationSyntax method when BodyMove.IsPossible(method):
                site.Offer($"Make '{method.Identifier.ValueText}' partial, with its body in '{CoreMethodParser.NameFor(method.Identifier.ValueText)}'", () => BodyMove.Split(site.Root, method));
                break;
            case PropertyDeclarationSyntax { ExpressionBody: null, Initializer: null } property:
                site.Offer($"Make '{property.Identifier.ValueText}' partial", () => PartialProperty(site.Root, property));
                break;
        }
        return Task.CompletedTask;
    }

    // types within a type that is not partial have the same to say
    private static IEnumerable<MemberDeclarationSyntax> CachedMembers(TypeDeclarationSyntax type) => type.DescendantNodes().OfType<MemberDeclarationSyntax>()
        .Where(member => member.AttributeLists.SelectMany(list => list.Attributes).Any(Attributes.IsOfCaches));

    private static SyntaxNode PartialProperty(SyntaxNode root, PropertyDeclarationSyntax property)
    {
        var mark = new SyntaxAnnotation();
        root = root.ReplaceNode(property, Members.Partial(property).WithAdditionalAnnotations(mark));
        return Members.WithPartialTypesAround(root, root.GetAnnotatedNodes(mark));
    }
}
