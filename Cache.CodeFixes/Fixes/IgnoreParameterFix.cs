using System.Collections.Immutable;
using System.Composition;
using Cache.CodeFixes.Syntax;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cache.CodeFixes.Fixes;

/// <summary>Leaves a parameter out of the key.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(IgnoreParameterFix)), Shared]
public sealed class IgnoreParameterFix : CacheFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ["CACHE020"];

    private protected override Task OfferAsync(FixSite site)
    {
        // with no other parameter all calls would share one entry
        if (site.Enclosing<ParameterSyntax>() is not { Parent: ParameterListSyntax { Parameters.Count: > 1 } } parameter)
            return Task.CompletedTask;
        site.Offer($"Leave '{parameter.Identifier.ValueText}' out of the key with [CacheKeyIgnore]", () => site.Root.ReplaceNode(parameter, Ignored(parameter)));
        return Task.CompletedTask;
    }

    private static ParameterSyntax Ignored(ParameterSyntax parameter)
    {
        var mark = Attributes.Mark("CacheKeyIgnore").WithLeadingTrivia(parameter.GetLeadingTrivia()).WithTrailingTrivia(SyntaxFactory.Space);
        var plain = parameter.WithLeadingTrivia();
        return plain.WithAttributeLists(plain.AttributeLists.Insert(0, mark));
    }
}
