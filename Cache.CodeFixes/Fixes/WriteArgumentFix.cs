using System.Collections.Immutable;
using System.Composition;
using Cache.CodeFixes.Syntax;
using Cache.Generators.Diagnostics;
using Cache.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cache.CodeFixes.Fixes;

/// <summary>Says where the missing argument of a write comes from, or that it may be any.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(WriteArgumentFix)), Shared]
public sealed class WriteArgumentFix : CacheFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ["CACHE052"];

    private protected override async Task OfferAsync(FixSite site)
    {
        if (site.Enclosing<AttributeSyntax>() is not { } attribute || site.Enclosing<MethodDeclarationSyntax>() is not { } declaration
            || !site.Diagnostic.Properties.TryGetValue(ProblemProperties.Parameter, out var missing) || missing is null)
            return;
        var model = await site.ModelAsync().ConfigureAwait(false);
        if (model.GetDeclaredSymbol(declaration, site.CancellationToken) is not { } method)
            return;

        site.Diagnostic.Properties.TryGetValue(ProblemProperties.ParameterType, out var type);
        var candidates = method.Parameters.Where(parameter => parameter.Type.InCode() == type).Select(parameter => parameter.Name).ToList();
        var hasArguments = attribute.ArgumentList?.Arguments.Any(argument => argument.NameEquals?.Name.Identifier.ValueText == "Arguments") ?? false;
        if (!hasArguments && Nearest.To(missing, candidates) is { } near)
            site.Offer($"Take '{missing}' from '{near}'", () =>
                site.Root.ReplaceNode(attribute, Attributes.With(attribute, "Arguments", $"[{Attributes.Quoted($"{missing} = {near}")}]")));
        if (model.GetTypeInfo(attribute, site.CancellationToken).Type.Is(KnownNames.CacheInvalidateAttribute))
            site.Offer($"Invalidate for any '{missing}' (Match = ArgumentMatch.Partial)", () =>
                site.Root.ReplaceNode(attribute, Attributes.With(attribute, "Match", "ArgumentMatch.Partial")), variant: "Partial");
    }
}
