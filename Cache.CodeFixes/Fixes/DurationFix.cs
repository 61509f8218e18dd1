using System.Collections.Immutable;
using System.Composition;
using Cache.CodeFixes.Syntax;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cache.CodeFixes.Fixes;

/// <summary>Writes the duration that a text seems to mean.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(DurationFix)), Shared]
public sealed class DurationFix : CacheFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ["CACHE040", "CACHE041"];

    private protected override Task OfferAsync(FixSite site)
    {
        if (site.Enclosing<LiteralExpressionSyntax>() is not { RawKind: (int)SyntaxKind.StringLiteralExpression } literal
            || site.Enclosing<AttributeArgumentSyntax>()?.NameEquals?.Name.Identifier.ValueText is not { } setting)
            return Task.CompletedTask;
        var guess = Attributes.Quoted(DurationGuess.Of(literal.Token.ValueText, setting == "Ttl" ? "5m" : "1s"));
        site.Offer($"Write {guess}", () => site.Root.ReplaceNode(literal, SyntaxFactory.ParseExpression(guess).WithTriviaFrom(literal)));
        return Task.CompletedTask;
    }
}
