using System.Collections.Immutable;
using System.Composition;
using Cache.CodeFixes.Syntax;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cache.CodeFixes.Fixes;

/// <summary>Removes a setting that cannot stand where it is.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(RemoveSettingFix)), Shared]
public sealed class RemoveSettingFix : CacheFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ["CACHE042", "CACHE043", "CACHE046", "CACHE047", "CACHE048", "CACHE090", "CACHE091", "CACHE092"];

    private protected override Task OfferAsync(FixSite site)
    {
        if (site.Enclosing<AttributeArgumentSyntax>() is { NameEquals.Name.Identifier.ValueText: var setting } argument && site.Enclosing<AttributeSyntax>() is { } attribute)
            site.Offer($"Remove {setting}", () => site.Root.ReplaceNode(attribute, Attributes.Without(attribute, argument)));
        return Task.CompletedTask;
    }
}
