using System.Collections.Immutable;
using System.Composition;
using System.Text.RegularExpressions;
using Cache.CodeFixes.Syntax;
using Cache.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cache.CodeFixes.Fixes;

/// <summary>Corrects the names of parameters in tags, groups and limits.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ParameterNameFix)), Shared]
public sealed class ParameterNameFix : CacheFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ["CACHE044", "CACHE045", "CACHE103"];

    private protected override async Task OfferAsync(FixSite site)
    {
        if (site.Enclosing<LiteralExpressionSyntax>() is not { RawKind: (int)SyntaxKind.StringLiteralExpression } literal
            || site.Enclosing<MemberDeclarationSyntax>() is not { } declaration)
            return;
        var model = await site.ModelAsync().ConfigureAwait(false);
        var names = Names(model.GetDeclaredSymbol(declaration, site.CancellationToken));
        var text = literal.Token.ValueText;
        var corrected = site.Diagnostic.Id switch
        {
            "CACHE044" => Tag(text, names),
            "CACHE045" => Correct(text, names),
            _ => string.Join(", ", text.Split(',').Select(name => Correct(name.Trim(), names)).Distinct()),
        };
        if (corrected == text)
            return;
        var value = Attributes.Quoted(corrected);
        site.Offer($"Write {value}", () => site.Root.ReplaceNode(literal, SyntaxFactory.ParseExpression(value).WithTriviaFrom(literal)));
    }

    private static List<string> Names(ISymbol? member) => member is IMethodSymbol method
        ? [.. method.Parameters
            .Where(parameter => !parameter.Type.Is(KnownNames.CancellationToken) && parameter.Attribute(KnownNames.CacheKeyIgnoreAttribute) is null)
            .Select(parameter => parameter.Name)]
        : ["key"];

    private static string Correct(string name, List<string> names) => names.Contains(name) ? name : Nearest.To(name, names) ?? name;

    // the name at the start of each place; doubled braces are text
    private static string Tag(string template, List<string> names) => Regex.Replace(
        template,
        @"(?<!\{)((?:\{\{)*\{)([^{}.]+)(?=[.}])",
        place => place.Groups[1].Value + Correct(place.Groups[2].Value, names),
        RegexOptions.CultureInvariant,
        TimeSpan.FromMilliseconds(100));
}
