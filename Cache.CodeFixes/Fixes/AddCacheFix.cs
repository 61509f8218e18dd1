using System.Collections.Immutable;
using System.Composition;
using Cache.CodeFixes.Syntax;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cache.CodeFixes.Fixes;

/// <summary>Takes an ICache, or the ICacheRateLimits of limited methods, in the constructor: of the primary one where there is none or such a one, else of the only classic one, with a field.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(AddCacheFix)), Shared]
public sealed class AddCacheFix : CacheFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ["CACHE008", "CACHE100"];

    private protected override async Task OfferAsync(FixSite site)
    {
        var model = await site.ModelAsync().ConfigureAwait(false);
        if (site.Enclosing<TypeDeclarationSyntax>() is not { } here || model.GetDeclaredSymbol(here, site.CancellationToken) is not { } type)
            return;
        var contract = site.Diagnostic.Id == "CACHE008" ? Contract.Cache : Contract.RateLimits;
        // of several nobody knows which is too many
        if (contract.CountIn(type) > 1)
            return;
        var parts = type.DeclaringSyntaxReferences.Select(reference => reference.GetSyntax(site.CancellationToken)).OfType<TypeDeclarationSyntax>().ToList();
        var constructors = parts.SelectMany(part => part.Members.OfType<ConstructorDeclarationSyntax>()).Where(constructor => !constructor.Modifiers.Any(SyntaxKind.StaticKeyword)).ToList();
        var primary = parts.FirstOrDefault(part => part.ParameterList is not null);
        if (primary is not null || constructors.Count == 0)
            Offer(site, contract, primary ?? here, part => Constructors.WithPrimaryParameter(part, contract));
        else if (constructors is [var constructor] && constructor.Parent is TypeDeclarationSyntax declaring)
            Offer(site, contract, declaring, part => Constructors.WithField(part, contract, Members.NewLine(site.Root)));
    }

    // the constructor may be in another file than the member
    private static void Offer(FixSite site, Contract contract, TypeDeclarationSyntax part, Func<TypeDeclarationSyntax, TypeDeclarationSyntax> change) =>
        site.Offer($"Take an {contract.Type} in the constructor", async cancellationToken =>
        {
            var root = await part.SyntaxTree.GetRootAsync(cancellationToken).ConfigureAwait(false);
            var project = site.Document.Project;
            return project.Solution.WithDocumentSyntaxRoot(project.GetDocument(part.SyntaxTree)!.Id, root.ReplaceNode(part, change(part)));
        });
}
