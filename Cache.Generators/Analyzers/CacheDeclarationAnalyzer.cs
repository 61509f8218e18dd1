using System.Collections.Immutable;
using Cache.Generators.Diagnostics;
using Cache.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Cache.Generators.Analyzers;

/// <summary>Reports what the parser of declarations objects to. The generator calls the same parser and skips what this complains of.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class CacheDeclarationAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
    [
        CacheDiagnostics.MemberNotPartial, CacheDiagnostics.TypeNotPartial, CacheDiagnostics.TypeUnsupported, CacheDiagnostics.AlreadyImplemented,
        CacheDiagnostics.StaticMember, CacheDiagnostics.CoreMissing, CacheDiagnostics.CoreSignature, CacheDiagnostics.NoCache,
        CacheDiagnostics.SeveralCaches, CacheDiagnostics.ResultType, CacheDiagnostics.ParameterKind, CacheDiagnostics.ManualProperty,
        CacheDiagnostics.ContextParameter, CacheDiagnostics.CacheAndWrite, CacheDiagnostics.UnstableKeyType, CacheDiagnostics.AllParametersIgnored,
        CacheDiagnostics.BadName, CacheDiagnostics.OverloadWithoutName, CacheDiagnostics.GeneratedNameCollision, CacheDiagnostics.BadDuration,
        CacheDiagnostics.DurationNotPositive, CacheDiagnostics.JitterTooLarge, CacheDiagnostics.JitterWithoutExpiry, CacheDiagnostics.LocalTtlTooLong, CacheDiagnostics.TimeoutTooLong, CacheDiagnostics.TagTemplate,
        CacheDiagnostics.GroupName, CacheDiagnostics.NotForManualCache, CacheDiagnostics.VaryByType, CacheDiagnostics.SlidingTtlTooLong, CacheDiagnostics.RefreshAheadRange, CacheDiagnostics.KeepWarmArgument, CacheDiagnostics.WriteTargetMissing, CacheDiagnostics.WriteTargetAmbiguous,
        CacheDiagnostics.WriteArgumentMissing, CacheDiagnostics.WriteArgumentType, CacheDiagnostics.WriteArgumentExpression,
        CacheDiagnostics.WriteResult, CacheDiagnostics.PutResult, CacheDiagnostics.WriteTypeParameters,
        CacheDiagnostics.WarmWithoutRows, CacheDiagnostics.WarmArguments, CacheDiagnostics.WarmSource, CacheDiagnostics.WarmUnreachable,
        CacheDiagnostics.ManyTargetMissing, CacheDiagnostics.ManyTargetAmbiguous, CacheDiagnostics.ManyTarget, CacheDiagnostics.ManyResult,
        CacheDiagnostics.ManyParameters, CacheDiagnostics.ManyBatchSize, CacheDiagnostics.ManyAndOther,
        CacheDiagnostics.RateLimitSource, CacheDiagnostics.RateLimitNumber, CacheDiagnostics.RateLimitWindow, CacheDiagnostics.RateLimitBy, CacheDiagnostics.RateLimitAndOther, CacheDiagnostics.RateLimitResult,
    ];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        // a member counts as generated code once its implementing part is there, and that part is always generated
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
        var mistakes = new Mistakes();
        foreach (var parsed in Parsed(type, context.Compilation, context.CancellationToken))
        {
            foreach (var problem in mistakes.In(parsed))
                context.ReportDiagnostic(problem.ToDiagnostic());
        }
    }

    private static IEnumerable<ImmutableArray<CacheProblem>> Parsed(INamedTypeSymbol type, Compilation compilation, CancellationToken cancellationToken) =>
    [
        .. DeclaredMembers.CachedMethods(type).Select(method => CachedMethodParser.Parse(method, compilation, cancellationToken).Problems),
        .. DeclaredMembers.ManualCaches(type).Select(property => ManualCacheParser.Parse(property, compilation, cancellationToken).Problems),
        // a cached method that writes too has been told of above
        .. DeclaredMembers.WriteMethods(type).Where(method => !ContainerParser.IsCached(method))
            .Select(method => WriteMethodParser.Parse(method, compilation, cancellationToken).Problems),
        .. DeclaredMembers.ManyMethods(type).Select(method => ManyMethodParser.Parse(method, compilation, cancellationToken).Problems),
        .. DeclaredMembers.LimitedMethods(type).Select(method => LimitedMethodParser.Parse(method, compilation, cancellationToken).Problems),
    ];
}
