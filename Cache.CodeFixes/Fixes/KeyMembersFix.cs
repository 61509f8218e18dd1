using System.Collections.Immutable;
using System.Composition;
using Cache.CodeFixes.Syntax;
using Cache.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cache.CodeFixes.Fixes;

/// <summary>Marks the public properties of a key type with [CacheKey], where the type is in source and none is marked yet.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(KeyMembersFix)), Shared]
public sealed class KeyMembersFix : CacheFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ["CACHE020"];

    private protected override async Task OfferAsync(FixSite site)
    {
        var model = await site.ModelAsync().ConfigureAwait(false);
        if (site.Enclosing<TypeSyntax>() is not { } written || site.Enclosing<TypeDeclarationSyntax>() is not { } container
            || model.GetTypeInfo(written, site.CancellationToken).Type is not INamedTypeSymbol { TypeKind: TypeKind.Class or TypeKind.Struct } type
            || model.GetDeclaredSymbol(container, site.CancellationToken) is not { } within)
            return;
        var shapes = new KeyShapeParser(within, model.Compilation);
        var properties = type.GetMembers().OfType<IPropertySymbol>()
            .Where(property => property is { DeclaredAccessibility: Accessibility.Public, IsStatic: false, IsIndexer: false, GetMethod: not null })
            .Where(property => shapes.Parse(property.Type, isMarked: false, out _) is not null)
            .Select(property => property.DeclaringSyntaxReferences.FirstOrDefault())
            .OfType<SyntaxReference>()
            .ToList();
        if (properties.Count > 0 && type.GetMembers().All(member => member.Attribute(KnownNames.CacheKeyAttribute) is null))
            site.Offer($"Mark the properties of '{type.Name}' with [CacheKey]", cancellationToken => MarkAsync(site.Document.Project, properties, cancellationToken));
    }

    private static async Task<Solution> MarkAsync(Project project, List<SyntaxReference> properties, CancellationToken cancellationToken)
    {
        var solution = project.Solution;
        foreach (var file in properties.GroupBy(property => property.SyntaxTree))
        {
            var root = await file.Key.GetRootAsync(cancellationToken).ConfigureAwait(false);
            var nodes = file.Select(property => property.GetSyntax(cancellationToken)).OfType<PropertyDeclarationSyntax>();
            var marked = root.ReplaceNodes(nodes, (_, property) => Marked(property, Members.NewLine(root)));
            solution = solution.WithDocumentSyntaxRoot(project.GetDocument(file.Key)!.Id, marked);
        }
        return solution;
    }

    private static PropertyDeclarationSyntax Marked(PropertyDeclarationSyntax property, SyntaxTrivia newLine)
    {
        var mark = Attributes.Mark("CacheKey").WithLeadingTrivia(property.GetLeadingTrivia()).WithTrailingTrivia(newLine);
        var plain = property.WithLeadingTrivia(Members.Indentation(property));
        return plain.WithAttributeLists(plain.AttributeLists.Insert(0, mark));
    }
}
