using System.Collections.Immutable;
using System.Composition;
using Cache.CodeFixes.Syntax;
using Cache.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cache.CodeFixes.Fixes;

/// <summary>Names the source of a warm-up where it was misspelled: the nearest method of the class that the generated code could call.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(WarmSourceFix)), Shared]
public sealed class WarmSourceFix : CacheFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ["CACHE072"];

    private protected override async Task OfferAsync(FixSite site)
    {
        if (site.Enclosing<AttributeArgumentSyntax>() is not { Expression: var expression } || site.Enclosing<MethodDeclarationSyntax>() is not { } method)
            return;
        var model = await site.ModelAsync().ConfigureAwait(false);
        if (model.GetDeclaredSymbol(method, site.CancellationToken)?.ContainingType is not { } type || model.GetConstantValue(expression, site.CancellationToken).Value is not string written)
            return;
        var names = type.GetMembers().OfType<IMethodSymbol>().Where(IsSource).Select(source => source.Name).Distinct(StringComparer.Ordinal).ToList();
        if (names.Contains(written) || Nearest.To(written, names) is not { } near)
            return;
        var source = SyntaxFactory.ParseExpression($"nameof({TypeNames.Escaped(near)})");
        site.Offer($"Name '{near}'", () => site.Root.ReplaceNode(expression, source.WithTriviaFrom(expression)));
    }

    private static bool IsSource(IMethodSymbol method) =>
        method is { MethodKind: MethodKind.Ordinary, IsGenericMethod: false, ReturnsVoid: false, IsImplicitlyDeclared: false }
        && (method.Parameters.IsEmpty || (method.Parameters is [var parameter] && parameter.Type.Is(KnownNames.CancellationToken)))
        && method.Attribute(KnownNames.CacheAttribute) is null;
}
