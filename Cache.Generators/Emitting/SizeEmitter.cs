using System.Globalization;
using Cache.Generators.Models;

namespace Cache.Generators.Emitting;

/// <summary>Writes how the bytes of a key and its value are counted, where generated code knows more than the library finds out by itself.</summary>
internal static class SizeEmitter
{
    /// <summary>The lambda, or null where the library needs none.</summary>
    public static string? Lambda(KeyModel key, KeyUse use, SizeModel? size)
    {
        if (size is null || (size.IsPlain && !key.IsStruct))
            return null;
        var keyParts = Key(key, use).ToList();
        var valueParts = Value(size).ToList();
        var readsKey = keyParts.Exists(part => part.Contains("(key"));
        var readsValue = size.Parts.Count > 0;
        return $"static ({(readsKey ? "key" : "_")}, {(readsValue ? "value" : "_")}) => {string.Join(" + ", keyParts.Concat(valueParts))}";
    }

    private static IEnumerable<string> Key(KeyModel key, KeyUse use)
    {
        if (key.RawType == "string")
            return [$"{Library.ObjectSize}.Of(key)"];
        return new[] { $"{Library.ObjectSize}.Inline<{use.Type}>()" }
            .Concat(key.IsStruct ? use.Keys.SelectMany(parameter => Field(parameter.Shape!, $"key.{parameter.Field}")) : []);
    }

    private static IEnumerable<string> Field(KeyShape shape, string field)
    {
        switch (shape.Kind)
        {
            case KeyShapeKind.Raw when shape.NonNullType == "string":
                yield return $"{Library.ObjectSize}.Of({field})";
                break;
            case KeyShapeKind.List:
                yield return $"{Library.ObjectSize}.Of({field}.Value)";
                break;
            case KeyShapeKind.Raw or KeyShapeKind.Part when !shape.IsValueType:
                yield return $"{Library.ObjectSize}.Estimate";
                break;
            default:
                foreach (var part in shape.Members.SelectMany(member => Field(member.Shape, $"{field}{(shape.IsNullable ? "?" : "")}.{Element(shape, member)}")))
                    yield return part;
                break;
        }
    }

    // a tuple that is its own key has the names of its declaration
    private static string Element(KeyShape shape, KeyMember member) => shape.Kind == KeyShapeKind.Raw ? member.Name : member.ElementName;

    private static IEnumerable<string> Value(SizeModel size)
    {
        if (size.Fixed > 0)
            yield return ((size.Fixed + 7) & ~7).ToString(CultureInfo.InvariantCulture);
        if (size.InlineType is not null)
            yield return $"{Library.ObjectSize}.Inline<{size.InlineType}>()";
        foreach (var part in size.Parts)
            yield return $"{Library.ObjectSize}.{(part.IsCollection ? "OfCollection" : "Of")}(value{part.Path})";
    }
}
