using Cache.Generators.Models;

namespace Cache.Generators.Emitting;

/// <summary>Writes a method that invalidates or puts: its body runs, then its effects on the caches.</summary>
internal sealed class WriteEmitter(WriteMethodModel model)
{
    private static readonly string[] s_tupleMembers =
        ["service", "Rest", "ToString", "Equals", "GetHashCode", "GetType", "CompareTo", "Deconstruct", "MemberwiseClone", "Finalize", "ReferenceEquals", "_"];

    private readonly MethodModel _method = model.Method;

    private string? ShadowedCache => model.Source.IsHiddenBy(_method.Parameters) ? $"CacheOf{_method.Name}" : null;

    public void Emit(SourceWriter writer)
    {
        if (ShadowedCache is { } property)
            writer.Member($"{Library.GeneratedCode}\nprivate {Library.Cache} {property} => {model.Source.Expression};");

        var puts = model.Effects.Where(effect => effect.IsPut).Select(Effect).ToList();
        var arguments = new List<string> { State(), Body() };
        if (puts.Count > 0)
            arguments.Add($"[{Text.Joined(puts)}]");
        arguments.AddRange(model.Effects.Where(effect => !effect.IsPut).Select(Effect));

        var call = $"{Library.CacheWrite}.{(puts.Count > 0 ? "PutAsync" : "RunAsync")}(\n        {string.Join(",\n        ", arguments)})";
        var returned = _method.Kind == ResultKind.ValueTask ? $"new({call})" : call;
        writer.Member($"{Library.GeneratedCode}\n{Signature.Of(_method)} =>\n    {returned};");
    }

    // the arguments of the call as one value, so that the lambda of the body captures nothing
    private string State()
    {
        var elements = _method.Parameters.Select((parameter, index) =>
            Element(parameter, index) is var name && name == parameter.Identifier ? name : $"{name}: {parameter.Identifier}").ToList();
        return elements.Count == 0 ? "this" : $"(service: this, {Text.Joined(elements)})";
    }

    private string Body()
    {
        var isAlone = _method.Parameters.Count == 0;
        var own = new Queue<string>(Elements(ParameterRole.Ignored));
        var token = Elements(ParameterRole.Token).LastOrDefault();
        var arguments = Text.Joined(_method.Core.Arguments.Select(argument => "call." + (argument == CoreArgument.Token ? token : own.Dequeue())));
        var service = _method.Core.IsStatic ? "" : isAlone ? "call." : "call.service.";
        var core = $"{service}{_method.Core.Name}({arguments})";
        var isUsed = !(isAlone && _method.Core.IsStatic);
        var result = _method.ResultType is null ? "" : $"<{_method.ResultType}>";
        return $"static {(isUsed ? "call" : "_")} => {(_method.Kind == ResultKind.ValueTask ? core : $"new {Library.ValueTask}{result}({core})")}";
    }

    private IEnumerable<string> Elements(ParameterRole role) =>
        _method.Parameters.Select((parameter, index) => (parameter.Role, Name: Element(parameter, index))).Where(element => element.Role == role).Select(element => element.Name);

    /// <summary>The element of a tuple that holds the argument of a parameter.</summary>
    public static string Element(ParameterModel parameter, int index)
    {
        var isReserved = s_tupleMembers.Contains(parameter.Name) || parameter.Name.StartsWith("Item", StringComparison.Ordinal);
        return isReserved ? $"argument{index}" : parameter.Identifier;
    }

    private string Effect(WriteEffectModel effect)
    {
        var names = new MethodNames(effect.Target);
        var cache = $"{names.DefinitionInClass}.In({ShadowedCache ?? model.Source.Expression})";
        var arguments = names.Key.Keys.Zip(effect.Arguments, (parameter, argument) => (parameter, argument.Expression)).ToList();
        if (arguments.Exists(argument => argument.Expression is null))
            return $"{cache}.Invalidates(new {Library.KeyFilter}({arguments.Count}){string.Concat(arguments.Select(argument => With(names, argument.parameter, argument.Expression)))})";

        var key = names.Key.New(parameter => arguments.Find(argument => argument.parameter == parameter).Expression!);
        return effect.IsPut ? $"{cache}.Puts({key}){(effect.DiffersInNullability ? "!" : "")}" : $"{cache}.{(effect.IsPartial ? "InvalidatesVariants" : "Invalidates")}({key})";
    }

    private static string With(MethodNames names, ParameterModel parameter, string? expression)
    {
        var argument = expression is null ? $"default({Library.CacheArg}<{parameter.Type}>)" : $"{Library.CacheArg}.Of<{parameter.Type}>({expression})";
        return $"\n            .With({argument}, {names.Key.WriteArgument(parameter)})";
    }
}
