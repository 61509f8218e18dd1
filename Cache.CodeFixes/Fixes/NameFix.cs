using System.Collections.Immutable;
using System.Composition;
using System.Text.RegularExpressions;
using Cache.CodeFixes.Syntax;
using Cache.Generators.Diagnostics;
using Cache.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cache.CodeFixes.Fixes;

/// <summary>Gives a cache a name: one of the letters that are allowed, or one that tells an overload from the others.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(NameFix)), Shared]
public sealed class NameFix : CacheFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ["CACHE030", "CACHE032"];

    private protected override async Task OfferAsync(FixSite site)
    {
        if (site.Enclosing<AttributeArgumentSyntax>() is { } argument && Suggested(site) is { } allowed)
        {
            var value = Attributes.Quoted(allowed);
            site.Offer($"Name the cache {value}", () => site.Root.ReplaceNode(argument.Expression, SyntaxFactory.ParseExpression(value).WithTriviaFrom(argument.Expression)));
            return;
        }
        var model = await site.ModelAsync().ConfigureAwait(false);
        if (site.Enclosing<MemberDeclarationSyntax>() is not { } declaration || model.GetDeclaredSymbol(declaration, site.CancellationToken) is not { } member
            || member.Attribute(KnownNames.CacheAttribute)?.ApplicationSyntaxReference?.GetSyntax(site.CancellationToken) is not AttributeSyntax attribute
            || attribute.SyntaxTree != site.Root.SyntaxTree)
            return;
        var name = Attributes.Quoted(Suggested(site) ?? Describing((IMethodSymbol)member));
        site.Offer($"Name the cache {name}", () => site.Root.ReplaceNode(attribute, Attributes.With(attribute, "Name", name)));
    }

    private static string? Suggested(FixSite site) => site.Diagnostic.Properties.TryGetValue(ProblemProperties.SuggestedName, out var name) ? name : null;

    // get-user-by-tenant-id for GetUserAsync(string tenant, int id)
    private static string Describing(IMethodSymbol method)
    {
        var parameters = method.Parameters.Where(parameter => !parameter.Type.Is(KnownNames.CancellationToken)).Select(parameter => Dashed(parameter.Name)).ToList();
        return Dashed(NameParser.Stem(method.Name)) + (parameters.Count == 0 ? "" : "-by-" + string.Join("-", parameters));
    }

    private static string Dashed(string name)
    {
        var words = Regex.Replace(name, "(?<=[a-z0-9])(?=[A-Z])", "-", RegexOptions.CultureInvariant, TimeSpan.FromMilliseconds(100)).ToLowerInvariant();
        return new([.. words.Where(letter => PolicyParser.IsName(letter.ToString()))]);
    }
}
