using System.Collections.Immutable;
using Cache.Generators.Diagnostics;
using Cache.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Cache.Generators.Analyzers;

/// <summary>Finds arguments of an interface type, and collection expressions, which C# converts to no CacheArg: the compiler says only that it cannot, this says what to write.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class UnconvertedArgumentAnalyzer : DiagnosticAnalyzer
{
    /// <summary>The key of the property that holds the expression to write.</summary>
    internal const string Replacement = nameof(Replacement);

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [CacheDiagnostics.UnconvertedArgument];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterSyntaxNodeAction(Analyze, SyntaxKind.InvocationExpression);
    }

    private static void Analyze(SyntaxNodeAnalysisContext context)
    {
        var call = (InvocationExpressionSyntax)context.Node;
        if (CacheCalls.NameOf(call)?.Identifier.ValueText != CacheCalls.InvalidateWhere)
            return;
        // the call does not compile, so that the method is only a candidate
        var candidates = context.SemanticModel.GetSymbolInfo(call, context.CancellationToken).CandidateSymbols;
        if (candidates is not [IMethodSymbol method] || !CacheCalls.IsPartialInvalidation(method))
            return;
        for (var position = 0; position < call.ArgumentList.Arguments.Count; position++)
            Check(call.ArgumentList.Arguments[position], Parameter(method, call.ArgumentList.Arguments[position], position), context);
    }

    private static IParameterSymbol? Parameter(IMethodSymbol method, ArgumentSyntax argument, int position) =>
        argument.NameColon is { } name ? method.Parameters.FirstOrDefault(parameter => parameter.Name == name.Name.Identifier.ValueText)
        : position < method.Parameters.Length ? method.Parameters[position]
        : null;

    private static void Check(ArgumentSyntax argument, IParameterSymbol? parameter, SyntaxNodeAnalysisContext context)
    {
        if (parameter?.Type is not INamedTypeSymbol { TypeArguments: [var wanted] } type || !CacheCalls.IsArgument(type))
            return;
        var (model, expression) = (context.SemanticModel, argument.Expression);
        var written = model.GetTypeInfo(expression, context.CancellationToken).Type;
        var objection = expression is CollectionExpressionSyntax ? "a collection expression"
            : written is { TypeKind: TypeKind.Interface } && model.ClassifyConversion(expression, wanted).IsImplicit ? "an interface"
            : null;
        if (objection is null)
            return;

        var isExact = SymbolEqualityComparer.Default.Equals(written, wanted);
        var typeArgument = isExact ? "" : $"<{wanted.ToMinimalDisplayString(model, expression.SpanStart)}>";
        var replacement = $"CacheArg.Of{typeArgument}({expression})";
        context.ReportDiagnostic(Diagnostic.Create(CacheDiagnostics.UnconvertedArgument, expression.GetLocation(),
            ImmutableDictionary<string, string?>.Empty.Add(Replacement, replacement), objection, wanted.InMessage(), replacement));
    }
}
