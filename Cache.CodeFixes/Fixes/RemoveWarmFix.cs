using System.Collections.Immutable;
using System.Composition;
using Cache.CodeFixes.Syntax;
using Cache.Generators.Analyzers;
using Cache.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cache.CodeFixes.Fixes;

/// <summary>Takes a [CacheWarm] away from where it warms nothing, and puts one that stands on the body of a cached method on that method.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(RemoveWarmFix)), Shared]
public sealed class RemoveWarmFix : CacheFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ["CACHE073", "CACHE074"];

    private protected override async Task OfferAsync(FixSite site)
    {
        if (site.Enclosing<AttributeSyntax>() is not { } attribute || site.Enclosing<MemberDeclarationSyntax>() is not { } member)
            return;
        if (member is MethodDeclarationSyntax body && await CachedAsync(site, body).ConfigureAwait(false) is { } cached)
        {
            var list = (AttributeListSyntax)cached.AttributeLists.SelectMany(list => list.Attributes).First(Attributes.IsOfCaches).Parent!;
            site.Offer($"Move [CacheWarm] to '{cached.Identifier.ValueText}'", () => site.Root.ReplaceNodes<SyntaxNode, SyntaxNode>(
                [member, list], (original, _) => original == list ? Attributes.With(list, attribute) : Attributes.Without(member, attribute)), variant: "move");
        }
        site.Offer("Remove [CacheWarm]", () => site.Root.ReplaceNode(member, Attributes.Without(member, attribute)));
    }

    // the method that this one is the body of, where it stands in the same file
    private static async Task<MethodDeclarationSyntax?> CachedAsync(FixSite site, MethodDeclarationSyntax body)
    {
        var model = await site.ModelAsync().ConfigureAwait(false);
        if (model.GetDeclaredSymbol(body, site.CancellationToken)?.ContainingType is not { } type)
            return null;
        return DeclaredMembers.CachedMethods(type)
            .Where(method => CoreMethodParser.NameFor(method.Name) == body.Identifier.ValueText)
            .SelectMany(method => method.DeclaringSyntaxReferences)
            .Where(reference => reference.SyntaxTree == body.SyntaxTree)
            .Select(reference => reference.GetSyntax(site.CancellationToken))
            .OfType<MethodDeclarationSyntax>()
            .FirstOrDefault(method => method.AttributeLists.SelectMany(list => list.Attributes).Any(Attributes.IsOfCaches));
    }
}
