using Cache.Generators.Models;

namespace Cache.Generators.Emitting;

/// <summary>Writes the struct that is the key of a method with several arguments, or with one whose own equality is not that of its text.</summary>
internal sealed class KeyStructEmitter(KeyModel key, string name, string accessibility)
{
    private readonly List<ParameterModel> _keys = [.. key.Parameters.Where(parameter => parameter.Role == ParameterRole.Key)];
    private readonly List<ParameterModel> _ignored = [.. key.Parameters.Where(parameter => parameter.Role == ParameterRole.Ignored)];

    private IEnumerable<ParameterModel> Ridden => _keys.Where(parameter => !parameter.Shape!.IsRestorable);

    /// <summary>The method that makes a parameter's field of its argument.</summary>
    public static string Conversion(ParameterModel parameter) => char.ToUpperInvariant(parameter.Name[0]) + parameter.Name.Substring(1) + "Of";

    /// <summary>Whether the key that is kept is another than that of the call.</summary>
    public static bool HasKeep(KeyModel key) => key.IsStruct
        && key.Parameters.Any(parameter => parameter.Role == ParameterRole.Ignored || !parameter.Shape!.IsRestorable);

    public void Emit(SourceWriter writer)
    {
        var isPlain = _ignored.Count == 0 && _keys.TrueForAll(parameter => parameter.Shape!.Kind == KeyShapeKind.Raw);
        var positional = isPlain ? $"({Text.Joined(_keys.Select(parameter => $"{FieldType(parameter)} {parameter.Field}"))})" : "";
        writer.Gap();
        writer.Write(Library.GeneratedCode);
        using (writer.Block($"{accessibility} readonly record struct {name}{positional}"))
        {
            if (!isPlain)
            {
                Constructor(writer);
                Fields(writer);
                if (HasKeep(key))
                    Equality(writer);
            }
            Hash(writer);
            Write(writer);
            if (HasKeep(key))
                Keep(writer);
            foreach (var parameter in _keys.Where(parameter => KeyExpressions.HasConversion(parameter.Shape!)))
                ConversionMethod(writer, parameter);
        }
    }

    private void Constructor(SourceWriter writer)
    {
        using (writer.Block($"public {name}({Text.Joined(_keys.Select(parameter => $"{parameter.Type} {parameter.Identifier}"))})"))
        {
            foreach (var parameter in _keys)
            {
                var shape = parameter.Shape!;
                var value = KeyExpressions.HasConversion(shape) ? $"{Conversion(parameter)}({parameter.Identifier})" : KeyExpressions.ToField(shape, parameter.Identifier);
                writer.Write($"this.{parameter.Field} = {value};");
                if (!shape.IsRestorable)
                    writer.Write($"{parameter.Ridden} = {parameter.Identifier};");
            }
        }
    }

    private void Fields(SourceWriter writer)
    {
        foreach (var parameter in _keys)
            writer.Member($"public {FieldType(parameter)} {parameter.Field} {{ get; init; }}");
        if (!HasKeep(key))
            return;
        writer.Member("// for the body only, and in no key that is kept");
        foreach (var parameter in Ridden)
            writer.Write($"public {parameter.Type} {parameter.Ridden} {{ get; init; }}");
        foreach (var parameter in _ignored)
            writer.Write($"public {parameter.Type} {parameter.Field} {{ get; init; }} = default!;");
    }

    private void Equality(SourceWriter writer)
    {
        var other = Text.Unused("other", key.Parameters);
        writer.Member($"public bool Equals({name} {other}) =>\n    {string.Join("\n    && ", _keys.Select(parameter => Equal(parameter, other)))};");
    }

    private static string Equal(ParameterModel parameter, string other) => !KeyExpressions.HasOperator(parameter.Shape!)
        ? $"global::System.Collections.Generic.EqualityComparer<{FieldType(parameter)}>.Default.Equals({parameter.Field}, {other}.{parameter.Field})"
        : $"{parameter.Field} == {other}.{parameter.Field}";

    private void Hash(SourceWriter writer)
    {
        var bits = _keys.Select(parameter => $"{Library.KeyHash}.Of({KeyExpressions.FromField(parameter.Shape!, parameter.Field)})").ToList();
        // eight are the most that Combine takes: the rest are mixed into the eighth
        while (bits.Count > 8)
        {
            bits[bits.Count - 2] = $"{Library.KeyHash}.Mix({bits[bits.Count - 2]}, {bits[bits.Count - 1]})";
            bits.RemoveAt(bits.Count - 1);
        }
        writer.Member($"public override int GetHashCode() => {Library.KeyHash}.Combine(\n    {string.Join(",\n    ", bits)});");
    }

    private void Write(SourceWriter writer)
    {
        var text = Text.Unused("text", key.Parameters);
        writer.Gap();
        using (writer.Block($"public void Write(ref {Library.KeyWriter} {text})"))
        {
            foreach (var parameter in _keys)
                writer.Write($"{text}.Append({parameter.Field});");
        }
    }

    private void Keep(SourceWriter writer)
    {
        var changes = _keys
            .Select(parameter => (parameter.Field, Kept: KeyExpressions.ToKept(parameter.Shape!, parameter.Field)))
            .Where(change => change.Kept is not null)
            .Select(change => $"{change.Field} = {change.Kept}")
            .Concat(Ridden.Select(parameter => $"{parameter.Ridden} = default!"))
            .Concat(_ignored.Select(parameter => $"{parameter.Field} = default!"));
        writer.Member($"public {name} Keep() => this with\n{{\n    {string.Join(",\n    ", changes)},\n}};");
    }

    private static void ConversionMethod(SourceWriter writer, ParameterModel parameter) => writer.Member(
        $"internal static {FieldType(parameter)} {Conversion(parameter)}({parameter.Type} value) =>\n    {KeyExpressions.ToField(parameter.Shape!, "value")};");

    private static string FieldType(ParameterModel parameter) => KeyExpressions.FieldType(parameter.Shape!);
}
