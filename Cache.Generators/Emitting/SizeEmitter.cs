using Cache.Generators.Models;

namespace Cache.Generators.Emitting;

/// <summary>Writes how the bytes of a key and its value are counted.</summary>
internal static class SizeEmitter
{
    public static string Lambda(KeyModel key, KeyUse use, string value)
    {
        var parts = use.Keys.Select(parameter => Size(key, parameter)).Where(size => size is not null).ToList();
        return $"static ({(parts.Count == 0 ? "_" : "key")}, value) => {string.Join(" + ", parts.Concat([value]))}";
    }

    private static string? Size(KeyModel key, ParameterModel parameter)
    {
        var shape = parameter.Shape!;
        var field = key.RawType is not null ? "key" : "key." + parameter.Field;
        return shape is { Kind: KeyShapeKind.Raw, NonNullType: "string" } ? $"{Library.ObjectSize}.Of({field})" : null;
    }
}
