using System.Collections.Immutable;
using Cache.Generators.Diagnostics;
using Cache.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Cache.Generators.Analyzers;

/// <summary>Finds [CacheWarm] on what is no cached method: there is nothing that it could warm.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class WarmPlaceAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [CacheDiagnostics.WarmPlace];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        // a property counts as generated code once its implementing part is there
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.Analyze | GeneratedCodeAnalysisFlags.ReportDiagnostics);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            if (DeclaredMembers.CanBeIn(start.Compilation))
                start.RegisterSyntaxNodeAction(Analyze, SyntaxKind.Attribute);
        });
    }

    private static void Analyze(SyntaxNodeAnalysisContext context)
    {
        var attribute = (AttributeSyntax)context.Node;
        if (attribute.Parent?.Parent is not { } target || context.SemanticModel.GetSymbolInfo(attribute, context.CancellationToken).Symbol?.ContainingType is not { } type)
            return;
        if (type.Is(KnownNames.CacheWarmAttribute) && Place(target, context.SemanticModel.GetDeclaredSymbol(target, context.CancellationToken)) is { } place)
            context.ReportDiagnostic(Diagnostic.Create(CacheDiagnostics.WarmPlace, attribute.Name.GetLocation(), place));
    }

    private static string? Place(SyntaxNode target, ISymbol? symbol) => symbol switch
    {
        _ when target is not MemberDeclarationSyntax => "what is no member of a class",
        IMethodSymbol { MethodKind: MethodKind.Ordinary } method when ContainerParser.IsCached(method) => null,
        IPropertySymbol property when ContainerParser.IsCached(property) => $"the manual cache '{property.Name}', which loads nothing by itself",
        not null => $"'{symbol.Name}', which is not cached",
        _ => null,
    };
}
