using System.Collections.Concurrent;
using System.Collections.Immutable;
using Cache.Generators.Diagnostics;
using Cache.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Cache.Generators.Analyzers;

/// <summary>Finds cache names that two declarations of a compilation share. The caches of one generic declaration are a family that shares a name by right.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class DuplicateNameAnalyzer : DiagnosticAnalyzer
{
    private static readonly SymbolDisplayFormat s_member = new(
        typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameAndContainingTypesAndNamespaces,
        genericsOptions: SymbolDisplayGenericsOptions.IncludeTypeParameters,
        memberOptions: SymbolDisplayMemberOptions.IncludeContainingType);

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [CacheDiagnostics.DuplicateName];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.Analyze | GeneratedCodeAnalysisFlags.ReportDiagnostics);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            if (!DeclaredMembers.CanBeIn(start.Compilation))
                return;
            var declared = new ConcurrentBag<NamedCache>();
            start.RegisterSymbolAction(symbol => Collect((INamedTypeSymbol)symbol.Symbol, declared, symbol.CancellationToken), SymbolKind.NamedType);
            start.RegisterCompilationEndAction(end => Report(declared, end));
        });
    }

    private sealed record NamedCache(string Name, string Member, Location Location);

    private static void Collect(INamedTypeSymbol type, ConcurrentBag<NamedCache> declared, CancellationToken cancellationToken)
    {
        foreach (var member in DeclaredMembers.CachedMethods(type).Concat<ISymbol>(DeclaredMembers.ManualCaches(type)))
        {
            var identifier = Declarations.Identifier(member, cancellationToken);
            var attribute = new AttributeArguments(member.Attribute(KnownNames.CacheAttribute)!, identifier);
            if (attribute.Text("Name") is { } name)
                declared.Add(new(name, member.ToDisplayString(s_member), attribute.LocationOf("Name")));
            else if (!IsOverloaded(member))
                declared.Add(new($"{ContainerParser.DisplayName(type)}.{member.Name}", member.ToDisplayString(s_member), identifier));
        }
    }

    // overloads without names are a problem of their own, with a message that fits them better
    private static bool IsOverloaded(ISymbol member) => member.ContainingType.GetMembers(member.Name).Count(ContainerParser.IsCached) > 1;

    private static void Report(ConcurrentBag<NamedCache> declared, CompilationAnalysisContext context)
    {
        foreach (var family in declared.GroupBy(cache => cache.Name, StringComparer.Ordinal).Where(family => family.Skip(1).Any()))
        {
            // in the order of the source, so that a build says the same each time
            var caches = family.OrderBy(cache => cache.Location.SourceTree?.FilePath, StringComparer.Ordinal).ThenBy(cache => cache.Location.SourceSpan.Start).ToList();
            foreach (var cache in caches)
            {
                var other = cache == caches[0] ? caches[1] : caches[0];
                context.ReportDiagnostic(Diagnostic.Create(CacheDiagnostics.DuplicateName, cache.Location, [other.Location], cache.Name, other.Member));
            }
        }
    }
}
