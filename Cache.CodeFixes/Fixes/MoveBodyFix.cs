using System.Collections.Immutable;
using System.Composition;
using Cache.CodeFixes.Syntax;
using Cache.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cache.CodeFixes.Fixes;

/// <summary>Makes the body that a user wrote for a partial method its Core method.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(MoveBodyFix)), Shared]
public sealed class MoveBodyFix : CacheFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ["CACHE004"];

    private protected override async Task OfferAsync(FixSite site)
    {
        if (site.Enclosing<MethodDeclarationSyntax>() is not { } method || !BodyMove.IsPossible(method))
            return;
        var name = CoreMethodParser.NameFor(method.Identifier.ValueText);
        var model = await site.ModelAsync().ConfigureAwait(false);
        if (model.GetDeclaredSymbol(method, site.CancellationToken)?.PartialImplementationPart is not { DeclaringSyntaxReferences: [var written, ..] })
            site.Offer($"Move the body to '{name}'", () => BodyMove.Split(site.Root, method));
        else
            site.Offer($"Move the body to '{name}'", cancellationToken => RenameAsync(written, name, site.Document.Project, cancellationToken));
    }

    // the implementing part stays where it is, maybe in another file, and gets another name
    private static async Task<Solution> RenameAsync(SyntaxReference written, string name, Project project, CancellationToken cancellationToken)
    {
        var method = (MethodDeclarationSyntax)await written.GetSyntaxAsync(cancellationToken).ConfigureAwait(false);
        var root = await written.SyntaxTree.GetRootAsync(cancellationToken).ConfigureAwait(false);
        var core = CoreMethods.Of(method, name, Members.NewLine(root)).WithLeadingTrivia(method.GetLeadingTrivia()).WithTrailingTrivia(method.GetTrailingTrivia());
        return project.Solution.WithDocumentSyntaxRoot(project.GetDocument(written.SyntaxTree)!.Id, root.ReplaceNode(method, core));
    }
}
