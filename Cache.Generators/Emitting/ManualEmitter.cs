using Cache.Generators.Models;

namespace Cache.Generators.Emitting;

/// <summary>Writes what belongs to a manual cache: the definition, the key, the property.</summary>
internal sealed class ManualEmitter(ManualCacheModel model)
{
    private readonly KeyUse _key = new(model.Key, model.Names.Key);

    /// <summary>Whether the type's caches, which are a class of their own, show it too.</summary>
    public static bool IsShared(string accessibility) => accessibility is "public" or "internal" or "protected internal";

    public void Emit(SourceWriter writer)
    {
        var type = $"{Library.ManualCacheDefinition}<{model.KeyType}, {_key.Type}, {model.ValueType}>";
        var settings = DefinitionEmitter.Settings(model.Policy, model.Key, _key, model.Declaration, model.Container.Type.TypeParameterNames).ToList();
        settings.Add($"ToKey = static key => {_key.New(_ => "key")}");
        settings.Add($"Load = {type}.RunFactory");
        if (SizeEmitter.Lambda(model.Key, _key, model.Size) is { } size)
            settings.Add($"Size = {size}");

        DefinitionEmitter.Field(writer, "private", type, model.Names.Definition, settings);
        if (model.Key.IsStruct)
            new KeyStructEmitter(model.Key, model.Names.Key, "private").Emit(writer);
        writer.Member(
            $"{Library.GeneratedCode}\n{model.Modifiers} {model.PropertyType} {Parsing.TypeNames.Escaped(model.Name)} => {model.Names.Definition}.OpenIn({model.Source.Expression});");
        if (IsShared(model.Accessibility))
            Opener(writer);
    }

    // the class of the type's caches has no instance to ask for the property
    private void Opener(SourceWriter writer)
    {
        writer.Member($"""
            /// <summary>The manual cache "{model.Policy.Name}" of some caches.</summary>
            {Library.GeneratedCode}
            {Library.NotBrowsable}
            internal static {model.PropertyType} {model.Names.Accessor}({Library.Cache} cache) => {model.Names.Definition}.OpenIn(cache);
            """);
    }
}
