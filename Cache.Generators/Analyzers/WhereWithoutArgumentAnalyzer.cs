using System.Collections.Immutable;
using Cache.Generators.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Cache.Generators.Analyzers;

/// <summary>Finds partial invalidations without an argument: they would invalidate everything, and look as if they did not.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class WhereWithoutArgumentAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [CacheDiagnostics.WhereWithoutArgument];

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
        if (!CacheCalls.IsPartialInvalidation(call.TargetMethod) || call.Arguments.Any(IsGiven))
            return;
        var location = call.Syntax is InvocationExpressionSyntax syntax && CacheCalls.NameOf(syntax) is { } name ? name.GetLocation() : call.Syntax.GetLocation();
        context.ReportDiagnostic(Diagnostic.Create(CacheDiagnostics.WhereWithoutArgument, location));
    }

    // default(string) is a value, the null that it converts to; default(CacheArg<string>) and the bare default are none
    private static bool IsGiven(IArgumentOperation argument) =>
        CacheCalls.IsArgument(argument.Parameter?.Type)
        && argument.ArgumentKind != ArgumentKind.DefaultValue
        && argument.Value is not (IDefaultValueOperation or IConversionOperation { OperatorMethod: null, Operand: IDefaultValueOperation });
}
