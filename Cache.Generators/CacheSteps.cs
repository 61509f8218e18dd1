using System.Collections.Immutable;
using Cache.Generators.Emitting;
using Cache.Generators.Models;
using Cache.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cache.Generators;

/// <summary>The steps of the generator. Each has a name, by which tests ask whether it ran.</summary>
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

    /// <summary>The cached methods without a problem.</summary>
    public static IncrementalValuesProvider<CachedMethodModel> Methods(IncrementalGeneratorInitializationContext context) => context.SyntaxProvider
        .ForAttributeWithMetadataName(
            KnownNames.CacheAttribute,
            static (node, _) => node is MethodDeclarationSyntax,
            static (found, cancellationToken) => CachedMethodParser.Parse((IMethodSymbol)found.TargetSymbol, found.SemanticModel.Compilation, cancellationToken).Model)
        .Where(static model => model is not null)
        .Select(static (model, _) => model!)
        .WithTrackingName(Names.Methods);

    /// <summary>The manual caches without a problem.</summary>
    public static IncrementalValuesProvider<ManualCacheModel> Manuals(IncrementalGeneratorInitializationContext context) => context.SyntaxProvider
        .ForAttributeWithMetadataName(
            KnownNames.CacheAttribute,
            static (node, _) => node is PropertyDeclarationSyntax,
            static (found, cancellationToken) => ManualCacheParser.Parse((IPropertySymbol)found.TargetSymbol, found.SemanticModel.Compilation, cancellationToken).Model)
        .Where(static model => model is not null)
        .Select(static (model, _) => model!)
        .WithTrackingName(Names.Manuals);

    /// <summary>The methods with an attribute of writes, without a problem.</summary>
    public static IncrementalValuesProvider<WriteMethodModel> Writes(IncrementalGeneratorInitializationContext context, string attribute, string name) => context.SyntaxProvider
        .ForAttributeWithMetadataName(
            attribute,
            static (node, _) => node is MethodDeclarationSyntax,
            (found, cancellationToken) => IsOfAnotherStep(found.TargetSymbol, attribute)
                ? null
                : WriteMethodParser.Parse((IMethodSymbol)found.TargetSymbol, found.SemanticModel.Compilation, cancellationToken).Model)
        .Where(static model => model is not null)
        .Select(static (model, _) => model!)
        .WithTrackingName(name);

    /// <summary>The methods over many keys without a problem.</summary>
    public static IncrementalValuesProvider<ManyMethodModel> Manys(IncrementalGeneratorInitializationContext context) => context.SyntaxProvider
        .ForAttributeWithMetadataName(
            KnownNames.CacheManyAttribute,
            static (node, _) => node is MethodDeclarationSyntax,
            static (found, cancellationToken) => ManyMethodParser.Parse((IMethodSymbol)found.TargetSymbol, found.SemanticModel.Compilation, cancellationToken).Model)
        .Where(static model => model is not null)
        .Select(static (model, _) => model!)
        .WithTrackingName(Names.Manys);

    /// <summary>The methods that are limited, without a problem.</summary>
    public static IncrementalValuesProvider<LimitedMethodModel> Limited(IncrementalGeneratorInitializationContext context) => context.SyntaxProvider
        .ForAttributeWithMetadataName(
            KnownNames.RateLimitAttribute,
            static (node, _) => node is MethodDeclarationSyntax,
            static (found, cancellationToken) => LimitedMethodParser.Parse((IMethodSymbol)found.TargetSymbol, found.SemanticModel.Compilation, cancellationToken).Model)
        .Where(static model => model is not null)
        .Select(static (model, _) => model!)
        .WithTrackingName(Names.Limited);

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

    // a method with attributes of both kinds is read once, with all of them
    private static bool IsOfAnotherStep(ISymbol method, string attribute) =>
        attribute == KnownNames.CachePutAttribute && method.Attribute(KnownNames.CacheInvalidateAttribute) is not null;
}
