using System.Collections.Immutable;
using Cache.Generators.Diagnostics;
using Cache.Generators.Emitting;
using Cache.Generators.Models;
using Cache.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cache.Generators;

/// <summary>The steps of the generator. Each that code is made of has a name, by which tests ask whether it ran.</summary>
internal static class CacheSteps
{
    /// <summary>The names of the steps.</summary>
    internal static class Names
    {
        public const string Methods = nameof(Methods);
        public const string Manuals = nameof(Manuals);
        public const string Invalidations = nameof(Invalidations);
        public const string Puts = nameof(Puts);
        public const string Manys = nameof(Manys);
        public const string Limited = nameof(Limited);
        public const string Classes = nameof(Classes);
        public const string Registrations = nameof(Registrations);
        public const string Assembly = nameof(Assembly);

        public static IReadOnlyList<string> All { get; } = [Methods, Manuals, Invalidations, Puts, Manys, Limited, Classes, Registrations, Assembly];
    }

    /// <summary>The cached methods.</summary>
    public static IncrementalValuesProvider<Declared<CachedMethodModel>> Methods(IncrementalGeneratorInitializationContext context) =>
        Methods(context, KnownNames.CacheAttribute, CachedMethodParser.Parse);

    /// <summary>The manual caches.</summary>
    public static IncrementalValuesProvider<Declared<ManualCacheModel>> Manuals(IncrementalGeneratorInitializationContext context) => context.SyntaxProvider
        .ForAttributeWithMetadataName(
            KnownNames.CacheAttribute,
            static (node, _) => node is PropertyDeclarationSyntax { ExplicitInterfaceSpecifier: null },
            static (found, cancellationToken) => Declared<ManualCacheModel>.In(
                Definition((IPropertySymbol)found.TargetSymbol), property => ManualCacheParser.Parse(property, found.SemanticModel.Compilation, cancellationToken)));

    /// <summary>The methods with an attribute of writes. One with attributes of both kinds is read once, with all of them; one that is cached too has been told of there.</summary>
    public static IncrementalValuesProvider<Declared<WriteMethodModel>> Writes(IncrementalGeneratorInitializationContext context, string attribute) =>
        Methods(context, attribute, (method, compilation, cancellationToken) =>
            ContainerParser.IsCached(method) || (attribute == KnownNames.CachePutAttribute && method.Attribute(KnownNames.CacheInvalidateAttribute) is not null)
                ? Parsed<WriteMethodModel>.Nothing
                : WriteMethodParser.Parse(method, compilation, cancellationToken));

    /// <summary>The methods over many keys.</summary>
    public static IncrementalValuesProvider<Declared<ManyMethodModel>> Manys(IncrementalGeneratorInitializationContext context) =>
        Methods(context, KnownNames.CacheManyAttribute, ManyMethodParser.Parse);

    /// <summary>The methods that are limited.</summary>
    public static IncrementalValuesProvider<Declared<LimitedMethodModel>> Limited(IncrementalGeneratorInitializationContext context) =>
        Methods(context, KnownNames.RateLimitAttribute, LimitedMethodParser.Parse);

    /// <summary>What code is made of: the declarations without a problem.</summary>
    public static IncrementalValuesProvider<T> Models<T>(IncrementalValuesProvider<Declared<T>> declared, string name)
        where T : class => declared
        .Select(static (one, _) => one.Parsed.Model)
        .Where(static model => model is not null)
        .Select(static (model, _) => model!)
        .WithTrackingName(name);

    /// <summary>The problems of declarations of one kind.</summary>
    public static IncrementalValueProvider<ImmutableArray<MemberProblems>> Problems<T>(IncrementalValuesProvider<Declared<T>> declared)
        where T : class => declared
        .Where(static one => one.Parsed.Problems.Count > 0)
        .Select(static (one, _) => new MemberProblems(one.Type, one.Parsed.Problems))
        .Collect();

    /// <summary>What is reported of all of them.</summary>
    public static IncrementalValuesProvider<CacheProblem> Problems(IncrementalValueProvider<ImmutableArray<MemberProblems>> first, params IncrementalValueProvider<ImmutableArray<MemberProblems>>[] others) =>
        others.Aggregate(first, static (all, next) => all.Combine(next).Select(static (both, _) => both.Left.AddRange(both.Right)))
            .SelectMany(static (all, _) => Mistakes.Among(all));

    /// <summary>All members of a type together.</summary>
    public static IncrementalValuesProvider<ClassModel> Classes(
        IncrementalValuesProvider<CachedMethodModel> methods,
        IncrementalValuesProvider<ManualCacheModel> manuals,
        IncrementalValuesProvider<WriteMethodModel> invalidations,
        IncrementalValuesProvider<WriteMethodModel> puts,
        IncrementalValuesProvider<ManyMethodModel> manys,
        IncrementalValuesProvider<LimitedMethodModel> limited) => methods.Collect()
        .Combine(manuals.Collect())
        .Combine(invalidations.Collect())
        .Combine(puts.Collect())
        .Combine(manys.Collect())
        .Combine(limited.Collect())
        .SelectMany(static (all, _) => ClassGrouping.Group(
            all.Left.Left.Left.Left.Left, all.Left.Left.Left.Left.Right, all.Left.Left.Left.Right.AddRange(all.Left.Left.Right), all.Left.Right, all.Right))
        .WithTrackingName(Names.Classes);

    /// <summary>What is registered.</summary>
    public static IncrementalValueProvider<ImmutableArray<RegistrationModel>> Registrations(IncrementalValuesProvider<ClassModel> classes) => classes
        .Select(static (model, _) => CachesEmitter.Registration(model))
        .Where(static model => model is not null)
        .Select(static (model, _) => model!)
        .WithTrackingName(Names.Registrations)
        .Collect();

    /// <summary>The assembly.</summary>
    public static IncrementalValueProvider<AssemblyModel> Assembly(IncrementalGeneratorInitializationContext context) => context.CompilationProvider
        .Select(static (compilation, _) => AssemblyParser.Parse(compilation))
        .WithTrackingName(Names.Assembly);

    // explicit implementations cannot be partial; AttributePlaceAnalyzer says so
    private static IncrementalValuesProvider<Declared<T>> Methods<T>(
        IncrementalGeneratorInitializationContext context, string attribute, Func<IMethodSymbol, Compilation, CancellationToken, Parsed<T>> parse)
        where T : class => context.SyntaxProvider.ForAttributeWithMetadataName(
            attribute,
            static (node, _) => node is MethodDeclarationSyntax { ExplicitInterfaceSpecifier: null },
            (found, cancellationToken) => Declared<T>.In(Definition((IMethodSymbol)found.TargetSymbol), method => parse(method, found.SemanticModel.Compilation, cancellationToken)));

    // an attribute on a part that somebody has implemented counts for the member
    private static IMethodSymbol Definition(IMethodSymbol method) => method.PartialDefinitionPart ?? method;

    private static IPropertySymbol Definition(IPropertySymbol property) => property.PartialDefinitionPart ?? property;
}
