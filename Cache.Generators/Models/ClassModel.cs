namespace Cache.Generators.Models;

/// <summary>All cached members of a type: one generated file.</summary>
internal sealed record ClassModel(
    ContainerModel Container,
    string HintName,
    EquatableArray<CachedMethodModel> Methods,
    EquatableArray<ManualCacheModel> Manuals,
    EquatableArray<WriteMethodModel> Writes,
    EquatableArray<ManyMethodModel> Manys,
    EquatableArray<LimitedMethodModel> Limited)
{
    public bool HasCaches => Methods.Count + Manuals.Count > 0;

    /// <summary>Whether code outside the type may use any of them.</summary>
    public bool HasSharedCaches =>
        Methods.Any(method => Emitting.ManualEmitter.IsShared(method.Method.Accessibility)) || Manuals.Any(manual => Emitting.ManualEmitter.IsShared(manual.Accessibility));

    /// <summary>What the generated file keeps in fields.</summary>
    public IEnumerable<KeptSource> Kept => Methods.Select(method => method.Source)
        .Concat(Manuals.Select(manual => manual.Source))
        .Concat(Writes.Select(write => write.Source))
        .Concat(Manys.Select(many => many.Source))
        .Concat(Limited.Select(limited => limited.Source))
        .Select(source => source.Kept)
        .OfType<KeptSource>()
        .Distinct();

    /// <summary>The definitions that exist once, whatever type arguments methods are called with.</summary>
    public IEnumerable<string> Definitions =>
        Methods.Where(method => method.Method.TypeParameters.Length == 0).Select(method => method.Names.Definition).Concat(Manuals.Select(manual => manual.Names.Definition));
}

/// <summary>What the registration of an assembly says of one type.</summary>
/// <param name="Caches">The <c>&lt;Class&gt;Caches</c>, as typeof names it, or null where there is none.</param>
/// <param name="IsOpen">Whether it is an open generic type.</param>
/// <param name="Definitions">The member that lists the definitions, or null.</param>
/// <param name="Others">The settings of each cache that is not among those.</param>
internal sealed record RegistrationModel(string? Caches, bool IsOpen, string? Definitions, EquatableArray<string> Others);

/// <summary>What the compilation as a whole says to the registration.</summary>
/// <param name="Name">The name of the assembly as a part of an identifier.</param>
/// <param name="Assembly">The name of the assembly.</param>
/// <param name="HasServices">Whether it knows IServiceCollection.</param>
internal sealed record AssemblyModel(string Name, string Assembly, bool HasServices);
