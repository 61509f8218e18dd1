using Cache.Generators.Models;

namespace Cache.Generators.Emitting;

/// <summary>The call of a Core method by a lambda that captures nothing: the arguments are one value, which it is handed.</summary>
internal sealed class CoreCall(MethodModel method)
{
    private static readonly string[] s_tupleMembers =
        ["service", "Rest", "ToString", "Equals", "GetHashCode", "GetType", "CompareTo", "Deconstruct", "MemberwiseClone", "Finalize", "ReferenceEquals", "_"];

    /// <summary>The arguments of the call as one value.</summary>
    public string State()
    {
        var elements = method.Parameters.Select((parameter, index) =>
            Element(parameter, index) is var name && name == parameter.Identifier ? name : $"{name}: {parameter.Identifier}").ToList();
        return elements.Count == 0 ? "this" : $"(service: this, {Text.Joined(elements)})";
    }

    /// <summary>The lambda.</summary>
    public string Body()
    {
        var isAlone = method.Parameters.Count == 0;
        var own = new Queue<string>(Elements(ParameterRole.Ignored));
        var token = Elements(ParameterRole.Token).LastOrDefault();
        var arguments = Text.Joined(method.Core.Arguments.Select(argument => "call." + (argument == CoreArgument.Token ? token : own.Dequeue())));
        var service = method.Core.IsStatic ? "" : isAlone ? "call." : "call.service.";
        var core = $"{service}{method.Core.Name}({arguments})";
        var isUsed = !(isAlone && method.Core.IsStatic);
        var result = method.ResultType is null ? "" : $"<{method.ResultType}>";
        return $"static {(isUsed ? "call" : "_")} => {(method.Kind == ResultKind.ValueTask ? core : $"new {Library.ValueTask}{result}({core})")}";
    }

    private IEnumerable<string> Elements(ParameterRole role) =>
        method.Parameters.Select((parameter, index) => (parameter.Role, Name: Element(parameter, index))).Where(element => element.Role == role).Select(element => element.Name);

    /// <summary>The element that an argument is.</summary>
    public static string Element(ParameterModel parameter, int index)
    {
        var isReserved = s_tupleMembers.Contains(parameter.Name) || parameter.Name.StartsWith("Item", StringComparison.Ordinal);
        return isReserved ? $"argument{index}" : parameter.Identifier;
    }
}
