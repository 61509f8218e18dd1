using Cache.Generators.Models;

namespace Cache.Generators.Emitting;

/// <summary>Writes the class of a type's caches, for code that has no instance of the type, and the list of its definitions.</summary>
internal static class CachesEmitter
{
    public static void Emit(SourceWriter writer, ClassModel model)
    {
        var type = model.Container.Type;
        writer.Gap();
        writer.Write(string.Join("\n", new[]
            {
                Docs.Summary($"The caches of <see cref=\"{Cref(model.Container)}\"/>, for code that has no instance of it."),
            }
            .Concat(Docs.TypeParameters(type))
            .Concat([Docs.Parameter("cache", "The caches of the application.")])));
        writer.Write(Library.GeneratedCode);
        using (writer.Block($"{type.Accessibility} sealed class {Name(type)}{type.TypeParameters}({Library.Cache} cache){Text.Where(type.Constraints)}"))
        {
            foreach (var method in model.Methods.Where(method => ManualEmitter.IsShared(method.Method.Accessibility)))
                Method(writer, method);
            foreach (var manual in model.Manuals.Where(manual => ManualEmitter.IsShared(manual.Accessibility)))
                Manual(writer, manual);
        }
    }

    /// <summary>The name of the member that lists the definitions of a type, or null where there is none to list.</summary>
    public static string? DefinitionsOf(ClassModel model) =>
        model.Container is { IsReachable: true, Type.TypeParameters.Length: 0 } && model.Container.Outer.All(outer => outer.TypeParameters.Length == 0) && model.Definitions.Any()
            ? model.Container.Type.Name + "CacheDefinitions"
            : null;

    public static void Definitions(SourceWriter writer, ClassModel model, string name)
    {
        writer.Member($"""
            {Docs.Summary("The definitions of this type's caches, for their registration.")}
            {Library.GeneratedCode}
            {Library.NotBrowsable}
            internal static {Library.CacheDefinition}[] {name} => [{Text.Joined(model.Definitions)}];
            """);
    }

    /// <summary>What the registration of the assembly says of a type; null where it has no caches.</summary>
    public static RegistrationModel? Registration(ClassModel model)
    {
        if (!model.HasCaches)
            return null;
        if (!model.Container.IsReachable || model.Container.Outer.Any(outer => outer.TypeParameters.Length > 0))
            return new(null, false, null, Others(model));
        var space = model.Container.Namespace.Length == 0 ? "" : model.Container.Namespace + ".";
        var outer = string.Concat(model.Container.Outer.Select(type => Parsing.TypeNames.Escaped(type.Name) + "."));
        var around = "global::" + space + outer;
        var arity = model.Container.Type.TypeParameterNames.Count;
        var open = arity == 0 ? "" : $"<{new string(',', arity - 1)}>";
        var definitions = DefinitionsOf(model) is { } name ? $"{around}{Parsing.TypeNames.Escaped(model.Container.Type.Name)}.{name}" : null;
        var caches = model.HasSharedCaches ? around + Name(model.Container.Type) + open : null;
        return new(caches, arity > 0, definitions, Others(model));
    }

    // the caches whose definitions no code outside can name, or that have many
    private static EquatableArray<string> Others(ClassModel model)
    {
        var isListed = DefinitionsOf(model) is not null;
        return model.Methods.Where(method => !isListed || method.Method.TypeParameters.Length > 0)
            .Select(method => DefinitionEmitter.Open(method.Policy, method.Key, method.Declaration, method.Method.Kind == ResultKind.Value))
            .Concat(model.Manuals.Where(_ => !isListed).Select(manual => DefinitionEmitter.Open(manual.Policy, manual.Key, manual.Declaration, isSynchronous: false)))
            .ToEquatableArray();
    }

    private static void Method(SourceWriter writer, CachedMethodModel model)
    {
        var names = new MethodNames(model);
        var parameters = names.IsGeneric ? $"{model.Method.TypeParameters}(){Text.Where(model.Method.Constraints)}" : "";
        writer.Gap();
        writer.Write(Docs.Accessor(model, Cref(model)));
        writer.Write($"{Accessibility(model.Method.Accessibility)} {model.Container.FullName}.{names.AccessorType} {model.Names.Accessor}{parameters} => new(cache, default);");
    }

    private static void Manual(SourceWriter writer, ManualCacheModel model)
    {
        writer.Gap();
        writer.Write(Docs.Summary(model.Doc.Summary.Length > 0 ? model.Doc.Summary : $"The manual cache \"{model.Policy.Name}\"."));
        writer.Write($"{Accessibility(model.Accessibility)} {model.PropertyType} {Parsing.TypeNames.Escaped(model.Name)} => {model.Container.FullName}.{model.Names.Accessor}(cache);");
    }

    // what derived types of other assemblies see, this class shows to its own assembly only
    private static string Accessibility(string accessibility) => accessibility == "protected internal" ? "internal" : accessibility;

    private static string Name(TypeDeclaration type) => type.Name + "Caches";

    private static string Cref(ContainerModel container) => Parsing.TypeNames.Escaped(container.Type.Name) + (container.Type.TypeParameters.Length == 0 ? "" : $"{{{Text.Joined(container.Type.TypeParameterNames)}}}");

    private static string Cref(CachedMethodModel model) =>
        model.Method.Cref.Length > 2 && model.Method.Cref[1] == ':' ? model.Method.Cref : $"{Cref(model.Container)}.{model.Method.Cref}";
}
