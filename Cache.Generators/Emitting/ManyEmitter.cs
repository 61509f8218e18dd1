using Cache.Generators.Models;

namespace Cache.Generators.Emitting;

/// <summary>Writes a method over many keys: its definition, which says how keys are made and loaded, and a call of it.</summary>
internal sealed class ManyEmitter(ManyMethodModel model)
{
    private readonly MethodModel _method = model.Method;
    private readonly KeyUse _key = new MethodNames(model.Target).Key;

    // the arguments beside the list
    private readonly List<ParameterModel> _beside = [.. model.Method.Parameters.Where(parameter => parameter.Role != ParameterRole.Token && parameter.Name != model.List)];

    private string? ShadowedCache => model.Source.IsHiddenBy(_method.Parameters) ? $"{char.ToUpperInvariant(model.Definition[2])}{model.Definition.Substring(3)}Source" : null;

    private string Forgiving => model.DiffersInNullability ? "!" : "";

    public void Emit(SourceWriter writer)
    {
        var type = $"{Library.ManyDefinition}<{model.Container.FullName}, {ArgumentsType}, {model.ItemType}, {_key.Type}, {model.Target.Method.ResultType}>";
        DefinitionEmitter.Field(writer, "private", type, model.Definition, Settings());
        if (ShadowedCache is { } property)
            writer.Member($"{Library.GeneratedCode}\nprivate {Library.Cache} {property} => {model.Source.Expression};");
        Wrapper(writer);
    }

    private IEnumerable<string> Settings()
    {
        yield return $"Declaration = {Text.Literal(model.Declaration)}";
        yield return $"List = {Text.Literal(model.List)}";
        var key = _key.NewWithIgnored(parameter => parameter.Name == model.Item ? "item" : Argument(parameter.Name));
        yield return $"Key = static ({(_beside.Count > 0 ? "call" : "_")}, item) => {key}";
        yield return $"Load = {Load()}";
        if (model.AbsentIsNull)
            yield return "AbsentIsNull = true";
        if (model.BatchSize > 0)
            yield return $"BatchSize = {model.BatchSize.ToString(System.Globalization.CultureInfo.InvariantCulture)}";
    }

    private string Load()
    {
        var core = _method.Core;
        var own = new Queue<ParameterModel>(_method.Parameters.Where(parameter => parameter.Role != ParameterRole.Token));
        var arguments = Text.Joined(core.Arguments.Select(argument =>
            argument == CoreArgument.Token ? "cancellationToken"
            : own.Dequeue() is var parameter && parameter.Name == model.List ? "items" : Argument(parameter.Name)));
        var call = $"{(core.IsStatic ? "" : "service.")}{core.Name}({arguments}){Forgiving}";
        var parameters = Text.Joined(
        [
            core.IsStatic ? "_" : "service",
            _beside.Count > 0 ? "call" : "_",
            "items",
            core.Arguments.Contains(CoreArgument.Token) ? "cancellationToken" : "_",
        ]);
        return $"static ({parameters}) => {(_method.Kind == ResultKind.ValueTask ? call : $"new({call})")}";
    }

    private void Wrapper(SourceWriter writer)
    {
        var token = _method.Parameters.LastOrDefault(parameter => parameter.Role == ParameterRole.Token);
        var list = _method.Parameters.First(parameter => parameter.Name == model.List);
        var cache = $"{new MethodNames(model.Target).DefinitionInClass}.In({ShadowedCache ?? model.Source.Expression})";
        var arguments = Text.Joined(new[] { cache, "this", Arguments(), list.Identifier }.Concat(token is null ? [] : [token.Identifier]));
        var call = _method.Kind == ResultKind.ValueTask ? "GetValueTask" : "GetTask";
        writer.Member($"{Library.GeneratedCode}\n{Signature.Of(_method)} =>\n    {model.Definition}.{call}({arguments}){Forgiving};");
    }

    private string ArgumentsType => _beside switch
    {
        [] => Library.NoKey,
        [var one] => one.Type,
        _ => $"({Text.Joined(_beside.Select((parameter, index) => $"{parameter.Type} {CoreCall.Element(parameter, index)}"))})",
    };

    private string Arguments() => _beside switch
    {
        [] => $"default({Library.NoKey})",
        [var one] => one.Identifier,
        _ => $"({Text.Joined(_beside.Select(static parameter => parameter.Identifier))})",
    };

    // one of the arguments beside the list, read from what they are handed over in
    private string Argument(string name)
    {
        var index = _beside.FindIndex(parameter => parameter.Name == name);
        return _beside.Count == 1 ? "call" : $"call.{CoreCall.Element(_beside[index], index)}";
    }
}
