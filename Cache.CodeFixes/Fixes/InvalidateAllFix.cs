using System.Collections.Immutable;
using System.Composition;
using Cache.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace Cache.CodeFixes.Fixes;

/// <summary>Calls InvalidateAllAsync in the place of a call that names nothing to invalidate.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(InvalidateAllFix)), Shared]
public sealed class InvalidateAllFix : CacheFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ["CACHE060", "CACHE062", "CACHE063"];

    private protected override async Task OfferAsync(FixSite site)
    {
        if (site.Enclosing<InvocationExpressionSyntax>() is not { } call)
            return;
        var model = await site.ModelAsync().ConfigureAwait(false);
        var tokens = call.ArgumentList.Arguments
            .Where(argument => model.GetTypeInfo(argument.Expression, site.CancellationToken).Type.Is(KnownNames.CancellationToken) && !IsDefault(argument))
            .Select(argument => Argument(argument.Expression.WithoutTrivia()));
        site.Offer("Call InvalidateAllAsync", () => site.Root.ReplaceNode(call, call
            .WithExpression(Renamed(call.Expression))
            .WithArgumentList(call.ArgumentList.WithArguments(SeparatedList(tokens)))));
    }

    private static bool IsDefault(ArgumentSyntax argument) => argument.Expression.IsKind(SyntaxKind.DefaultLiteralExpression);

    private static ExpressionSyntax Renamed(ExpressionSyntax expression)
    {
        var name = IdentifierName("InvalidateAllAsync");
        return expression switch
        {
            MemberAccessExpressionSyntax access => access.WithName(name),
            MemberBindingExpressionSyntax binding => binding.WithName(name),
            _ => name.WithTriviaFrom(expression),
        };
    }
}
