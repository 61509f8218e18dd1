using Cache.Generators.Models;

namespace Cache.Generators.Emitting;

/// <summary>Writes signatures.</summary>
internal static class Signature
{
    /// <summary>The implementing part of a partial method. Default values stay with the declaration.</summary>
    public static string Of(MethodModel method)
    {
        var parameters = method.Parameters.Select(parameter => $"{parameter.Modifier}{parameter.Type} {parameter.Identifier}");
        return $"{method.Modifiers} {method.ReturnType} {Parsing.TypeNames.Escaped(method.Name)}{method.TypeParameters}({Text.Joined(parameters)}){Text.Where(method.OwnConstraints)}";
    }

    /// <summary>A parameter of an accessor's member: passed by value, with the default of the declaration.</summary>
    public static string WithDefault(ParameterModel parameter) =>
        parameter.DefaultValue is null ? Plain(parameter) : $"{Plain(parameter)} = {parameter.DefaultValue}";

    /// <summary>A parameter of an accessor's member that other parameters follow.</summary>
    public static string Plain(ParameterModel parameter) => $"{parameter.Type} {parameter.Identifier}";
}
