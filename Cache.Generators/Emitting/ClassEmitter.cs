using Cache.Generators.Models;

namespace Cache.Generators.Emitting;

/// <summary>Writes the file of one type.</summary>
internal static class ClassEmitter
{
    public static string Emit(ClassModel model)
    {
        var writer = new SourceWriter();
        writer.Write(Library.Head);
        if (model.Container.Namespace.Length > 0)
            writer.Member($"namespace {model.Container.Namespace};");
        Within(writer, [.. model.Container.Outer], () => Types(writer, model));
        return writer.ToString();
    }

    private static void Within(SourceWriter writer, IReadOnlyList<TypeDeclaration> outer, Action inner)
    {
        writer.Gap();
        if (outer.Count == 0)
        {
            inner();
            return;
        }
        using (writer.Block(Partial(outer[0])))
            Within(writer, [.. outer.Skip(1)], inner);
    }

    private static void Types(SourceWriter writer, ClassModel model)
    {
        using (writer.Block(Partial(model.Container.Type)))
        {
            foreach (var kept in model.Kept)
                writer.Member($"#pragma warning disable CS9124 // other members may use the parameter\n{Library.GeneratedCode}\nprivate readonly {kept.Type} {kept.Field} = {kept.Parameter};\n#pragma warning restore CS9124");
            foreach (var method in model.Methods)
                new MethodEmitter(method).Emit(writer);
            foreach (var manual in model.Manuals)
                new ManualEmitter(manual).Emit(writer);
            foreach (var many in model.Manys)
                new ManyEmitter(many).Emit(writer);
            foreach (var write in model.Writes)
                new WriteEmitter(write).Emit(writer);
            foreach (var limited in model.Limited)
                new LimitedEmitter(limited).Emit(writer);
            if (CachesEmitter.DefinitionsOf(model) is { } definitions)
                CachesEmitter.Definitions(writer, model, definitions);
        }
        if (model.HasSharedCaches)
            CachesEmitter.Emit(writer, model);
    }

    private static string Partial(TypeDeclaration type) => $"partial {type.Keyword} {Parsing.TypeNames.Escaped(type.Name)}{type.TypeParameters}";
}
