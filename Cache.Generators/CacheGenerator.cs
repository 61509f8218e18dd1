using System.Collections.Immutable;
using Cache.Generators.Emitting;
using Cache.Generators.Models;
using Cache.Generators.Parsing;
using Microsoft.CodeAnalysis;

namespace Cache.Generators;

/// <summary>Writes the bodies of partial members marked with cache attributes, and what belongs to them.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class CacheGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var methods = CacheSteps.Methods(context);
        var manuals = CacheSteps.Manuals(context);
        var invalidations = CacheSteps.Writes(context, KnownNames.CacheInvalidateAttribute, CacheSteps.Names.Invalidations);
        var puts = CacheSteps.Writes(context, KnownNames.CachePutAttribute, CacheSteps.Names.Puts);
        var manys = CacheSteps.Manys(context);
        var limited = CacheSteps.Limited(context);

        var classes = CacheSteps.Classes(methods, manuals, invalidations, puts, manys, limited);
        var registrations = CacheSteps.Registrations(classes);
        var assembly = CacheSteps.Assembly(context);

        context.RegisterSourceOutput(classes, EmitClass);
        context.RegisterSourceOutput(registrations.Combine(assembly), EmitRegistration);
    }

    private static void EmitClass(SourceProductionContext context, ClassModel model) =>
        context.AddSource(model.HintName + ".g.cs", ClassEmitter.Emit(model));

    private static void EmitRegistration(SourceProductionContext context, (ImmutableArray<RegistrationModel> Types, AssemblyModel Assembly) source)
    {
        if (source.Assembly.HasServices && source.Types.Length > 0)
            context.AddSource(RegistrationEmitter.HintName(source.Assembly) + ".g.cs", RegistrationEmitter.Emit(source.Assembly, source.Types));
    }
}
