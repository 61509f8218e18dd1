using System.Collections.Immutable;
using System.Composition;
using Cache.CodeFixes.Syntax;
using Cache.Generators.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cache.CodeFixes.Fixes;

/// <summary>Writes the Core method that is missing.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(WriteCoreFix)), Shared]
public sealed class WriteCoreFix : CacheFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ["CACHE006", "CACHE007"];

    private protected override Task OfferAsync(FixSite site)
    {
        // at a Core method that is there and wrong, CorrectCoreFix has something to offer
        if (site.Enclosing<MethodDeclarationSyntax>() is not { } method || !site.Diagnostic.Properties.TryGetValue(ProblemProperties.CoreName, out var name)
            || name is null || method.Identifier.ValueText == name)
            return Task.CompletedTask;
        site.Offer($"Write '{name}'", () => site.Root.InsertNodesAfter(method, [CoreMethods.WithList(CoreMethods.Of(method, name, Members.NewLine(site.Root)), site.Diagnostic.Properties)]));
        return Task.CompletedTask;
    }
}
