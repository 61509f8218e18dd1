using System.Collections.Immutable;
using Cache.Generators.Diagnostics;
using Cache.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Cache.Generators.Analyzers;

/// <summary>Finds cache attributes where C# allows them but no generator can help: on local functions, lambdas, accessors, operators, explicit implementations.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class AttributePlaceAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [CacheDiagnostics.AttributePlace];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
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
        if (Place(attribute.Parent?.Parent) is not { } place)
            return;
        if (context.SemanticModel.GetSymbolInfo(attribute, context.CancellationToken).Symbol?.ContainingType is not { } type || Name(type) is not { } name)
            return;
        context.ReportDiagnostic(Diagnostic.Create(CacheDiagnostics.AttributePlace, attribute.Name.GetLocation(), name, place, name == "Cache" ? " or property" : ""));
    }

    private static string? Place(SyntaxNode? target) => target switch
    {
        LocalFunctionStatementSyntax => "a local function",
        LambdaExpressionSyntax => "a lambda",
        AccessorDeclarationSyntax => "an accessor",
        OperatorDeclarationSyntax or ConversionOperatorDeclarationSyntax => "an operator",
        MethodDeclarationSyntax { ExplicitInterfaceSpecifier: not null } => "an explicit interface implementation",
        PropertyDeclarationSyntax { ExplicitInterfaceSpecifier: not null } => "an explicit interface implementation",
        IndexerDeclarationSyntax => "an indexer",
        _ => null,
    };

    private static string? Name(INamedTypeSymbol type) =>
        type.Is(KnownNames.CacheAttribute) ? "Cache"
        : type.Is(KnownNames.CacheInvalidateAttribute) ? "CacheInvalidate"
        : type.Is(KnownNames.CachePutAttribute) ? "CachePut"
        : type.Is(KnownNames.CacheManyAttribute) ? "CacheMany"
        : type.Is(KnownNames.RateLimitAttribute) ? "RateLimit"
        : null;
}
