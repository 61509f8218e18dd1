using System.Collections.Immutable;
using Cache.Generators.Emitting;
using Cache.Generators.Models;
using Cache.Generators.Parsing;
using Microsoft.CodeAnalysis;

namespace Cache.Generators;

/// <summary>Writes the bodies of partial members marked with cache attributes, and what belongs to them; and says why where it cannot.</summary>
/// <remarks>
/// It is the generator that reports the mistakes of declarations, and no analyzer, although editors would let both: a partial member that gets no body is an error of
/// the compiler's own, CS8795, and a build that has an error in a declaration asks no analyzer any more. The reason would be seen in editors only.
/// </remarks>
[Generator(LanguageNames.CSharp)]
public sealed class CacheGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var methods = CacheSteps.Methods(context);
        var manuals = CacheSteps.Manuals(context);
        var invalidations = CacheSteps.Writes(context, KnownNames.CacheInvalidateAttribute);
        var puts = CacheSteps.Writes(context, KnownNames.CachePutAttribute);
        var manys = CacheSteps.Manys(context);
        var limited = CacheSteps.Limited(context);

        var classes = CacheSteps.Classes(
            CacheSteps.Models(methods, CacheSteps.Names.Methods),
            CacheSteps.Models(manuals, CacheSteps.Names.Manuals),
            CacheSteps.Models(invalidations, CacheSteps.Names.Invalidations),
            CacheSteps.Models(puts, CacheSteps.Names.Puts),
            CacheSteps.Models(manys, CacheSteps.Names.Manys),
            CacheSteps.Models(limited, CacheSteps.Names.Limited));
        var registrations = CacheSteps.Registrations(classes);
        var assembly = CacheSteps.Assembly(context);
        var problems = CacheSteps.Problems(
            CacheSteps.Problems(methods), CacheSteps.Problems(manuals), CacheSteps.Problems(invalidations), CacheSteps.Problems(puts), CacheSteps.Problems(manys), CacheSteps.Problems(limited));

        context.RegisterSourceOutput(classes, EmitClass);
        context.RegisterSourceOutput(registrations.Combine(assembly), EmitRegistration);
        context.RegisterSourceOutput(problems, static (report, problem) => report.ReportDiagnostic(problem.ToDiagnostic()));
    }

    private static void EmitClass(SourceProductionContext context, ClassModel model) =>
        context.AddSource(model.HintName + ".g.cs", ClassEmitter.Emit(model));

    private static void EmitRegistration(SourceProductionContext context, (ImmutableArray<RegistrationModel> Types, AssemblyModel Assembly) source)
    {
        if (source.Assembly.HasServices && source.Types.Length > 0)
            context.AddSource(RegistrationEmitter.HintName(source.Assembly) + ".g.cs", RegistrationEmitter.Emit(source.Assembly, source.Types));
    }
}
