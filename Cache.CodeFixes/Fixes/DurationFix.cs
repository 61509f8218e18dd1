using System.Collections.Immutable;
using System.Composition;
using Cache.CodeFixes.Syntax;
using Cache.Generators.Parsing;
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
    public override ImmutableArray<string> FixableDiagnosticIds => ["CACHE040", "CACHE041", "CACHE102"];

    private protected override Task OfferAsync(FixSite site)
    {
        if (site.Enclosing<LiteralExpressionSyntax>() is not { RawKind: (int)SyntaxKind.StringLiteralExpression } literal
            || site.Enclosing<AttributeArgumentSyntax>() is not { } argument)
            return Task.CompletedTask;
        var text = literal.Token.ValueText;
        var guess = Attributes.Quoted(argument.NameEquals?.Name.Identifier.ValueText switch
        {
            null => Window(text),
            "Ttl" => DurationGuess.Of(text, "5m"),
            _ => DurationGuess.Of(text, "1s"),
        });
        site.Offer($"Write {guess}", () => site.Root.ReplaceNode(literal, SyntaxFactory.ParseExpression(guess).WithTriviaFrom(literal)));
        return Task.CompletedTask;
    }

    // the window of a limit, which is in the constructor, has bounds
    private static string Window(string text)
    {
        var guess = DurationGuess.Of(text, "1m");
        return CacheDuration.TryParse(guess, out var window) && window < LimitedMethodParser.ShortestWindow ? CacheDuration.Format(LimitedMethodParser.ShortestWindow)
            : window > LimitedMethodParser.LongestWindow ? CacheDuration.Format(LimitedMethodParser.LongestWindow)
            : guess;
    }
}
