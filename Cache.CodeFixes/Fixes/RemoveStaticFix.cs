using System.Collections.Immutable;
using System.Composition;
using Cache.CodeFixes.Syntax;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cache.CodeFixes.Fixes;

/// <summary>Makes a static cached member an instance member.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(RemoveStaticFix)), Shared]
public sealed class RemoveStaticFix : CacheFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ["CACHE005"];

    private protected override Task OfferAsync(FixSite site)
    {
        if (site.Enclosing<MemberDeclarationSyntax>() is { } member && member.Modifiers.Any(SyntaxKind.StaticKeyword))
            site.Offer("Remove 'static'", () => site.Root.ReplaceNode(member, Members.Without(member, SyntaxKind.StaticKeyword)));
        return Task.CompletedTask;
    }
}
