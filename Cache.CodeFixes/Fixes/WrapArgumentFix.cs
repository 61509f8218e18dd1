using System.Collections.Immutable;
using System.Composition;
using Cache.Generators.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cache.CodeFixes.Fixes;

/// <summary>Wraps an argument that C# does not convert in CacheArg.Of.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(WrapArgumentFix)), Shared]
public sealed class WrapArgumentFix : CacheFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ["CACHE061"];

    private protected override Task OfferAsync(FixSite site)
    {
        if (site.Diagnostic.Properties.TryGetValue(UnconvertedArgumentAnalyzer.Replacement, out var replacement) && replacement is not null
            && site.Enclosing<ArgumentSyntax>() is { Expression: var expression })
            site.Offer($"Write {replacement}", () => site.Root.ReplaceNode(expression, SyntaxFactory.ParseExpression(replacement).WithTriviaFrom(expression)));
        return Task.CompletedTask;
    }
}
