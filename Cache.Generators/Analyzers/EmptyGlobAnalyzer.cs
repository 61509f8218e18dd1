using System.Collections.Immutable;
using Cache.Generators.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Cache.Generators.Analyzers;

/// <summary>Finds globs that are empty: they match nothing, where their author meant everything or forgot something.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class EmptyGlobAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [CacheDiagnostics.EmptyGlob];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterOperationAction(Analyze, OperationKind.Invocation);
    }

    private static void Analyze(OperationAnalysisContext context)
    {
        var call = (IInvocationOperation)context.Operation;
        if (!CacheCalls.IsInvalidation(call.TargetMethod, CacheCalls.InvalidateMatching))
            return;
        foreach (var argument in call.Arguments)
        {
            if (argument.Value.ConstantValue is { HasValue: true, Value: "" })
                context.ReportDiagnostic(Diagnostic.Create(CacheDiagnostics.EmptyGlob, argument.Value.Syntax.GetLocation()));
        }
    }
}
