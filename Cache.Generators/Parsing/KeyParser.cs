using Cache.Generators.Models;

namespace Cache.Generators.Parsing;

/// <summary>Makes the key of a cached member from its parameters.</summary>
internal static class KeyParser
{
    // a member of the key struct cannot bear these names
    private static readonly string[] s_taken =
        ["Equals", "GetHashCode", "ToString", "GetType", "Write", "Keep", "Deconstruct", "MemberwiseClone", "Finalize", "ReferenceEquals", "PrintMembers", "Clone"];

    public static KeyModel Key(EquatableArray<ParameterModel> parameters, string structName)
    {
        var named = parameters.Where(parameter => parameter.Role != ParameterRole.Token).Select(parameter => WithField(parameter, structName)).ToList();
        var held = named.Select(parameter => parameter with { Ridden = Emitting.Text.Unused(parameter.Field.TrimStart('@') + "Value", named) }).ToEquatableArray();
        var isRaw = held is [{ Role: ParameterRole.Key, Shape: { Kind: KeyShapeKind.Raw, IsNullable: false, IsTuple: false, IsMarked: false } }];
        return new(held, isRaw ? held[0].Type : null);
    }

    private static ParameterModel WithField(ParameterModel parameter, string structName) =>
        s_taken.Contains(parameter.Name) || parameter.Name == structName
            ? parameter with { Field = parameter.Name + "Argument" }
            : parameter;
}
