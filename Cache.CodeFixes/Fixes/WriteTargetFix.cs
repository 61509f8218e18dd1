using System.Collections.Immutable;
using System.Composition;
using Cache.CodeFixes.Syntax;
using Cache.Generators.Analyzers;
using Cache.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cache.CodeFixes.Fixes;

/// <summary>Names the cached method of a write, or of many keys: by its name where it was misspelled, by its cache's name where it is overloaded.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(WriteTargetFix)), Shared]
public sealed class WriteTargetFix : CacheFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ["CACHE050", "CACHE051", "CACHE080", "CACHE081"];

    private protected override async Task OfferAsync(FixSite site)
    {
        if (site.Enclosing<AttributeSyntax>() is not { } attribute || site.Enclosing<MethodDeclarationSyntax>() is not { } method)
            return;
        var model = await site.ModelAsync().ConfigureAwait(false);
        if (model.GetDeclaredSymbol(method, site.CancellationToken)?.ContainingType is not { } type)
            return;
        var cached = DeclaredMembers.CachedMethods(type).ToList();
        var named = attribute.ArgumentList?.Arguments.FirstOrDefault(argument => argument.NameEquals is null);
        if (site.Diagnostic.Id is "CACHE050" or "CACHE080")
            OfferMethod(site, named, cached);
        else if (named is not null && model.GetConstantValue(named.Expression, site.CancellationToken).Value is string name)
            OfferCaches(site, named, cached.Where(candidate => candidate.Name == name));
    }

    private static void OfferMethod(FixSite site, AttributeArgumentSyntax? named, List<IMethodSymbol> cached)
    {
        var written = named?.Expression is LiteralExpressionSyntax literal ? literal.Token.ValueText
            : named?.Expression.DescendantNodes().OfType<IdentifierNameSyntax>().LastOrDefault()?.Identifier.ValueText ?? "";
        var names = cached.Select(method => method.Name).Distinct(StringComparer.Ordinal).ToList();
        if (named is null || Nearest.To(written, names) is not { } near)
            return;
        var target = SyntaxFactory.ParseExpression($"nameof({TypeNames.Escaped(near)})");
        site.Offer($"Name '{near}'", () => site.Root.ReplaceNode(named.Expression, target.WithTriviaFrom(named.Expression)));
    }

    private static void OfferCaches(FixSite site, AttributeArgumentSyntax named, IEnumerable<IMethodSymbol> overloads)
    {
        foreach (var overload in overloads)
        {
            if (new AttributeArguments(overload.Attribute(KnownNames.CacheAttribute)!, Location.None).Text("Name") is not { } cache)
                continue;
            site.Offer($"Choose the cache \"{cache}\"", () => site.Root.ReplaceNode(named, Attributes.Setting("Cache", Attributes.Quoted(cache))), variant: cache);
        }
    }
}
