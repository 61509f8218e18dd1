using System.Collections.Immutable;
using Cache.Generators.Diagnostics;
using Cache.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Cache.Generators.Analyzers;

/// <summary>Tells of cached values that a caller could change for all others: the local tier hands out the instance that it holds.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class MutableResultAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [CacheDiagnostics.MutableResult];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.Analyze | GeneratedCodeAnalysisFlags.ReportDiagnostics);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            if (DeclaredMembers.CanBeIn(start.Compilation))
                start.RegisterSymbolAction(Analyze, SymbolKind.NamedType);
        });
    }

    private static void Analyze(SymbolAnalysisContext context)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        foreach (var method in DeclaredMembers.CachedMethods(type))
        {
            var problems = new ProblemList();
            var (kind, result) = ResultParser.Cached(method, problems, context.CancellationToken);
            if (!problems.Any && result is not null)
                Check(method, result, isWrapped: kind != Models.ResultKind.Value, context);
        }
        foreach (var property in DeclaredMembers.ManualCaches(type).Where(property => property.Type.Is(KnownNames.ManualCache)))
            Check(property, ((INamedTypeSymbol)property.Type).TypeArguments[1], isWrapped: true, context);
    }

    private static void Check(ISymbol member, ITypeSymbol result, bool isWrapped, SymbolAnalysisContext context)
    {
        if (Mutability.Reason(result) is not { } reason || DeclaredMembers.Copies(member))
            return;
        var location = Written(member, isWrapped, context.CancellationToken)?.GetLocation() ?? Declarations.Identifier(member, context.CancellationToken);
        context.ReportDiagnostic(Diagnostic.Create(CacheDiagnostics.MutableResult, location, member.Name, result.InMessage(), reason));
    }

    // the result as the declaration writes it, without the Task around it; an alias hides it, and is then the token itself
    private static TypeSyntax? Written(ISymbol member, bool isWrapped, CancellationToken cancellationToken)
    {
        var declared = member.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(cancellationToken) switch
        {
            MethodDeclarationSyntax method => method.ReturnType,
            PropertyDeclarationSyntax property => property.Type,
            _ => null,
        };
        return isWrapped && declared?.DescendantNodesAndSelf().OfType<GenericNameSyntax>().FirstOrDefault() is { } generic
            ? generic.TypeArgumentList.Arguments.Last()
            : declared;
    }
}
