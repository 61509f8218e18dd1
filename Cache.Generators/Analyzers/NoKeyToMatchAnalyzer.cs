using System.Collections.Immutable;
using Cache.Generators.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Cache.Generators.Analyzers;

/// <summary>Finds globs and partial arguments on caches without key parameters: the accessor has no such member, this says why.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class NoKeyToMatchAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [CacheDiagnostics.NoKeyToMatch];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterSyntaxNodeAction(Analyze, SyntaxKind.SimpleMemberAccessExpression);
    }

    private static void Analyze(SyntaxNodeAnalysisContext context)
    {
        var access = (MemberAccessExpressionSyntax)context.Node;
        var name = access.Name.Identifier.ValueText;
        if (name is not (CacheCalls.InvalidateMatching or CacheCalls.InvalidateWhere))
            return;
        if (context.SemanticModel.GetTypeInfo(access.Expression, context.CancellationToken).Type is not INamedTypeSymbol { IsValueType: true } accessor
            || !IsAccessorWithoutKey(accessor))
            return;
        context.ReportDiagnostic(Diagnostic.Create(CacheDiagnostics.NoKeyToMatch, access.Name.GetLocation(), access.Expression.ToString(), name));
    }

    private static bool IsAccessorWithoutKey(INamedTypeSymbol type) =>
        type.Name.EndsWith("CacheAccessor", StringComparison.Ordinal)
        && type.GetMembers(CacheCalls.InvalidateAll).OfType<IMethodSymbol>().Any(method => CacheCalls.IsInvalidation(method, CacheCalls.InvalidateAll))
        && type.GetMembers(CacheCalls.InvalidateMatching).IsEmpty;
}
