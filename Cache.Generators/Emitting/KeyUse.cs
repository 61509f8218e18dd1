using Cache.Generators.Models;

namespace Cache.Generators.Emitting;

/// <summary>How code outside of a key makes it and reads it.</summary>
/// <param name="key">The key.</param>
/// <param name="structName">The key struct, as the code names it.</param>
internal sealed class KeyUse(KeyModel key, string structName)
{
    /// <summary>The key's type.</summary>
    public string Type => key.RawType ?? (key.IsEmpty ? Library.NoKey : structName);

    /// <summary>The key of the arguments.</summary>
    public string New(Func<ParameterModel, string> argument) =>
        key.IsEmpty ? $"default({Library.NoKey})"
        : key.RawType is not null ? argument(key.Parameters[0])
        : $"new {structName}({Text.Joined(Keys.Select(argument))})";

    /// <summary>The key of the arguments, with those that the body needs beside it.</summary>
    public string NewWithIgnored(Func<ParameterModel, string> argument)
    {
        var ignored = key.Parameters.Where(parameter => parameter.Role == ParameterRole.Ignored).ToList();
        return ignored.Count == 0
            ? New(argument)
            : $"{New(argument)} {{ {Text.Joined(ignored.Select(parameter => $"{parameter.Field} = {argument(parameter)}"))} }}";
    }

    /// <summary>The parameters that belong to the key.</summary>
    public IEnumerable<ParameterModel> Keys => key.Parameters.Where(parameter => parameter.Role == ParameterRole.Key);

    /// <summary>The argument of a parameter, read from a key called <c>key</c>.</summary>
    public string Argument(ParameterModel parameter)
    {
        if (key.RawType is not null)
            return "key";
        return parameter.Shape is not { } shape ? $"key.{parameter.Field}"
            : shape.IsRestorable ? KeyExpressions.FromField(shape, $"key.{parameter.Field}")
            : $"key.{parameter.Ridden}";
    }

    /// <summary>A place of a tag template, read from a key called <c>key</c>.</summary>
    public string Place(TagPart part) => (key.RawType is not null ? "key" : "key." + key.Parameters[part.Parameter].Field) + part.Text;

    /// <summary>The lambda that writes a key's text.</summary>
    public string WriteKey => key.IsStruct ? $"static ({Type} key, ref {Library.KeyWriter} text) => key.Write(ref text)"
        : key.IsEmpty ? $"static ({Type} _, ref {Library.KeyWriter} _) => {{ }}"
        : $"static ({Type} key, ref {Library.KeyWriter} text) => text.Append(key)";

    /// <summary>The lambda that writes one argument of a filter.</summary>
    public string WriteArgument(ParameterModel parameter)
    {
        var shape = parameter.Shape!;
        var value = KeyExpressions.HasConversion(shape) ? $"{structName}.{KeyStructEmitter.Conversion(parameter)}(value)" : KeyExpressions.ToField(shape, "value");
        return $"static ({parameter.Type} value, ref {Library.KeyWriter} text) => text.Append({value})";
    }
}
